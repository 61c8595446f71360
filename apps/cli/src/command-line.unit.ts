import { findCommand, runCommandLine } from './command-line.js';
import { commands } from './commands.js';

async function run(...args: string[]): Promise<{ code: number; out: string[]; err: string[] }> {
  const out: string[] = [];
  const err: string[] = [];
  const io = { out: (line: string) => void out.push(line), err: (line: string) => void err.push(line) };
  return { code: await runCommandLine(args, io), out, err };
}

describe('the command line', () => {
  it.each([[[]], [['--help']], [['help']]])('lists every command with one line each: %j', async (args) => {
    const { code, out } = await run(...args);
    expect(code).toBe(0);
    for (const { name, summary } of commands) {
      expect(out.filter((line) => line.startsWith(`  ${name} `) && line.endsWith(summary))).toHaveLength(1);
      expect(summary).toMatch(/^[^\n]{10,120}$/);
    }
  });

  it('has each name once', () => {
    expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length);
  });

  it('says of each command how it is called', async () => {
    for (const { name, usage } of commands) {
      const { code, out } = await run(...name.split(' '), '--help');
      expect(code).toBe(0);
      expect(out.join('\n')).toContain(`eropaf ${name} ${usage}`);
    }
  });

  it('knows the commands by their longest name', () => {
    expect(findCommand(['quarantine', 'list', '--json'])).toMatchObject({ rest: ['--json'] });
    expect(findCommand(['quarantine'])).toBeUndefined();
  });

  it('says what it does not know', async () => {
    const { code, err } = await run('quarantine', 'lost');
    expect(code).toBe(2);
    expect(err[0]).toBe('unknown command: quarantine lost');
  });

  const groups = [...new Set(commands.flatMap(({ name }) => name.split(' ').slice(0, -1)))];

  it.each(groups)('lists the commands of the group %s, bare or asked for help', async (group) => {
    const members = commands.filter(({ name }) => name.startsWith(`${group} `));
    for (const args of [[group], [group, '--help'], [group, '-h'], [group, 'help']]) {
      const { code, err, out } = await run(...args);
      expect({ code, err }).toEqual({ code: 0, err: [] });
      const listed = out.filter((line) => line.startsWith('  ')).map((line) => line.trim());
      expect(listed).toHaveLength(members.length);
      for (const { name, summary } of members)
        expect(
          listed.filter((line) => line.startsWith(`${name} `) && line.endsWith(` ${summary}`)),
        ).toHaveLength(1);
    }
  });

  it.each(groups)('names what the group %s knows when it does not know a word', async (group) => {
    const { code, err, out } = await run(group, 'lost', '--help');
    expect({ code, out }).toEqual({ code: 2, out: [] });
    expect(err[0]).toBe(`unknown command: ${group} lost --help`);
    const listed = err.filter((line) => line.startsWith('  ')).map((line) => line.trim());
    expect(listed).toHaveLength(commands.filter(({ name }) => name.startsWith(`${group} `)).length);
  });

  it.each([
    ['offsets rewind', ['signals.energie', 'zero', '3']],
    ['offsets rewind', ['signals.energie', '0', '-3']],
    ['offsets accept-gap', ['signals.energie']],
    ['quarantine replay', []],
    ['quarantine replay', ['1/2/3', '--reason', 'missing']],
    ['quarantine list', ['--day', '2026-02-30']],
    ['quarantine purge', ['--keep-days', '31']],
    ['clock set', ['2026-03-09']],
    ['clock set', ['2026-02-30T10:00:00Z']],
    ['explain', []],
  ])('refuses %s %j as called wrongly', async (name, args) => {
    const { code, err } = await run(...name.split(' '), ...args);
    expect(code).toBe(2);
    expect(err.at(-1)).toContain(`usage: eropaf ${name}`);
  });

  it.each([
    ['signal validate', ['/nowhere/signal.json'], '/nowhere/signal.json: no such file'],
    ['match dedupe', ['people.csv', '--columns', '/nowhere/map.json'], '/nowhere/map.json: no such file'],
    ['creditors load', ['/nowhere/registry.json'], '/nowhere/registry.json: no such file'],
    [
      'creditors load',
      ['/dev/null/registry.json'],
      '/dev/null/registry.json: no such file: a part of the path is no folder',
    ],
    ['creditors load', ['/'], 'one of the paths: a folder, and a file is needed'],
  ])('%s %j says which file cannot be read, in words', async (name, args, fault) => {
    const { code, err } = await run(...name.split(' '), ...args);
    expect({ code, err }).toEqual({ code: 1, err: [fault] });
  });
});

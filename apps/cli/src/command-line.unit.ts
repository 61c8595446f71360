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
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { packageRoot } from '#postgres';

import { runCommandLine } from './command-line.js';

describe('eropaf signal validate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eropaf-validate-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const validate = async (...args: string[]): Promise<{ code: number; lines: string[] }> => {
    const lines: string[] = [];
    const io = { out: (line: string) => void lines.push(line), err: (line: string) => void lines.push(line) };
    return { code: await runCommandLine(['signal', 'validate', ...args], io), lines };
  };
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const example = join(packageRoot(), 'docs/examples/signaal.json');

  it('lets the example of the documentation in', async () => {
    const { code, lines } = await validate(example, '--at', '2026-12-31T10:00:00Z');
    expect(lines).toContain('1 of 1 may enter');
    expect(code).toBe(0);
  });

  it('names every fault of every message, with its line', async () => {
    const bad = JSON.stringify({ gemeentecode: 'GM0505', bedragInCenten: -1, kleur: 'rood' });
    const { code, lines } = await validate(file('bad.jsonl', `${bad}\n\n${bad}\n`));
    expect(code).toBe(1);
    expect(lines.filter((line) => /^line [13]: refused$/.test(line))).toHaveLength(2);
    expect(lines.filter((line) => line.includes('/data/bedragInCenten: out-of-range'))).toHaveLength(2);
    expect(lines.filter((line) => line.includes('unknown-member'))).toHaveLength(2);
    expect(lines.join()).not.toContain('rood');
    expect(lines).toContain('0 of 2 may enter');
  });

  it('judges by the receipt that is asked: before a policy is in force nobody is served', async () => {
    const { code, lines } = await validate(example, '--at', '2000-01-01T10:00:00Z');
    expect(code).toBe(1);
    expect(lines.join()).toMatch(/not served|date-after-receipt/);
  });

  it('refuses what it cannot read', async () => {
    await expect(validate(join(folder, 'absent.json'))).resolves.toMatchObject({ code: 1 });
    await expect(validate(example, '--creditors', file('no.json', '{'))).resolves.toMatchObject({ code: 1 });
    await expect(validate()).resolves.toMatchObject({ code: 2 });
    await expect(validate(example, '--at', 'today')).resolves.toMatchObject({ code: 2 });
  });
});

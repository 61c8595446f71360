import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parsePolicy } from '#contracts';

import { runCommandLine } from './command-line.js';

const run = async (...args: string[]): Promise<{ code: number; lines: string[] }> => {
  const lines: string[] = [];
  const io = { out: (line: string) => void lines.push(line), err: (line: string) => void lines.push(line) };
  return { code: await runCommandLine(['policy', ...args], io), lines };
};

describe('eropaf policy, without a database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eropaf-policy-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['dordrecht', 'GM0505'],
    ['roermond', 'GM0957'],
    ['heemskerk', 'GM0396'],
  ])('checks the preset %s by its name', async (preset, municipality) => {
    const { code, lines } = await run('validate', preset);
    expect(lines).toEqual([expect.stringMatching(new RegExp(`^${municipality}, .*: no faults$`))]);
    expect(code).toBe(0);
  });

  it('names the faults of a file with their lines, and what there is when there is no such file', async () => {
    const file = join(folder, 'faulty.yaml');
    writeFileSync(file, 'municipality: GM0505\nname: 5\n');
    const faulty = await run('validate', file);
    expect(faulty.lines.join('\n')).toContain('line 2, name: ');
    expect(faulty.code).toBe(1);
    const missing = await run('validate', 'nergenshuizen');
    expect(missing.lines.join('\n')).toContain('there are dordrecht, heemskerk, roermond');
    expect(missing.code).toBe(1);
  });

  it('warns of an amount that looks like euros, and finds no fault in it', async () => {
    const file = join(folder, 'euros.yaml');
    const { lines: copy } = await run('show', 'dordrecht', '--yaml');
    writeFileSync(file, copy.join('\n').replace('defaultCents: 2500', 'defaultCents: 25.00'));
    const { code, lines } = await run('validate', file);
    expect(lines[0]).toMatch(/^warning: line \d+, thresholds.defaultCents: 25.00 is read as 25 cents/);
    expect(lines[1]).toMatch(/: no faults$/);
    expect(code).toBe(0);
    const broken = copy.join('\n').replace('defaultCents: 2500', 'defaultCents: 25.00');
    writeFileSync(file, `${broken}\nnmae: Dordrecht\n`);
    const both = await run('validate', file);
    expect(both.lines[0]).toMatch(/^warning: line \d+, thresholds.defaultCents: /);
    expect(both.lines[1]).toMatch(/^line \d+, nmae: is not known; did you mean name\?$/);
    expect(both.code).toBe(1);
  });

  it('tells a policy in plain Dutch', async () => {
    const { code, lines } = await run('show', 'heemskerk');
    expect(lines).toContain('plan “visit-amount”, voor wie: minstens € 1.000,00; hoogstens € 50.000,00');
    expect(lines).toContain('plan “phone-letter-mail”, voor wie: iedereen');
    expect(code).toBe(0);
  });

  it('writes a policy as a file that says the same', async () => {
    const { lines } = await run('show', 'heemskerk', '--yaml');
    const file = join(folder, 'copy.yaml');
    writeFileSync(file, lines.join('\n'));
    expect(parsePolicy(lines.join('\n')).ok).toBe(true);
    expect(await run('diff', 'heemskerk', file)).toEqual({ code: 0, lines: ['geen verschillen'] });
  });

  it('holds two policies against each other', async () => {
    const { code, lines } = await run('diff', 'dordrecht', 'roermond');
    expect(lines).toContain('drempelbedrag: meer dan € 25,00 → meer dan € 50,00');
    expect(lines).toContain('plan “rent”, voor wie: achterstand bij Huur (vervalt)');
    expect(lines).toContain('plan “no-phone”, voor wie: geen telefoonnummer bekend (nieuw)');
    expect(code).toBe(0);
  });

  it('says how it is called', async () => {
    expect((await run('diff', 'dordrecht')).code).toBe(2);
    expect((await run('show', 'dordrecht', 'roermond')).code).toBe(2);
    expect((await run('activate')).code).toBe(2);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runCommandLine } from './command-line.js';
import { CommandRefused } from './command.js';
import { parseLedger } from './settle-command.js';

const task = '067215c7-9c7f-cd29-ff26-afddfa6c8be3';

describe('the ledger of a channel', () => {
  test('has a task and a moment on each line', () => {
    expect(parseLedger(`${task},2026-03-03T10:00:00+01:00\r\n\n`)).toEqual(
      new Map([[task, { atMs: Date.parse('2026-03-03T09:00:00Z'), line: 1 }]]),
    );
  });

  test('every line that cannot be read is named by its number, without what it holds', () => {
    const text = [
      `${task},2026-03-03T10:00:00Z`,
      'J. Jansen,Dorpsstraat 1',
      `${task},2026-03-04T10:00:00Z`,
      `${task.replace('0', '1')},yesterday`,
    ];
    const faults = ((): readonly string[] => {
      try {
        parseLedger(text.join('\n'));
      } catch (error) {
        if (error instanceof CommandRefused) return error.faults;
      }
      return [];
    })();
    expect(faults).toEqual([
      'line 2: must be a task id, a comma and a moment',
      `line 3: task ${task} is there twice`,
      'line 4 must be a moment with its zone, such as 2026-03-09T10:00:00+01:00',
    ]);
  });
});

describe('eropaf settle, as it is called', () => {
  const run = async (...args: string[]): Promise<{ readonly code: number; readonly said: string }> => {
    const lines: string[] = [];
    const io = { out: (line: string) => void lines.push(line), err: (line: string) => void lines.push(line) };
    const code = await runCommandLine(['settle', ...args], io);
    return { code, said: lines.join('\n') };
  };
  const called = async (...args: string[]): Promise<string> => {
    const { code, said } = await run(...args);
    expect(code).toBe(2);
    return said;
  };

  test('a ledger is complete for one channel of one municipality, and for whom must be said', async () => {
    expect(await called('ledger.csv', '--complete')).toContain('--complete needs --municipality');
    expect(await called('ledger.csv', '--complete', '--municipality', 'Dordrecht')).toContain(
      'such as GM0505',
    );
    const calls = ['--municipality', 'GM0505', '--channel', 'calls'];
    expect(await called('ledger.csv', '--complete', ...calls)).toContain('one of letters, messages');
    expect(await called('ledger.csv', ...calls)).toContain('only with --complete');
  });

  test('an empty ledger is no proof that nothing went out, unless somebody says so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'eropaf-settle-'));
    const ledger = join(folder, 'ledger.csv');
    writeFileSync(ledger, '\n');
    try {
      const whose = ['--complete', '--municipality', 'GM0505', '--channel', 'letters', '--apply'];
      const { code, said } = await run(ledger, ...whose);
      expect(code).toBe(1);
      expect(said).toContain('would be given out again');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

import { CommandRefused } from './command.js';
import { parseLedger } from './settle-command.js';

const task = '067215c7-9c7f-cd29-ff26-afddfa6c8be3';

describe('the ledger of a channel', () => {
  test('has a task and a moment on each line', () => {
    expect(parseLedger(`${task},2026-03-03T10:00:00+01:00\r\n\n`)).toEqual(
      new Map([[task, Date.parse('2026-03-03T09:00:00Z')]]),
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

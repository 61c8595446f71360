import type { IntegrityPromise } from '../history.js';

/** No id is two signals or two withdrawals, no place two rows, no step two tasks, no task two attempts, no revision two messages. */
export const noEffectTwice: IntegrityPromise = {
  name: 'no-effect-twice',
  when: 'always',
  breaches: ({ tables }) => [
    ...twice(
      'record at',
      tables.placed.map(({ place }) => place),
    ),
    ...twice(
      'signal or withdrawal with id',
      tables.placed
        .filter(({ table }) => table === 'signal' || table === 'withdrawal')
        .map(({ id, table }) => `${table} ${id}`),
    ),
    ...twice(
      'task of a step',
      tables.tasks.map((task) => [task.municipality, task.person_id, task.period_start, task.step].join(' ')),
    ),
    ...twice(
      'attempt of task',
      tables.attempts.flatMap(({ task_id }) => (task_id === null ? [] : [task_id])),
    ),
    ...twice(
      'message of a revision',
      tables.feedback
        .filter(({ signal_id }) => signal_id !== null)
        .map((one) => `${one.signal_id} ${one.revision}`),
    ),
    ...twice(
      'case-person',
      tables.casePersons.map((one) =>
        [one.municipality, one.person_id, one.period_start, one.address_id].join(' '),
      ),
    ),
  ],
};

function twice(what: string, keys: readonly string[]): string[] {
  const said: string[] = [];
  for (const [key, same] of Map.groupBy(keys, (one) => one)) {
    if (same.length > 1) said.push(`${what} ${key}: there are ${same.length}`);
  }
  return said;
}

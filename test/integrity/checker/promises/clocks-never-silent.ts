import type { IntegrityPromise } from '../history.js';

/**
 * Nobody who was picked up is forgotten: an open case-person has a next step with a day, or a task of it that stands
 * open or before a person, or a day on which it closes by itself, or a reason why it waits; and the first attempt has
 * its last day, against which the monitor counts.
 */
export const clocksNeverSilent: IntegrityPromise = {
  name: 'clocks-never-silent',
  when: 'quiet',
  breaches: ({ tables }) => {
    const said: string[] = [];
    const open = new Set(
      tables.tasks
        .filter(({ state }) => !['done', 'failed', 'cancelled'].includes(state))
        .map(({ person_id, period_start }) => `${person_id} ${period_start}`),
    );
    for (const one of tables.casePersons) {
      if (one.state !== 'open' || !one.picked_up) continue;
      const who = `case-person ${one.person_id}`;
      const hasTask = open.has(`${one.person_id} ${one.period_start}`);
      if (one.hold === 'task-open' && !hasTask) said.push(`${who}: waits for a task that is not there`);
      if (one.next_due_on === null && one.hold === null)
        said.push(`${who}: neither a next step nor why it waits`);
      if (one.hold === 'plan-done' && one.close_due_on === null && !hasTask)
        said.push(`${who}: its plan is done, and no day closes it`);
      if (one.attempts === 0 && one.first_attempt_due_on === null)
        said.push(`${who}: no last day for the first attempt`);
    }
    return said;
  },
};

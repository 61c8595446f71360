import type { History, IntegrityPromise } from '../history.js';

/** Who was born before the middle of the last century gets a letter first, in Dordrecht. */
const writesFirst = 'GM0505';

/**
 * Once all is quiet everybody with a picked-up signal was written to: by the ledgers, not by the tables. A task that
 * could not be done says so (`failed`, `uncertain`) and stands before a person; no step that is due lacks its task, no
 * task that is done lacks what went out, and what a desk acknowledged is recorded.
 */
export const noOutreachMissing: IntegrityPromise = {
  name: 'no-outreach-missing',
  when: 'quiet',
  breaches: (history) => [...stuck(history), ...unwritten(history), ...unrecorded(history)],
};

function stuck({ tables, today }: History): string[] {
  const said: string[] = [];
  for (const { executor, state, task_id: taskId } of tables.tasks) {
    const waits = state === 'created' || state === 'claimed' || state === 'sending' || state === 'queued';
    // Work of people waits for people.
    if (waits && executor === 'worker') said.push(`task ${taskId}: still ${state}`);
    if (state === 'created' && executor !== 'worker') said.push(`task ${taskId}: nobody was told of it`);
  }
  for (const one of tables.casePersons) {
    if (one.state === 'open' && one.next_due_on !== null && one.next_due_on <= today)
      said.push(
        `case-person ${one.person_id}: ${one.next_step} was due on ${one.next_due_on}, and has no task`,
      );
  }
  return said;
}

function unwritten({ deliveries, recomputed, tables }: History): string[] {
  const said: string[] = [];
  const byTask = new Set(deliveries.map(({ taskId }) => taskId));
  const letters = tables.tasks.filter(({ channel }) => channel === 'letters');
  for (const { state, task_id: taskId } of letters) {
    if (state === 'done' && !byTask.has(taskId)) said.push(`task ${taskId}: done, and nothing went out`);
  }
  const personOf = new Map(tables.signals.map((signal) => [signal.id, signal.person_id]));
  const toldOf = new Set(
    letters
      .filter(({ state, task_id }) => byTask.has(task_id) || state === 'failed' || state === 'uncertain')
      .map(({ person_id }) => person_id),
  );
  for (const [id, { municipality, verdict }] of recomputed.signals) {
    if (verdict !== 'accepted' || municipality !== writesFirst) continue;
    const person = personOf.get(id);
    if (person === undefined || !toldOf.has(person))
      said.push(`signal ${id}: picked up, and nobody was written to`);
  }
  return said;
}

function unrecorded({ reported, tables }: History): string[] {
  const attempts = new Set(tables.attempts.map(({ task_id: taskId }) => taskId));
  return reported
    .filter((taskId) => !attempts.has(taskId))
    .map((taskId) => `task ${taskId}: the desk took the report, and there is no attempt`);
}

/** A task that says it is queued has its job: the mark is never ahead of what it says. Asked while no process runs. */
export const markNeverAheadOfJob: IntegrityPromise = {
  name: 'no-outreach-missing',
  when: 'always',
  breaches: ({ observed, tables }) => {
    const { liveJobs } = observed;
    if (liveJobs === null) return [];
    return tables.tasks
      .filter(
        ({ channel, executor, state }) =>
          state === 'queued' && executor === 'worker' && channel === 'letters',
      )
      .filter((task) => !liveJobs.has(`${task.municipality}-${task.task_id}-${task.generation}`))
      .map((task) => `task ${task.task_id}: marked as queued, and the queue has no job for it`);
  },
};

import type { IntegrityPromise } from '../history.js';

/**
 * Nothing reaches a resident twice for one step, by the channels' own ledgers. A task whose effect nobody knows is
 * `uncertain`, with a person, and nothing sends it again by itself; what did go out is never told as not done.
 */
export const noOutreachTwice: IntegrityPromise = {
  name: 'no-outreach-twice',
  when: 'always',
  breaches: ({ deliveries, tables }) => {
    const said: string[] = [];
    const tasks = new Map(tables.tasks.map((task) => [task.task_id, task]));
    for (const [taskId, copies] of Map.groupBy(deliveries, (one) => one.taskId)) {
      if (copies.length > 1) said.push(`task ${taskId}: ${copies.length} went out by ${copies[0]?.channel}`);
    }
    const steps = deliveries.flatMap(({ taskId }) => {
      const task = tasks.get(taskId);
      if (task === undefined) return [];
      return [{ taskId, step: [task.municipality, task.person_id, task.period_start, task.step].join(' ') }];
    });
    for (const [step, copies] of Map.groupBy(steps, (one) => one.step)) {
      const different = new Set(copies.map(({ taskId }) => taskId));
      if (different.size > 1) said.push(`step ${step}: went out under ${different.size} tasks`);
    }
    for (const { channel, taskId } of deliveries) {
      const state = tasks.get(taskId)?.state ?? 'no task at all';
      // Whoever visits has claimed, and reports afterwards; a process says `sending` first.
      const known = ['done', 'uncertain', channel === 'desk' ? 'claimed' : 'sending'];
      if (!known.includes(state)) said.push(`task ${taskId}: it went out, and the table says ${state}`);
    }
    return said;
  },
};

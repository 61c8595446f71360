import { taskAfter, taskStates, taskTransitions } from '#domain';
import { edgeOf } from '#postgres';

import { queueNameOf } from './bull-task-jobs.js';
import { drawLetterReference } from './task-ids.js';

describe('names and references', () => {
  test('a letter reference can be read out over the phone and says nothing', () => {
    const drawn = Array.from({ length: 1_000 }, drawLetterReference);
    expect(new Set(drawn).size).toBe(1_000);
    for (const reference of drawn) expect(reference).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/);
  });

  test('our own workers share the queue of the channel, an outside party has one a municipality', () => {
    const task = { municipality: 'GM0505' as never, channel: 'calls' } as const;
    expect(queueNameOf({ ...task, executor: 'worker' })).toBe('calls');
    expect(queueNameOf({ ...task, executor: 'external:demo' })).toBe('calls--GM0505--demo');
  });
});

describe('the edges that a statement uses', () => {
  test('come from the state machine, for every transition that leads to one state', () => {
    for (const transition of taskTransitions) {
      if (transition === 'lease-expired') {
        expect(() => edgeOf(transition, 'process')).toThrow();
        continue;
      }
      const { from, to } = edgeOf(transition, 'process');
      for (const state of taskStates) {
        expect(taskAfter(state, transition, 'process')).toBe(from.includes(state) ? to : null);
      }
    }
  });
});

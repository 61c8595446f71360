import { isOpenTask, taskAfter, taskStates, taskTransitions, type Holder } from './task.js';

const holders: readonly Holder[] = ['process', 'person'];

describe('the life of an outreach task', () => {
  test('what is finished stays finished', () => {
    for (const state of ['done', 'failed'] as const) {
      for (const transition of taskTransitions) {
        for (const holder of holders) expect(taskAfter(state, transition, holder)).toBeNull();
      }
    }
  });

  test('once sending has begun, nothing leads back to the queue but the decision of a person', () => {
    const fromSending = taskTransitions.map((transition) => taskAfter('sending', transition, 'process'));
    expect(new Set(fromSending.filter((to) => to !== null))).toEqual(
      new Set(['done', 'failed', 'uncertain']),
    );
    const again = taskTransitions.filter(
      (transition) => taskAfter('uncertain', transition, 'process') === 'queued',
    );
    expect(again).toEqual(['decide-again']);
  });

  test('the work of a person never passes through sending, and its expired claim is a question', () => {
    for (const state of taskStates) expect(taskAfter(state, 'start-sending', 'person')).toBeNull();
    expect(taskAfter('claimed', 'lease-expired', 'person')).toBe('uncertain');
    expect(taskAfter('claimed', 'lease-expired', 'process')).toBe('queued');
  });

  test('only what nobody holds can be cancelled', () => {
    const cancellable = taskStates.filter((state) => taskAfter(state, 'cancel', 'process') === 'cancelled');
    expect(cancellable).toEqual(['created', 'queued']);
  });

  test('a plan waits for a task from its making to its end', () => {
    expect(taskStates.filter((state) => !isOpenTask(state))).toEqual(['done', 'failed', 'cancelled']);
  });
});

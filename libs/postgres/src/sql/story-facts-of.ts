import type {
  Answer,
  EarlierDecision,
  IdentityAnswer,
  FoldVerdict,
  Judgement,
  Language,
  Outcome,
  StoryFacts,
} from '#domain';

import type { Aftermath, ExplainedSignal, IdentityFact, SupersededRow } from './explained-signal.js';

/** What is stored of a signal as its story needs it. */
export function storyFactsOf(signal: ExplainedSignal, aftermath: Aftermath): StoryFacts {
  const { casePerson, history, identity } = aftermath;
  return {
    received: {
      creditor: signal.creditor,
      sector: signal.sector,
      receiptMs: signal.receipt.getTime(),
      amountCents: signal.amount_cents,
      arrearsSince: signal.arrears_since,
      crisis: signal.crisis,
      crisisEnd: signal.crisis_end,
      warmHandover: signal.warm_handover,
      usablePhone: signal.usable_phone,
      withdrawnMs: momentsOf(identity, 'withdrawn'),
    },
    person: {
      identity: signal.identity,
      signalsOfPerson: signal.signals_of_person,
      language:
        identity
          .filter(({ kind }) => kind === 'language')
          .map(({ answer, at }) => ({ atMs: at.getTime(), language: answer as Language }))
          .at(-1) ?? null,
      pinnedMs: momentsOf(identity, 'pinned').at(-1) ?? null,
      joinedMs: momentsOf(identity, 'joined').at(-1) ?? null,
      moved: identity
        .filter(({ kind }) => kind === 'moved')
        .map(({ at, keeps_person }) => ({ atMs: at.getTime(), keepsPerson: keeps_person === true })),
      answers: identity.flatMap(({ answer, at, found, kind }) =>
        kind === 'answered' ? [{ atMs: at.getTime(), answer: answer as Answer, found }] : [],
      ),
      reviewed: identity.flatMap(({ answer, at, kind }) =>
        kind === 'reviewed' ? [{ atMs: at.getTime(), answer: answer as IdentityAnswer }] : [],
      ),
    },
    decision: {
      judgement: {
        verdict: signal.judged_verdict,
        rule: signal.judged_rule,
        inputs: signal.judged_inputs,
      },
      verdict: signal.verdict,
      rule: signal.rule,
      decidedMs: signal.decided_at.getTime(),
      withdrawnAfterAttempt: signal.withdrawn_after_attempt,
      policyEffectiveFrom: signal.policy_effective_from,
    },
    approach: casePerson === null ? null : approachOf(casePerson, aftermath),
    earlier: history.map((row) => earlierOf(row, signal)),
    told: aftermath.feedback.map(({ created_at, message, replaces, state }) => ({
      message,
      createdMs: created_at.getTime(),
      state: state === 'created' ? 'waiting' : state,
      replaces: replaces !== null,
    })),
  };
}

function momentsOf(identity: readonly IdentityFact[], wanted: IdentityFact['kind']): readonly number[] {
  return identity.filter(({ kind }) => kind === wanted).map(({ at }) => at.getTime());
}

function approachOf(
  one: NonNullable<Aftermath['casePerson']>,
  { attempts, tasks }: Aftermath,
): StoryFacts['approach'] {
  const { next_channel, next_due_on } = one;
  const withContact = new Set(attempts.map(({ task_id }) => task_id));
  return {
    periodStart: one.period_start,
    periodEnd: one.period_end,
    state: one.state,
    outcome: one.outcome,
    closedOn: one.closed_on,
    crisis: one.crisis,
    pickedUp: one.picked_up,
    planReason: one.plan_reason,
    skipsMessages: one.skips_messages,
    next:
      next_channel === null || next_due_on === null
        ? null
        : { channel: next_channel, dueOn: next_due_on, partOfDay: one.next_part_of_day },
    hold: one.hold,
    closeDueOn: one.close_due_on,
    ledByPeriodStart: one.led_by_period_start,
    tasks: tasks.map(({ channel, due_on, executor, failure, finished_on, state, task_id }) => ({
      channel,
      executor,
      dueOn: due_on,
      state,
      finishedOn: finished_on,
      failure,
      hasContact: withContact.has(task_id),
    })),
    attempts: attempts.map(({ day, direction, kind, part_of_day, reached }) => ({
      kind,
      direction,
      reached,
      day,
      partOfDay: part_of_day,
    })),
  };
}

/** A superseded decision as intake stored it: of a signal by names of the code, of a case-person as its row was. */
function earlierOf(
  { content, subject, superseded_at }: SupersededRow,
  signal: ExplainedSignal,
): EarlierDecision {
  const supersededMs = superseded_at.getTime();
  if (subject === 'signal') {
    return {
      subject,
      supersededMs,
      verdict: content['verdict'] as FoldVerdict,
      rule: typeof content['rule'] === 'string' ? content['rule'] : '',
      inputs: (content['inputs'] ?? {}) as Judgement['inputs'],
      samePerson: content['personId'] === undefined || content['personId'] === signal.person_id,
    };
  }
  return {
    subject,
    supersededMs,
    state: content['state'] as 'open' | 'closed' | 'superseded',
    outcome: (content['outcome'] ?? null) as Outcome | null,
    crisis: content['crisis'] === true,
  };
}

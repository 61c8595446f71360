import { FAULT_CODES, FEEDBACK_WORDS } from '#contracts';
import {
  asDay,
  creditorHears,
  exclusionReasons,
  messageToCreditor,
  outcomeMeanings,
  outcomeOfVerdict,
  outcomes,
  verdicts,
  type CasePerson,
  type FoldedSignal,
  type Outcome,
  type Policy,
  type SignalMessage,
  type Verdict,
} from '#domain';

import { feedbackRecord } from './feedback-event.js';

/** Everything that decided or is known about the resident; none of it may be in what a creditor gets. */
const secrets = [
  'exclusion-name',
  'U bent ondernemer',
  'do-not-approach',
  'review',
  'help-known',
  'not-safe',
  'motivation',
  ...exclusionReasons.map((reason) => `because ${reason}`),
  ...outcomes,
  'crisis-plan',
];

const folded = (verdict: Verdict): FoldedSignal =>
  ({
    verdict,
    rule: 'excluded-by-policy',
    judgement: {
      verdict: 'not-picked-up',
      rule: 'excluded-by-policy',
      inputs: { exclusion: 'exclusion-name', because: 'because other', reason: 'U bent ondernemer' },
    },
  }) as unknown as FoldedSignal;
const casePerson = (outcome: Outcome | null): CasePerson =>
  ({
    state: outcome === null ? 'open' : 'closed',
    outcome,
    closedOn: outcome === null ? null : asDay('2026-03-20'),
    plan: { plan: 'crisis-plan', hold: 'do-not-approach', next: null, openStep: null, closeDueOn: null },
  }) as unknown as CasePerson;

/** The bytes that a creditor gets; everything that is not the message is the same each time. */
function bytes(message: string, faults: unknown = null): string {
  const record = feedbackRecord(
    {
      feedbackId: 'f-1',
      municipality: 'GM0505',
      creditorId: 'lichtpunt-energie',
      eventId: 'signal-1',
      reference: 'K-1001',
      revision: 2,
      message,
      faults,
      replaces: 'f-0',
      createdAt: new Date('2026-03-20T10:00:00Z'),
    } as Parameters<typeof feedbackRecord>[0],
    'urn:nld:oin:00000099999999990000',
  );
  if (record === null) throw new Error(`${message} does not fit the contract`);
  return JSON.stringify(record);
}

/** No projection, and each way in which a municipality may make these outcomes vaguer. */
const projectionsOf = (...settled: (Outcome | null)[]): Policy['feedbackProjection'][] => [
  {},
  ...settled
    .filter((outcome) => outcome !== null)
    .flatMap((outcome) => [{ [outcome]: 'closed' } as const, { [outcome]: 'not-picked-up' } as const]),
];
const toldBefore: (SignalMessage | null)[] = [null, 'under-consideration', 'repeated', 'help-accepted'];
const words: readonly string[] = Object.values(FEEDBACK_WORDS);

describe('no reason ever leaves', () => {
  test.each(verdicts)(
    'of a signal that is %s, whatever its outcome, projection and what was told',
    (verdict) => {
      let messages = 0;
      for (const outcome of [null, ...outcomes])
        for (const projection of projectionsOf(outcome, outcomeOfVerdict[verdict]))
          for (const told of toldBefore) {
            const message = messageToCreditor(folded(verdict), casePerson(outcome), told, projection);
            if (message === null) continue;
            messages += 1;
            const sent = bytes(message);
            expect(secrets.filter((secret) => sent.includes(secret))).toEqual([]);
            const { value } = JSON.parse(sent) as { value: string };
            const data = JSON.parse(value) as Record<string, unknown>;
            expect(words).toContain(data['oordeel']);
            expect(Object.keys(data).sort()).toEqual(
              [
                'datum',
                'gemeentecode',
                'klantreferentie',
                'oordeel',
                'revisie',
                'signaal',
                'vervangt',
              ].sort(),
            );
          }
      expect(messages).toBeGreaterThan(0);
    },
  );

  test('outcomes under one word cannot be told apart by a single byte', () => {
    const byWord = Map.groupBy(outcomes, (outcome) => creditorHears(outcome));
    for (const [word, group] of byWord) {
      const sent = group.map((outcome) =>
        bytes(messageToCreditor(folded('accepted'), casePerson(outcome), null, {}) ?? 'none'),
      );
      expect(new Set(sent)).toEqual(new Set([bytes(word)]));
    }
    expect(byWord.get('closed')).toEqual([
      'Inwoner al bekend bij schuldhulpverlening',
      'Inwoner heeft al een ander lopend traject',
      'Verwijzing zonder tussenkomst inwoner',
    ]);
    expect(byWord.get('help-accepted')?.every((outcome) => outcomeMeanings[outcome].helpAccepted)).toBe(true);
  });

  test('why a signal was not picked up cannot be told apart: withdrawn, excluded, dismissed by a person', () => {
    const of = (verdict: Verdict, outcome: Outcome | null): string =>
      bytes(messageToCreditor(folded(verdict), casePerson(outcome), null, {}) ?? 'none');
    expect(of('withdrawn', null)).toBe(of('not-picked-up', null));
    expect(of('not-picked-up', 'Niet opgepakt: andere reden')).toBe(of('not-picked-up', null));
  });

  test('that somebody is looked at or known to a helper is told by saying nothing', () => {
    for (const verdict of ['review', 'known', 'accepted'] as const)
      expect(messageToCreditor(folded(verdict), casePerson(null), null, {})).toBeNull();
  });

  test('a refusal carries codes and places, never a value', () => {
    const faults = FAULT_CODES.map((code) => ({ pointer: '/data/persoon', code, value: 'do-not-approach' }));
    const sent = bytes('refused', faults);
    expect(secrets.filter((secret) => sent.includes(secret))).toEqual([]);
  });
});

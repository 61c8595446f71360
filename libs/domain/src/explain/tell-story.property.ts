import fc from 'fast-check';

import { asDay, partsOfDay } from '../calendar/index.js';
import type { SignalMessage } from '../derive-address.js';
import type { Answer, FoldVerdict } from '../address-history.js';
import type { SignalId } from '../ids.js';
import type { Rule } from '../judge-signal.js';
import { matchFieldNames } from '../matching/index.js';
import { contactKinds, outcomes } from '../outcome/index.js';
import type { Hold } from '../plan.js';
import { channels, languages } from '../policy.js';
import { identityAnswers } from '../review.js';
import { crisisKinds, sectors } from '../signal.js';
import { personFailures, processFailures, taskStates } from '../task.js';
import type { StoryFacts } from './story-facts.js';
import { tellStory } from './tell-story.js';

/** Every word of a union: a type leaves nothing behind at run time, and a missing one does not compile. */
const wordsOf = <Word extends string>(all: Readonly<Record<Word, true>>): readonly Word[] =>
  Object.keys(all) as Word[];

const rules = wordsOf<Rule>({
  'legal-person': true,
  'looks-like-legal-person': true,
  'crisis-on-legal-person': true,
  'same-crisis-again': true,
  'same-arrears-not-higher': true,
  'not-above-threshold': true,
  'arrears-too-young': true,
  'arrears-too-old': true,
  'crisis-first': true,
  'new-warm-handover': true,
  'amount-risen': true,
  'picked-up': true,
  'withdrawn-by-creditor': true,
  'withdrawn-before-signal': true,
  'register-answer': true,
  'help-known': true,
  'found-legal-person': true,
  'closed-as-not-picked-up': true,
  'excluded-by-policy': true,
});
const verdicts = wordsOf<FoldVerdict>({
  accepted: true,
  repeated: true,
  unjustified: true,
  review: true,
  withdrawn: true,
  'not-resident': true,
  deceased: true,
  known: true,
  'not-picked-up': true,
});
const holds = wordsOf<Hold>({
  review: true,
  'help-known': true,
  closed: true,
  reached: true,
  withdrawn: true,
  follows: true,
  'do-not-approach': true,
  'task-open': true,
  'plan-done': true,
});
const answers = wordsOf<Answer>({
  resident: true,
  'not-resident': true,
  deceased: true,
  'nobody-found': true,
  'several-found': true,
  'under-investigation': true,
  'known-at-debt-help': true,
  'known-elsewhere': true,
  'legal-person': true,
});
const messages = wordsOf<SignalMessage | 'refused'>({
  repeated: true,
  unjustified: true,
  'not-picked-up': true,
  'not-resident': true,
  deceased: true,
  closed: true,
  'no-contact': true,
  'no-help-wanted': true,
  'help-accepted': true,
  'under-consideration': true,
  refused: true,
});

const day = fc
  .date({ min: new Date('2024-01-01T00:00:00Z'), max: new Date('2027-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => asDay(date.toISOString().slice(0, 10)));
const moment = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2027, 11, 31) });
const cents = fc.integer({ min: 1, max: 99_999_999 });
const days = fc.integer({ min: 0, max: 400 });
const inputs = fc.record(
  {
    amountCents: cents,
    highestCents: cents,
    thresholdCents: cents,
    ageDays: days,
    minDays: days,
    maxDays: days,
    crisis: fc.constantFrom(...crisisKinds),
    also: fc.constantFrom('arrears-too-young', 'arrears-too-young legal-person'),
  },
  { requiredKeys: [] },
);
const judgement = fc.record({
  verdict: fc.constantFrom(
    'accepted' as const,
    'repeated' as const,
    'unjustified' as const,
    'review' as const,
  ),
  rule: fc.constantFrom(...rules),
  inputs,
});
const comparedFields = fc.array(
  fc.record({
    field: fc.constantFrom(...matchFieldNames, 'a-field-of-later'),
    level: fc.constantFrom('exact', 'one-typo', 'sound', 'different'),
  }),
  { maxLength: 6 },
);
const storyFacts: fc.Arbitrary<StoryFacts> = fc.record({
  received: fc.record({
    creditor: fc.constant('Lichtpunt Energie'),
    sector: fc.constantFrom(...sectors),
    receiptMs: moment,
    amountCents: cents,
    arrearsSince: day,
    crisis: fc.constantFrom(...crisisKinds),
    crisisEnd: fc.option(day),
    warmHandover: fc.boolean(),
    usablePhone: fc.boolean(),
    withdrawnMs: fc.array(moment, { maxLength: 2 }),
  }),
  person: fc.record({
    identity: fc.option(
      fc.record({
        outcome: fc.constantFrom('match' as const, 'review' as const, 'new' as const),
        rule: fc.constantFrom('weight' as const, 'same-customer' as const, 'same-resident' as const),
        parameters: fc.constant('dutch-1'),
        candidates: fc.array(
          fc.record({
            signalId: fc.constant('00000000-0000-4000-8000-000000000001' as SignalId),
            weight: fc.constant(12.5),
            fields: fc.array(
              fc.record({
                field: fc.constantFrom(...matchFieldNames, 'a-field-of-later'),
                level: fc.constantFrom('exact', 'one-typo', 'day-month-swapped', 'different'),
                weight: fc.constantFrom(-3, 7.5),
              }),
              { maxLength: 6 },
            ),
          }),
          { maxLength: 2 },
        ),
      }),
    ),
    signalsOfPerson: fc.integer({ min: 1, max: 9 }),
    reviewed: fc.array(fc.record({ atMs: moment, answer: fc.constantFrom(...identityAnswers) }), {
      maxLength: 2,
    }),
    pinnedMs: fc.option(moment),
    joinedMs: fc.option(moment),
    language: fc.option(fc.record({ atMs: moment, language: fc.constantFrom(...languages) })),
    moved: fc.array(fc.record({ atMs: moment, keepsPerson: fc.boolean() }), { maxLength: 1 }),
    answers: fc.array(
      fc.record({ atMs: moment, answer: fc.constantFrom(...answers), found: fc.option(comparedFields) }),
      { maxLength: 2 },
    ),
  }),
  decision: fc.record({
    judgement,
    verdict: fc.constantFrom(...verdicts),
    rule: fc.constantFrom(...rules, 'a-rule-of-later'),
    decidedMs: moment,
    withdrawnAfterAttempt: fc.boolean(),
    policyEffectiveFrom: fc.option(day),
  }),
  approach: fc.option(
    fc.record({
      periodStart: day,
      periodEnd: day,
      state: fc.constantFrom('open' as const, 'closed' as const, 'superseded' as const),
      outcome: fc.option(fc.constantFrom(...outcomes)),
      closedOn: fc.option(day),
      crisis: fc.boolean(),
      pickedUp: fc.boolean(),
      planReason: fc.option(
        fc.constant('U heeft een huurachterstand. Daarom bellen wij u en komen wij langs.'),
      ),
      skipsMessages: fc.boolean(),
      next: fc.option(
        fc.record({
          channel: fc.constantFrom(...channels),
          dueOn: day,
          partOfDay: fc.option(fc.constantFrom(...partsOfDay)),
        }),
      ),
      hold: fc.option(fc.constantFrom(...holds)),
      closeDueOn: fc.option(day),
      ledByPeriodStart: fc.option(day),
      tasks: fc.array(
        fc.record({
          channel: fc.constantFrom(...channels),
          executor: fc.constantFrom('desk' as const, 'worker' as const, 'external:buurtteam' as const),
          dueOn: day,
          state: fc.constantFrom(...taskStates),
          finishedOn: fc.option(day),
          failure: fc.option(fc.constantFrom(...processFailures, ...personFailures)),
          hasContact: fc.boolean(),
        }),
        { maxLength: 3 },
      ),
      attempts: fc.array(
        fc.record({
          kind: fc.constantFrom(...contactKinds),
          direction: fc.constantFrom('incoming' as const, 'outgoing' as const),
          reached: fc.boolean(),
          day,
          partOfDay: fc.constantFrom(...partsOfDay),
        }),
        { maxLength: 3 },
      ),
    }),
  ),
  earlier: fc.array(
    fc.oneof(
      fc.record({
        subject: fc.constant('signal' as const),
        supersededMs: moment,
        verdict: fc.constantFrom(...verdicts),
        rule: fc.constantFrom(...rules),
        inputs,
        samePerson: fc.boolean(),
      }),
      fc.record({
        subject: fc.constant('case-person' as const),
        supersededMs: moment,
        state: fc.constantFrom('open' as const, 'closed' as const, 'superseded' as const),
        outcome: fc.option(fc.constantFrom(...outcomes)),
        crisis: fc.boolean(),
      }),
    ),
    { maxLength: 3 },
  ),
  told: fc.array(
    fc.record({
      message: fc.constantFrom(...messages),
      createdMs: moment,
      state: fc.constantFrom('waiting' as const, 'sent' as const, 'unfit' as const),
      replaces: fc.boolean(),
    }),
    { maxLength: 2 },
  ),
});

/** B1 asks for about 15 words on average; a date alone takes six of them. */
const SENTENCE_WORDS_MAX = 18;

/** Outcomes are the words of the national standard, and a long list of fields is read item by item. */
const quoted = /De uitkomst (?:is|was): .*|^Wat (?:gelijk is|op elkaar lijkt|anders is): .*/;
/** Words of the code. Those that are Dutch too (`open`, `water`) cannot be told apart and are left out. */
const codes = [
  ...rules,
  ...verdicts,
  ...holds,
  ...channels,
  ...taskStates,
  ...processFailures,
  ...personFailures,
  ...messages,
  ...answers,
  ...crisisKinds,
  'case-person',
  'signal',
  ...matchFieldNames.filter((field) => field !== 'postcode'),
  'dutch-1',
  'exact',
  'different',
  'later',
  'cents',
  'undefined',
  'null',
  'NaN',
].filter((code) => !['open', 'water'].includes(code));

describe('the story of any signal', () => {
  const sentences = (facts: StoryFacts): readonly string[] =>
    tellStory(facts).flatMap((part) => [part.heading, ...part.sentences]);

  test('no-code-reaches-the-resident', () => {
    fc.assert(
      fc.property(storyFacts, (facts) => {
        for (const sentence of sentences(facts)) {
          const words = sentence.split(/[^\p{L}\p{N}-]+/u);
          expect(words.filter((word) => codes.includes(word))).toEqual([]);
        }
      }),
    );
  });

  test('sentences-are-short', () => {
    fc.assert(
      fc.property(storyFacts, (facts) => {
        for (const sentence of tellStory(facts).flatMap((part) => part.sentences)) {
          expect(sentence).toMatch(/^\p{Lu}.*[.”]$/u);
          if (quoted.test(sentence)) continue;
          for (const one of sentence.split(/(?<=[.:]) /)) {
            const isLong = one.split(' ').length > SENTENCE_WORDS_MAX;
            expect([one, isLong]).toEqual([one, false]);
          }
        }
      }),
    );
  });

  test('every part answers one question, in one order', () => {
    const order = [
      'Wat er binnenkwam',
      'Om wie het gaat',
      'Wat wij besloten',
      'Wat er gebeurt',
      'Wat er is veranderd',
      'Wat de schuldeiser hoort',
    ];
    fc.assert(
      fc.property(storyFacts, (facts) => {
        const headings = tellStory(facts).map(({ heading }) => heading);
        const changed = facts.earlier.some(({ supersededMs }) => supersededMs >= facts.received.receiptMs);
        expect(headings).toEqual(order.filter((heading) => changed || heading !== 'Wat er is veranderd'));
      }),
    );
  });
});

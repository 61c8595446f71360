import {
  ageGroups,
  asDay,
  channelOfContactKind,
  contactKinds,
  figureSplits,
  figureViews,
  heaviestChannels,
  denominatorVariants,
  outcomeMeanings,
  outcomes,
  sectors,
  type MunicipalityCode,
  type Outcome,
} from '#domain';
import {
  attemptRow,
  casePersonRow,
  caseRow,
  createTestDatabase,
  freshId,
  signalRow,
  storeRows,
  type StoredRow,
  type TestDatabase,
} from '#testing';
import fc from 'fast-check';

import { readAttemptCounts } from './monitor-attempt-counts.js';
import { readCaseCounts, type CaseCountSplit } from './monitor-case-counts.js';
import type { CountedCases } from './monitor-counted-cases.js';
import { readPersonCounts } from './monitor-person-counts.js';

/* What the generator makes: addresses with cases, whose persons come from two residents of the address. */

const months = ['2025-01-01', '2025-02-01', '2025-03-01', '2025-04-01'] as const;
const days = ['2025-01-31', '2025-02-01', '2025-02-28', '2025-03-01', '2025-03-31', '2025-04-01'] as const;
const states = fc.constantFrom('open' as const, 'closed' as const, 'closed' as const, 'superseded' as const);
const often = fc.integer({ min: 0, max: 9 }).map((dice) => dice > 1);

const attempts = fc.array(
  fc.record({ kind: fc.constantFrom(...contactKinds), reached: fc.boolean(), underAlias: fc.boolean() }),
  { maxLength: 3 },
);
const casePerson = fc.record({
  resident: fc.constantFrom(0, 1),
  pickedUp: often,
  state: states,
  reached: fc.boolean(),
  approached: fc.boolean(),
  ageGroup: fc.constantFrom(...ageGroups),
  ledByFirst: fc.boolean(),
});
const oneCase = fc.record({
  period: fc.constantFrom(...months),
  pickedUp: often,
  state: states,
  closedOn: fc.constantFrom(...days),
  outcome: fc.constantFrom(...outcomes),
  reached: fc.boolean(),
  multiple: fc.boolean(),
  consecutive: fc.boolean(),
  persons: fc.uniqueArray(casePerson, { selector: (one) => one.resident, maxLength: 2 }),
  signals: fc.array(
    fc.record({
      sector: fc.constantFrom(...sectors.slice(5, 8)),
      accepted: often,
      resident: fc.constantFrom(0, 1),
    }),
    { maxLength: 3 },
  ),
});
const address = fc.record({
  cases: fc.uniqueArray(oneCase, { selector: (one) => one.period, minLength: 1, maxLength: 3 }),
  attemptsOf: fc.tuple(
    fc.dictionary(fc.constantFrom(...months), attempts),
    fc.dictionary(fc.constantFrom(...months), attempts),
  ),
});
type Address = (typeof address extends fc.Arbitrary<infer T> ? T : never) & { ids?: AddressIds };
type OneCase = Address['cases'][number];

interface AddressIds {
  readonly address: string;
  readonly residents: readonly [string, string];
  readonly aliases: readonly [string, string];
}
interface Town {
  readonly municipality: MunicipalityCode;
  readonly addresses: readonly (Omit<Address, 'ids'> & { readonly ids: AddressIds })[];
}

const leadOf = (one: OneCase, cases: readonly OneCase[], resident: number): string | null => {
  const person = one.persons.find((each) => each.resident === resident);
  const first = cases
    .map(({ period }) => period)
    .sort()
    .at(0);
  return person?.ledByFirst === true && first !== undefined && first !== one.period ? first : null;
};

async function store(database: TestDatabase, town: Town): Promise<void> {
  const rows: Record<'signal_case' | 'case_person' | 'signal' | 'attempt' | 'person_alias', StoredRow[]> = {
    signal_case: [],
    case_person: [],
    signal: [],
    attempt: [],
    person_alias: [],
  };
  const { municipality } = town;
  for (const { ids, cases, attemptsOf } of town.addresses) {
    for (const one of cases) {
      const at = { municipality, address_id: ids.address, period_start: one.period };
      const closed = one.state === 'closed' ? { closed_on: one.closedOn, outcome: one.outcome } : {};
      const { state, reached, multiple, consecutive } = one;
      rows.signal_case.push(
        caseRow({ ...at, picked_up: one.pickedUp, state, reached, multiple, consecutive, ...closed }),
      );
      for (const person of one.persons) {
        rows.case_person.push(
          casePersonRow({
            ...at,
            person_id: ids.residents[person.resident],
            picked_up: person.pickedUp,
            state: person.state,
            reached: person.reached,
            attempts: person.approached ? 1 : 0,
            age_group: person.ageGroup,
            led_by_period_start: leadOf(one, cases, person.resident),
          }),
        );
      }
      for (const { sector, accepted, resident } of one.signals) {
        const verdict = accepted ? 'accepted' : 'repeated';
        rows.signal.push(signalRow({ ...at, sector, verdict, person_id: ids.residents[resident] }));
      }
    }
    attemptsOf.forEach((byPeriod, resident) => {
      for (const [period_start, list] of Object.entries(byPeriod)) {
        for (const { kind, reached, underAlias } of list) {
          const person_id = (underAlias ? ids.aliases : ids.residents)[resident];
          rows.attempt.push(attemptRow({ municipality, person_id, period_start, kind, reached }));
        }
      }
      rows.person_alias.push({
        municipality,
        person_id: ids.aliases[resident],
        same_as: ids.residents[resident],
        decided_at: '2025-01-01T00:00:00Z',
        decided_by: 'test',
        reason: 'person',
      });
    });
  }
  await storeRows(await database.national('owner'), rows);
}

/* The recount: one case after the other, without SQL and without the functions of the domain. */

const outsideOf = (variant: 'divosa' | 'own'): readonly Outcome[] =>
  outcomes.filter(
    (outcome) =>
      outcome.startsWith('Niet opgepakt') ||
      (variant === 'own' && /al bekend|ander lopend|overleden|geen inwoner/.test(outcome)),
  );

interface Recount {
  readonly cases: Map<string, number[]>;
  readonly attempts: Map<string, { all: Set<string>; reached: Set<string> }>;
  readonly persons: { signals: number; signalsReached: number; residents: Set<string>; reached: Set<string> };
}

function recount(town: Town, query: CountedCases, split: CaseCountSplit): Recount {
  const result: Recount = {
    cases: new Map(),
    attempts: new Map(),
    persons: { signals: 0, signalsReached: 0, residents: new Set(), reached: new Set() },
  };
  for (const { ids, cases, attemptsOf } of town.addresses) {
    for (const one of cases) {
      const month = monthIfCounted(one, query);
      if (month === null) continue;
      const persons = one.persons.filter((person) => person.pickedUp && person.state !== 'superseded');
      const channels = new Set<string>();
      for (const person of persons) {
        if (person.approached) result.persons.residents.add(`${ids.residents[person.resident]}`);
        if (person.approached && person.reached) {
          result.persons.reached.add(`${ids.residents[person.resident]}`);
        }
        const lead = leadOf(one, cases, person.resident) ?? one.period;
        for (const other of cases) {
          const same = other.persons.find((each) => each.resident === person.resident);
          if (same === undefined || !same.pickedUp || same.state === 'superseded') continue;
          if ((leadOf(other, cases, person.resident) ?? other.period) !== lead) continue;
          (attemptsOf[person.resident]?.[other.period] ?? []).forEach((attempt, index) => {
            const channel = channelOfContactKind[attempt.kind];
            channels.add(channel);
            const id = `${ids.residents[person.resident]} ${other.period} ${index}`;
            for (const key of [`${month} ${channel}`, `total ${channel}`]) {
              const entry = result.attempts.get(key) ?? { all: new Set(), reached: new Set() };
              entry.all.add(id);
              if (attempt.reached) entry.reached.add(id);
              result.attempts.set(key, entry);
            }
          });
        }
      }
      const accepted = one.signals.filter((signal) => signal.accepted);
      for (const signal of accepted) {
        result.persons.signals += 1;
        if (persons.some((person) => person.resident === signal.resident && person.reached)) {
          result.persons.signalsReached += 1;
        }
      }
      const parts = {
        none: [''],
        channel: [...channels],
        sector: [...new Set(accepted.map((signal) => signal.sector))],
        'age-group': [...new Set(persons.map((person) => person.ageGroup))],
        'case-class': [className(one)],
        'channel-mix': [heaviestChannels.find((channel) => channels.has(channel)) ?? 'none'],
      }[split];
      const helped =
        one.state === 'closed' && one.reached && outcomeMeanings[one.outcome].helpAccepted === true;
      for (const part of parts) {
        const key = `${month} ${part}`;
        const counts = result.cases.get(key) ?? [0, 0, 0, 0];
        const more = [true, one.reached, one.state === 'open', helped];
        result.cases.set(
          key,
          counts.map((count, index) => count + (more[index] === true ? 1 : 0)),
        );
      }
    }
  }
  return result;
}

function monthIfCounted(one: OneCase, { view, variant, range }: CountedCases): string | null {
  if (!one.pickedUp || one.state === 'superseded') return null;
  if (view === 'closed' && one.state !== 'closed') return null;
  if (one.state === 'closed' && outsideOf(variant).includes(one.outcome)) return null;
  const month = `${(view === 'closed' ? one.closedOn : one.period).slice(0, 7)}-01`;
  return month >= range.first && month <= range.last ? month : null;
}

function className({ multiple, consecutive }: OneCase): string {
  if (multiple) return consecutive ? 'multiple-and-consecutive' : 'multiple';
  return consecutive ? 'consecutive' : 'single';
}

describe('figures', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  test('sql-counts-what-a-naive-recount-counts', async () => {
    const monitor = await database.municipal('monitor');
    let number = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(address, { maxLength: 6 }),
        fc.constantFrom(...figureViews),
        fc.constantFrom(...denominatorVariants),
        fc.constantFrom<CaseCountSplit>(...figureSplits, 'channel-mix'),
        async (addresses, view, variant, split) => {
          // A municipality of its own for each round: row-level security keeps the rounds apart.
          const municipality = `GM${String((number += 1)).padStart(4, '0')}` as MunicipalityCode;
          const withIds = addresses.map((one) => ({
            ...one,
            ids: {
              address: freshId(),
              residents: [freshId(), freshId()] as const,
              aliases: [freshId(), freshId()] as const,
            },
          }));
          const town: Town = { municipality, addresses: withIds };
          await store(database, town);
          const range = { first: asDay('2025-02-01'), last: asDay('2025-03-01') };
          const query: CountedCases = { municipality, view, variant, range };
          const expected = recount(town, query, split);
          await monitor.withMunicipality(municipality, async (tx) => {
            const cases = await readCaseCounts(tx, { ...query, split });
            expect(
              new Map(
                cases.map((row) => [
                  `${row.month} ${row.part}`,
                  [row.cases, row.reached, row.open, row.helped],
                ]),
              ),
            ).toEqual(expected.cases);
            const counted = await readAttemptCounts(tx, query);
            expect(
              new Map(
                counted.map((row) => [`${row.month ?? 'total'} ${row.channel}`, [row.attempts, row.reached]]),
              ),
            ).toEqual(
              new Map(
                [...expected.attempts].map(([key, { all, reached }]) => [key, [all.size, reached.size]]),
              ),
            );
            const { signals, signalsReached, residents, reached } = expected.persons;
            expect(await readPersonCounts(tx, query)).toEqual({
              signals,
              signalsReached,
              residents: residents.size,
              residentsReached: reached.size,
            });
          });
        },
      ),
      { numRuns: 120 },
    );
  }, 120_000);
});

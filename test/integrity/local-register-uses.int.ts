import { asDay, dayOf, tellStory, type MunicipalityCode } from '#domain';
import { createLogger } from '#platform';
import { readAftermath, readExplainedSignals, storyFactsOf, type NationalDatabase } from '#postgres';
import {
  createTestDatabase,
  seedReference,
  signalData,
  signalRecord,
  testCreditors,
  testPolicy,
  type TestDatabase,
} from '#testing';
import { Registry } from 'prom-client';

import { loadRegister } from '../../apps/cli/src/register/load-register.js';
import { IntakeMetrics } from '../../apps/intake/src/intake-metrics.js';
import type { RegisterStanding } from '../../apps/intake/src/register-metrics.js';
import { TestIntake, type TimedRecord } from '../../apps/intake/src/testing-intake.js';
import { standingOfRegisters } from '../../apps/intake/src/watch-local-registers.js';

const firstMs = Date.UTC(2026, 2, 2, 9);
const nowMs = firstMs + 3_600_000;
const today = dayOf(nowMs);
const ground = 'Wgs 8b: besluit van 1 maart 2026';
const header = ['id', 'achternaam', 'voornamen', 'geboortedatum', 'postcode', 'huisnummer'];
const people = [
  ['r1', 'Dijkgraaf', 'Kees', '1988-02-02', '3311AB', '14'],
  ['r2', 'Overwater', 'Maria', '1944-07-30', '3311AB', '16'],
];

describe('each use of a local register', () => {
  let database: TestDatabase;
  let national: NationalDatabase;
  let operator: NationalDatabase;
  let intake: TestIntake;
  let nth = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    national = await database.national('intake');
    operator = await database.national('operator');
    await operator.acrossMunicipalities(seedReference);
    await operator.acrossMunicipalities((tx) =>
      tx.query({
        text: `insert into policy_version (municipality, version, effective_from, activated_at, sha256, content)
               values ('GM0505', 2, '2026-01-01', now(), '\\x00', $1)`,
        values: [JSON.stringify({ ...testPolicy(), residentRegister: { source: 'local' } })],
      }),
    );
    intake = new TestIntake(national, nowMs);
  });
  afterAll(() => database.drop());

  async function* file(): AsyncGenerator<{ line: number; values: readonly string[] }> {
    await Promise.resolve();
    for (const [index, values] of [header, ...people].entries()) yield { line: index + 1, values };
  }
  const load = (expiresOn: string): Promise<unknown> =>
    operator.acrossMunicipalities((tx) =>
      loadRegister(
        tx,
        file(),
        {
          municipality: 'GM0505' as MunicipalityCode,
          ground,
          dpia: 'DPIA-1',
          expiresOn: asDay(expiresOn),
          loadedAtMs: nowMs,
          loadedBy: 'operator',
          acceptShrinkage: false,
        },
        () => undefined,
      ),
    );
  const signalOf = (achternaam: string, huisnummer: string, id = `s-${(nth += 1)}`): TimedRecord => ({
    ...signalRecord(
      testCreditors.energy.source,
      id,
      signalData({
        persoon: { achternaam, voornamen: 'Kees', geboortedatum: '1988-02-02' },
        adres: { postcode: '3311 AB', huisnummer },
        signaaldatum: '2026-03-01',
      }),
    ),
    appendTimeMs: firstMs + nth,
  });
  const uses = (): Promise<Record<string, unknown>[]> =>
    operator.acrossMunicipalities((tx) =>
      tx.query({
        text: `select u.source, u.ground, u.check_id, u.questions, u.found, u.used_at,
                 (select array_agg(s.event_id order by s.event_id) from signal s
                  where s.municipality = u.municipality and s.signal_id = any(u.signals)) "about"
               from register_use u order by u.questions`,
      }),
    );
  const standing = async (): Promise<readonly RegisterStanding[]> => {
    const reference = await intake.referenceData.get();
    return national.acrossMunicipalities((tx) => standingOfRegisters(tx, reference, nowMs));
  };

  test('is noted in one row a batch, with its ground and about whom; a replay asks nobody', async () => {
    await load('2026-04-01');
    const batch = [signalOf('Dijkgraaf', '14', 'known'), signalOf('Nergens', '16', 'stranger')];
    await intake.take(batch);
    const noted = { source: 'local-register', ground, check_id: null, used_at: new Date(nowMs) };
    expect(await uses()).toEqual([{ ...noted, questions: 2, found: 1, about: ['known', 'stranger'] }]);
    expect(intake.tallies.at(-1)?.lookedUp).toEqual({ resident: 1, 'nobody-found': 1 });
    await intake.take(batch);
    expect(await uses()).toHaveLength(1);
  });

  test('is told to whom it is about: what agreed, and of nobody else', async () => {
    const story = await operator.acrossMunicipalities(async (tx) => {
      const [found] = await tx.query<{ signal_id: string }>({
        text: `select signal_id from signal where event_id = 'known'`,
      });
      const [signal] = await readExplainedSignals(tx, found?.signal_id ?? '');
      if (signal === undefined) throw new Error('no signal');
      return tellStory(storyFactsOf(signal, await readAftermath(tx, signal)));
    });
    const person = story.find(({ heading }) => heading === 'Om wie het gaat')?.sentences ?? [];
    expect(person).toEqual(
      expect.arrayContaining([
        'In het register van de gemeente past één inwoner bij het signaal.',
        expect.stringMatching(/^Wat gelijk is: .*de achternaam/),
        'De persoon woont op dit adres.',
      ]),
    );
    expect(JSON.stringify(story)).not.toMatch(/Dijkgraaf|Overwater|3311/);
  });

  test('no use where the register has expired; the gauges tell so, whatever readiness says', async () => {
    const registry = new Registry();
    const metrics = new IntakeMetrics(registry, createLogger('intake', 'silent'));
    const gauge = async (): Promise<string> => {
      metrics.registers.stand(await standing());
      return registry.getSingleMetricAsString('eropaf_intake_local_register_days_left');
    };
    const line = (days: number): string => `{municipality="GM0505"} ${days}`;
    expect(await gauge()).toContain(line(30));
    await load('2026-03-09');
    expect(await standing()).toMatchObject([{ state: 'near-its-end', daysLeft: 7, residents: 2 }]);
    await load(today);
    expect(await gauge()).toContain(line(0));
    await load('2026-03-01');
    expect(await standing()).toMatchObject([{ state: 'expired' }]);
    const before = await uses();
    await intake.take([signalOf('Dijkgraaf', '14')]);
    expect(await uses()).toEqual(before);
    await operator.acrossMunicipalities((tx) => tx.query({ text: 'delete from local_register' }));
    expect(await standing()).toMatchObject([{ state: 'missing', daysLeft: -1 }]);
    expect(await gauge()).toContain(line(-1));
    await expect(metrics.readiness.check()).resolves.toBeUndefined();
  });
});

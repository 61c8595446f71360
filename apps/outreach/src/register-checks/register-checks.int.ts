import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createQueueHost, type QueueHost } from '#queue';
import { BsnVault, noConnections, openConnections, type Connections } from '#registers';
import { registerCheckQueue } from '#contracts';
import type { MunicipalDatabase } from '#postgres';
import { testStack } from '#testing';

import {
  BrpDouble,
  cutConnection,
  otherShape,
  outOfService,
  problem,
  tooManyRequests,
  type BrpResident,
} from '../../../../libs/registers/test/brp-double.js';
import { Bench, dordrecht, nowMs, until } from '../../test/bench.js';
import type { SeededPerson } from '../../test/seeds.js';
import { planDueTasks } from '../plan-due-tasks.js';
import { CheckingMunicipalities } from './checking-municipalities.js';
import { ResidentCheck, type CheckResult } from './check-resident.js';
import { CheckJobs } from './queue-checks.js';
import { CheckRequests } from './request-checks.js';

const hourMs = 3_600_000;
const bsn = '000000012';
const notEnding = new AbortController().signal;

/** The one whom the seeds call J. van der Linden, as the BRP has him. Invented. */
const resident = (more: Partial<BrpResident> = {}): BrpResident => ({
  burgerservicenummer: bsn,
  naam: { voornamen: 'Joris', voorvoegsel: 'van der', geslachtsnaam: 'Linden' },
  geboorte: { datum: { type: 'Datum', datum: '1980-05-01', langFormaat: '1 mei 1980' } },
  gemeenteVanInschrijving: { code: '0505', omschrijving: 'Dordrecht' },
  verblijfplaats: { type: 'Adres', verblijfadres: { postcode: '3311GR', huisnummer: 12, huisletter: 'A' } },
  ...more,
});

describe('register checks', () => {
  let bench: Bench;
  let double: BrpDouble;
  let connections: Connections;
  let checks: ResidentCheck;
  let register: MunicipalDatabase;
  let folder: string;

  beforeAll(async () => {
    bench = await Bench.open();
    double = await BrpDouble.start();
    folder = mkdtempSync(join(tmpdir(), 'eropaf-checks-'));
    writeFileSync(join(folder, 'brp.key'), double.apiKey);
    const way = { url: double.url, apiKeyFile: 'brp.key', requestsPerSecond: 100 };
    writeFileSync(join(folder, 'registers.json'), JSON.stringify({ brp: { [dordrecht]: way } }));
    register = await bench.database.municipal('register');
  });
  afterAll(async () => {
    await double.close();
    await bench.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    bench.clock.nowMsNow = nowMs;
    // Anew each time: one that was told to leave the register alone would remember it.
    connections = openConnections(join(folder, 'registers.json'));
    checks = new ResidentCheck({ database: register, clock: bench.clock, connections, vault });
    double.residents = [resident()];
    double.questions.splice(0);
    double.troubles.splice(0);
    await settings({ residentRegister: { source: 'brp', holdHours: 24, freshForVisitHours: 72 } });
  });
  afterEach(async () => {
    connections.close();
    await bench.seeds.query(
      `truncate outreach_task, case_person, signal, signal_personal, address, address_alias, address_touched,
         assignment, register_answer, register_check, register_check_signal, register_use, resident_bsn,
         secret_address, secret_address_release, hand_over, known_help_list, known_help_person,
         local_register, local_resident`,
    );
  });

  const vault = new BsnVault(randomBytes(32));
  const settings = (part: object) =>
    bench.seeds.query(
      `update policy_version set content = (content - 'residentRegister' - 'knownHelp') || $1::jsonb
       where municipality = 'GM0505'`,
      [JSON.stringify(part)],
    );
  const person = async (more: Parameters<Bench['seeds']['person']>[0] = {}): Promise<SeededPerson> => {
    const seeded = await bench.seeds.person(more);
    await bench.seeds.query(`update signal_personal set birth_date = '1980-05-01'`);
    await bench.seeds.insert('address', { municipality: dordrecht, address_id: seeded.addressId });
    return seeded;
  };
  const plan = (atMs = nowMs) =>
    planDueTasks(bench.relay, bench.settings, atMs, new CheckingMunicipalities(0));
  const one = async (table: string): Promise<Record<string, unknown>> => {
    const rows = await bench.seeds.query(`select * from ${table}`);
    if (rows[0] === undefined || rows.length !== 1) throw new Error(`${table} has ${rows.length} rows`);
    return rows[0];
  };
  const run = async (): Promise<CheckResult> => {
    const { check_id: checkId, generation } = await one(
      `(select * from register_check where state in ('created', 'queued')) open_check`,
    );
    return checks.handle(
      { municipality: dordrecht, checkId: String(checkId), generation: Number(generation) },
      notEnding,
    );
  };
  const ask = () => new CheckRequests(bench.relay, new CheckingMunicipalities(0)).round(nowMs);

  describe('the step waits', () => {
    test('for the answer, and is done when it came: one BSN kept sealed, one use noted, no fact that says nothing new', async () => {
      const seeded = await person();
      expect(await plan()).toEqual({ due: 0, made: 0 });
      expect(await plan()).toEqual({ due: 0, made: 0 });
      expect(await run()).toBe('resident');
      expect(await plan()).toEqual({ due: 1, made: 1 });
      expect(await one('register_check')).toMatchObject({ state: 'answered', outcome: 'resident' });
      const { nonce, sealed } = (await one('resident_bsn')) as { nonce: Buffer; sealed: Buffer };
      expect(vault.open({ nonce, sealed }, seeded)).toBe(bsn);
      expect(await bench.seeds.query('select source, questions, found from register_use')).toEqual([
        { source: 'brp', questions: 1, found: 1 },
        { source: 'brp', questions: 1, found: 1 },
      ]);
      expect(await bench.seeds.query('select 1 from register_answer')).toEqual([]);
      expect(await bench.seeds.foldTouched()).toEqual([]);
    });

    test('as long as the policy says and no longer, and then goes on unchecked', async () => {
      await person();
      await plan();
      expect(await plan(nowMs + 24 * hourMs - 1)).toEqual({ due: 0, made: 0 });
      expect(await plan(nowMs + 24 * hourMs)).toEqual({ due: 1, made: 1 });
      expect(await one('register_check')).toMatchObject({ state: 'created', outcome: null });
    });

    test('not at all in a crisis, whose check goes on meanwhile', async () => {
      await person({ casePerson: { crisis: true, priority: 1 } });
      expect(await plan()).toEqual({ due: 1, made: 1 });
      expect(await run()).toBe('resident');
    });

    test('not where the municipality looks nobody up', async () => {
      await settings({});
      await person();
      expect(await ask()).toBe(0);
      expect(await plan()).toEqual({ due: 1, made: 1 });
      expect(await bench.seeds.query('select 1 from register_check')).toEqual([]);
    });

    test('not for a later signal of whom somebody has begun with, who is asked about all the same', async () => {
      const seeded = await person();
      await plan();
      await run();
      await bench.seeds.query(`update case_person set attempts = 1`);
      await bench.seeds.signal(seeded, 'waterbron');
      expect(await plan()).toEqual({ due: 1, made: 1 });
      expect(await run()).toBe('resident');
      expect(double.questions.at(-1)?.type).toBe('RaadpleegMetBurgerservicenummer');
    });

    test('for a fresh answer before a house visit, by BSN', async () => {
      await person();
      expect(await ask()).toBe(1);
      expect(await run()).toBe('resident');
      await bench.seeds.query(
        `update case_person set next_step = 'first-visit', next_channel = 'house-visits'`,
      );
      const laterMs = nowMs + 73 * hourMs;
      expect(await plan(laterMs)).toEqual({ due: 0, made: 0 });
      bench.clock.nowMsNow = laterMs;
      double.questions.splice(0);
      expect(await run()).toBe('resident');
      expect(double.questions.map(({ type }) => type)).toEqual(['RaadpleegMetBurgerservicenummer']);
      expect(await plan(laterMs)).toEqual({ due: 1, made: 1 });
      const reasons = await bench.seeds.query('select reason from register_check order by asked_at');
      expect(reasons.map(({ reason }) => reason)).toEqual(['new-signal', 'before-visit']);
    });

    test('no longer than that before a house visit either, while the register is away', async () => {
      await person({ casePerson: { next_step: 'first-visit', next_channel: 'house-visits' } });
      await plan();
      expect(await plan(nowMs + 25 * hourMs)).toEqual({ due: 1, made: 1 });
    });
  });

  describe('what was answered', () => {
    const answers = async (): Promise<unknown[]> =>
      (await bench.seeds.query('select answer from register_answer')).map(({ answer }) => answer);

    test.each<[string, () => BrpResident[], string]>([
      ['deceased', () => [resident({ opschortingBijhouding: { reden: { code: 'O' } } })], 'deceased'],
      [
        'registered elsewhere',
        () => [resident({ gemeenteVanInschrijving: { code: '0599', omschrijving: 'Rotterdam' } })],
        'not-resident',
      ],
      ['nobody', () => [], 'nobody-found'],
      ['two', () => [resident(), resident({ burgerservicenummer: '000000024' })], 'several-found'],
      [
        'an address under investigation',
        () => [
          resident({
            verblijfplaats: {
              type: 'Adres',
              verblijfadres: { postcode: '3311GR', huisnummer: 12, huisletter: 'A' },
              inOnderzoek: { type: true },
            },
          }),
        ],
        'under-investigation',
      ],
    ])(
      '%s is a fact about each signal of the person, and the fold looks again',
      async (_name, found, answer) => {
        const seeded = await person({ creditors: ['lichtpunt-energie', 'waterbron'] });
        double.residents = found();
        await ask();
        expect(await run()).toBe(answer);
        expect(await answers()).toEqual([answer, answer]);
        expect(await bench.seeds.query('select address_id, from_receipt from address_touched')).toEqual([
          { address_id: seeded.addressId, from_receipt: new Date('2026-02-25T09:00:00Z') },
        ]);
      },
    );

    test('another municipality is told of whom it is, and nobody of who went abroad', async () => {
      double.residents = [resident({ gemeenteVanInschrijving: { code: '0599', omschrijving: 'Rotterdam' } })];
      await person();
      await ask();
      await run();
      expect(await one('hand_over')).toMatchObject({ kind: 'other-municipality', addressee: 'GM0599' });
      await bench.seeds.query('truncate hand_over, register_check, register_check_signal');
      await bench.seeds.foldTouched();
      double.residents = [resident({ opschortingBijhouding: { reden: { code: 'E' } } })];
      await ask();
      expect(await run()).toBe('not-resident');
      expect(await bench.seeds.query('select 1 from hand_over')).toEqual([]);
    });

    test('no BSN stays of whom nothing is to be asked any more', async () => {
      await person();
      await ask();
      await run();
      double.residents = [resident({ opschortingBijhouding: { reden: { code: 'O' } } })];
      await bench.seeds.query(
        `update case_person set next_step = 'first-visit', next_channel = 'house-visits'`,
      );
      await bench.seeds.query(`update register_check set answered_at = answered_at - interval '10 days'`);
      await plan();
      expect(await run()).toBe('deceased');
      expect(await bench.seeds.query('select 1 from resident_bsn')).toEqual([]);
    });

    test('moved within: the signals lie at the new address, with the person they are of', async () => {
      const seeded = await person();
      await ask();
      await run();
      await bench.seeds.query(
        `update case_person set next_step = 'first-visit', next_channel = 'house-visits'`,
      );
      await bench.seeds.query(`update register_check set answered_at = answered_at - interval '10 days'`);
      double.residents = [
        resident({ verblijfplaats: { type: 'Adres', verblijfadres: { postcode: '3312CD', huisnummer: 7 } } }),
      ];
      await plan();
      expect(await run()).toBe('moved-within');
      const signal = await one('signal');
      expect(signal).toMatchObject({ person_id: seeded.personId });
      const alias = await one('address_alias');
      expect(alias).toMatchObject({ alias: '3312CD 7', address_id: signal['address_id'] });
      expect(await one('assignment')).toMatchObject({ reason: 'register', keeps_person: true });
      const touched = await bench.seeds.foldTouched();
      expect(touched.map(({ addressId }) => addressId).sort()).toEqual(
        [seeded.addressId, signal['address_id']].sort(),
      );
    });

    test('whoever was closed meanwhile is not looked up', async () => {
      await person();
      await ask();
      await bench.seeds.query(`update case_person set state = 'closed'`);
      expect(await run()).toBe('needless');
      expect(double.questions).toEqual([]);
    });
  });

  describe('when the register does not answer', () => {
    test('the check waits in Postgres, for as long as the register asks, and comes back as a new generation', async () => {
      await person();
      await ask();
      double.troubles.push(tooManyRequests('600'));
      const beforeMs = Date.now();
      expect(await run()).toBe('postponed: too-many-requests');
      const waiting = await one('register_check');
      expect(waiting).toMatchObject({
        state: 'created',
        generation: 2,
        attempts: 1,
        fault: 'too-many-requests',
      });
      expect((waiting['retry_at'] as Date).getTime() - beforeMs).toBeGreaterThanOrEqual(600_000);
      const jobs = new CheckJobs(bench.relay, bench.host);
      expect(await jobs.queueWaiting()).toBe(0);
    });

    test('a refusal of the question ends it, and the step goes on; one of the access is a matter of people', async () => {
      const seeded = await person();
      await ask();
      double.troubles.push((reply) => problem(reply, 400, 'paramsValidation', 'Niet correct.'));
      expect(await run()).toBe('refused: bad-request');
      expect(await plan()).toEqual({ due: 1, made: 1 });
      await bench.seeds.signal(seeded, 'waterbron');
      await ask();
      double.troubles.push((reply) => problem(reply, 403, 'autorisation', 'Niet geautoriseerd.'));
      expect(await run()).toBe('postponed: forbidden');
    });

    test('a municipality without a way to its register is told so by each check', async () => {
      const register = { source: 'none', holdHours: 0, freshForVisitHours: 72 };
      await settings({ residentRegister: register, knownHelp: { source: 'http', ground: 'Wgs 8a' } });
      await person();
      await ask();
      expect(await run()).toBe('postponed: not-configured');
      expect(await plan()).toEqual({ due: 1, made: 1 });
    });

    test('an answer that comes twice is stored once', async () => {
      await person();
      await ask();
      double.residents = [];
      const { check_id: checkId } = await one('register_check');
      const job = { municipality: dordrecht as string, checkId: String(checkId), generation: 1 };
      const results = await Promise.all([checks.handle(job, notEnding), checks.handle(job, notEnding)]);
      expect(results.sort()).toEqual(['nobody-found', 'not-ours']);
      expect(await bench.seeds.query('select 1 from register_answer')).toHaveLength(1);
    });
  });

  describe('a secret address', () => {
    const makeSecret = async (): Promise<SeededPerson> => {
      const seeded = await person();
      double.residents = [resident({ geheimhoudingPersoonsgegevens: true })];
      await ask();
      await run();
      return seeded;
    };
    const release = (seeded: SeededPerson, by: string | null) =>
      bench.seeds.insert('secret_address_release', {
        municipality: dordrecht,
        person_id: seeded.personId,
        period_start: seeded.periodStart,
        asked_by: 'noor',
        asked_at: '2026-03-02',
        released_by: by,
        released_at: by === null ? null : '2026-03-02',
      });

    test('keeps the letter back until a second person released it', async () => {
      const seeded = await makeSecret();
      expect(await plan()).toEqual({ due: 0, made: 0 });
      await release(seeded, null);
      expect(await plan()).toEqual({ due: 0, made: 0 });
      await expect(
        bench.seeds.query(`update secret_address_release set released_by = 'noor', released_at = now()`),
      ).rejects.toMatchObject({ code: '23514' });
      await bench.seeds.query(`update secret_address_release set released_by = 'sam', released_at = now()`);
      expect(await plan()).toEqual({ due: 1, made: 1 });
    });

    test('keeps a letter back whose task was made before it was known', async () => {
      await settings({});
      const seeded = await person();
      await plan();
      await bench.seeds.insert('secret_address', {
        municipality: dordrecht,
        person_id: seeded.personId,
        since: '2026-03-02',
        seen_at: '2026-03-02',
        destroy_after: '2026-12-31',
      });
      const job = await bench.seeds.job(seeded);
      expect(await bench.letterWorker('one').handle(job)).toBe('cancelled');
      expect(await bench.seeds.task(seeded)).toMatchObject({ state: 'cancelled', result: 'secret-address' });
      expect(await bench.files()).toEqual([]);
    });

    test('is told to no outside party: people of the municipality visit', async () => {
      const seeded = await makeSecret();
      await bench.seeds.query(
        `update case_person set next_step = 'first-visit', next_channel = 'house-visits'`,
      );
      await plan();
      expect(await bench.seeds.task(seeded)).toMatchObject({ channel: 'house-visits', executor: 'desk' });
    });

    test('is secret for whoever else lives there: no letter unreleased, no outside party', async () => {
      await settings({});
      const seeded = await person();
      await bench.seeds.insert('secret_address', {
        municipality: dordrecht,
        person_id: seeded.personId,
        since: '2026-03-02',
        seen_at: '2026-03-02',
        destroy_after: '2026-12-31',
      });
      // As a split leaves it: the old id has no signal there any more, the new one has.
      await bench.seeds.query(
        `update case_person set state = 'superseded', next_step = null, next_due_on = null, hold = 'no-signals'`,
      );
      const other = await bench.seeds.person({ addressId: seeded.addressId });
      const elsewhere = await bench.seeds.person();
      expect(await plan()).toEqual({ due: 1, made: 1 });
      expect(await bench.seeds.task(elsewhere)).toMatchObject({ channel: 'letters' });
      await release(other, 'sam');
      expect(await plan()).toEqual({ due: 1, made: 1 });
      await bench.seeds.query(`delete from outreach_task`);
      await bench.seeds.query(
        `update case_person set next_step = 'first-visit', next_channel = 'house-visits', next_due_on = '2026-03-02',
           hold = null where person_id = $1`,
        [other.personId],
      );
      expect(await plan()).toEqual({ due: 1, made: 1 });
      expect(await bench.seeds.task(other)).toMatchObject({ channel: 'house-visits', executor: 'desk' });
    });

    test('keeps back a letter to a housemate whose task was made before it was known', async () => {
      await settings({});
      const seeded = await person();
      const other = await bench.seeds.person({ addressId: seeded.addressId });
      await plan();
      await bench.seeds.insert('secret_address', {
        municipality: dordrecht,
        person_id: seeded.personId,
        since: '2026-03-02',
        seen_at: '2026-03-02',
        destroy_after: '2026-12-31',
      });
      const job = await bench.seeds.job(other);
      expect(await bench.letterWorker('one').handle(job)).toBe('cancelled');
      expect(await bench.seeds.task(other)).toMatchObject({ state: 'cancelled', result: 'secret-address' });
    });

    test('is not one any more when the register says so', async () => {
      const seeded = await makeSecret();
      double.residents = [resident()];
      await bench.seeds.signal(seeded, 'waterbron');
      await ask();
      await run();
      expect((await one('secret_address'))['lifted_at']).not.toBeNull();
      expect(await plan()).toEqual({ due: 1, made: 1 });
    });
  });

  describe('whoever is helped already (rule 6)', () => {
    const listed = async (more: object = {}): Promise<void> => {
      await bench.seeds.insert('known_help_list', {
        municipality: dordrecht,
        list: 'wijkteam',
        kind: 'debt-help',
        helper: 'Sociaal Wijkteam',
        ground: 'Wgs 8b',
        loaded_at: '2026-03-01',
        loaded_by: 'spec',
        entries: 1,
        expires_on: '2026-03-31',
        sha256: Buffer.alloc(32),
      });
      await bench.seeds.insert('known_help_person', {
        municipality: dordrecht,
        list: 'wijkteam',
        entry: 1,
        initials: 'J',
        prefix: 'van der',
        surname: 'Linden',
        birth_date: '1980-05-01',
        postcode: '3311GR',
        house_number: 12,
        house_letter: 'A',
        destroy_after: '2026-03-31',
        ...more,
      });
    };
    const onList = { knownHelp: { source: 'list', ground: 'Wgs 8b, besluit 2026-3' } };

    test('is known by the list of a helper, without any register; the use carries its ground', async () => {
      await settings(onList);
      await listed();
      await person();
      await ask();
      expect(await run()).toBe('known-at-debt-help');
      expect(await one('register_answer')).toMatchObject({ answer: 'known-at-debt-help' });
      expect(await one('hand_over')).toMatchObject({ kind: 'debt-help', addressee: 'Sociaal Wijkteam' });
      expect(await one('register_use')).toMatchObject({
        source: 'known-help-list',
        ground: 'Wgs 8b, besluit 2026-3',
        found: 1,
      });
    });

    test('is not known by a list that has expired, or by a housemate on it', async () => {
      await settings(onList);
      await listed({ surname: 'Anders', initials: 'K', prefix: null, birth_date: '1955-01-09' });
      await person();
      await ask();
      expect(await run()).toBe('help-unknown');
      expect(await one('register_use')).toMatchObject({ found: 0 });
    });

    test('and whose signal is in review stays in review where nobody is looked up', async () => {
      await settings(onList);
      await person({
        casePerson: { next_step: null, next_channel: null, next_due_on: null, hold: 'review' },
      });
      await bench.seeds.query(`update signal set verdict = 'review'`);
      await ask();
      expect(await run()).toBe('help-unknown');
      expect(await bench.seeds.query('select 1 from register_answer')).toEqual([]);
    });

    test('is asked about only when he lives here', async () => {
      await settings({
        residentRegister: { source: 'brp', holdHours: 24, freshForVisitHours: 72 },
        ...onList,
      });
      await listed();
      double.residents = [];
      await person();
      await ask();
      expect(await run()).toBe('nobody-found');
      expect(
        (await bench.seeds.query('select source from register_use')).map(({ source }) => source),
      ).toEqual(['brp']);
    });
  });

  describe('a register of its own, before a house visit', () => {
    const local = async (more: Record<string, unknown> = {}, expiresOn = '2026-12-31'): Promise<void> => {
      await settings({ residentRegister: { source: 'local', holdHours: 24, freshForVisitHours: 72 } });
      await bench.seeds.insert('local_register', {
        municipality: dordrecht,
        load_number: 1,
        ground: 'Wgs 8b, besluit 2026-4',
        dpia: 'DPIA-1',
        loaded_at: new Date(nowMs),
        loaded_by: 'operator',
        residents: 1,
        expires_on: expiresOn,
      });
      await bench.seeds.insert('local_resident', {
        municipality: dordrecht,
        resident_id: randomUUID(),
        load_number: 1,
        first_names: 'Joris',
        prefix: 'van der',
        surname: 'Linden',
        birth_date: '19800501',
        postcode: '3311GR',
        house_number: 12,
        house_letter: 'A',
        registration: 'resident',
        address_in_doubt: false,
        address_key: '3311GR 12',
        packed: '',
        ...more,
      });
    };
    const visit = { casePerson: { next_step: 'first-visit', next_channel: 'house-visits' } };

    test('is not asked of whoever came: the intake asked it', async () => {
      await local();
      await person();
      expect(await ask()).toBe(0);
      expect(await plan()).toEqual({ due: 1, made: 1 });
      expect(await bench.seeds.query('select 1 from register_check')).toEqual([]);
    });

    test('is asked once more, with its ground, and the visit waits for it', async () => {
      await local();
      await person(visit);
      expect(await plan()).toEqual({ due: 0, made: 0 });
      expect(await run()).toBe('resident');
      expect(await one('register_use')).toMatchObject({
        source: 'local-register',
        ground: 'Wgs 8b, besluit 2026-4',
        found: 1,
      });
      expect(await plan()).toEqual({ due: 1, made: 1 });
      expect(double.questions).toEqual([]);
    });

    test('says that he left meanwhile, and nobody goes', async () => {
      await local({
        registration: 'left',
        postcode: null,
        house_number: null,
        house_letter: null,
        previous_postcode: '3311GR',
        previous_house_number: 12,
        previous_house_letter: 'A',
        address_key: null,
        previous_address_key: '3311GR 12',
      });
      await person(visit);
      await plan();
      expect(await run()).toBe('not-resident');
      expect(await one('register_answer')).toMatchObject({ answer: 'not-resident' });
    });

    test('takes no mark of a secret address back: it knows nothing of that', async () => {
      await local();
      const seeded = await person(visit);
      await bench.seeds.insert('secret_address', {
        municipality: dordrecht,
        person_id: seeded.personId,
        since: new Date(nowMs),
        seen_at: new Date(nowMs),
        destroy_after: '2026-12-31',
      });
      await plan();
      expect(await run()).toBe('resident');
      expect(await one('secret_address')).toMatchObject({ lifted_at: null });
    });

    test('answers nobody behind its last day, and the visit goes on', async () => {
      await local({}, '2026-01-01');
      await person(visit);
      await plan();
      expect(await run()).toBe('help-unknown');
      expect(await bench.seeds.query('select 1 from register_use')).toEqual([]);
      expect(await plan()).toEqual({ due: 1, made: 1 });
    });
  });

  describe('each question is noted before it leaves', () => {
    const uses = () =>
      bench.seeds.query('select source, check_id is not null checked, found from register_use');

    test('also when nobody answers, or with what no one can use', async () => {
      await person();
      await ask();
      for (const trouble of [cutConnection, otherShape, outOfService]) double.troubles.push(trouble);
      for (let attempt = 0; attempt < 3; attempt += 1) expect(await run()).toContain('postponed');
      const unanswered = { source: 'brp', checked: true, found: null };
      expect(await uses()).toEqual([unanswered, unanswered, unanswered]);
      expect(double.questions.length).toBeLessThanOrEqual(3);
    });

    test('and none that never left: there is no way to that register', async () => {
      const without = new ResidentCheck({
        database: register,
        clock: bench.clock,
        connections: noConnections,
        vault,
      });
      await person();
      await ask();
      const { check_id: checkId, generation } = await one('register_check');
      const job = { municipality: dordrecht, checkId: String(checkId), generation: Number(generation) };
      expect(await without.handle(job, notEnding)).toBe('postponed: not-configured');
      expect(await uses()).toEqual([]);
      expect(double.questions).toEqual([]);
    });

    test('a question that cannot be noted is not put', async () => {
      await person();
      await ask();
      await bench.seeds.query('alter table register_use add constraint no_more check (false) not valid');
      try {
        await expect(run()).rejects.toThrow(/no_more/);
        expect(double.questions).toEqual([]);
      } finally {
        await bench.seeds.query('alter table register_use drop constraint no_more');
      }
      expect(await one('register_check')).toMatchObject({ state: 'created' });
    });
  });

  test('the queue delivers: a check goes through Redis, and one that Redis lost comes back', async () => {
    const host: QueueHost = createQueueHost({
      redisUrl: testStack().redisUrl,
      prefix: bench.prefix,
      definitions: [registerCheckQueue],
      handled: [registerCheckQueue.name],
      logger: bench.logger,
      limits: { closeTimeoutMs: 5_000 },
    });
    try {
      const jobs = new CheckJobs(bench.relay, host);
      await person();
      await ask();
      expect(await jobs.queueWaiting()).toBe(1);
      await bench.emptyRedis();
      expect(await jobs.renewLost()).toBe(1);
      double.troubles.push(outOfService);
      expect(await jobs.queueWaiting()).toBe(1);
      host.work(registerCheckQueue, async (job, { signal }) => {
        await checks.handle({ ...job, municipality: job.municipality }, signal);
      });
      await host.start();
      const failed = await until(async () => {
        const row = await one('register_check');
        return row['fault'] === null ? undefined : row;
      });
      expect(failed).toMatchObject({ state: 'created', generation: 3, fault: 'out-of-service' });
      await bench.seeds.query('update register_check set retry_at = now()');
      await until(async () => {
        await jobs.queueWaiting();
        return (await one('register_check'))['state'] === 'answered' ? true : undefined;
      });
      expect(await one('register_check')).toMatchObject({ outcome: 'resident', generation: 3 });
    } finally {
      await host.close();
    }
  });
});

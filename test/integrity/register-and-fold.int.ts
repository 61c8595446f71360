import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { MunicipalityCode } from '#domain';
import { fixedClock } from '#platform';
import type { NationalDatabase } from '#postgres';
import { BsnVault, openConnections, type Connections } from '#registers';
import {
  createTestDatabase,
  seedReference,
  signalData,
  signalRecord,
  testCreditors,
  type TestDatabase,
} from '#testing';

import type { User } from '../../apps/desk/src/access/user.js';
import { finishHandOver } from '../../apps/desk/src/use-cases/hand-over.js';
import { TestIntake } from '../../apps/intake/src/testing-intake.js';
import { SettingsByVersion } from '../../apps/outreach/src/municipality-settings.js';
import { planDueTasks } from '../../apps/outreach/src/plan-due-tasks.js';
import { CheckingMunicipalities } from '../../apps/outreach/src/register-checks/checking-municipalities.js';
import { ResidentCheck } from '../../apps/outreach/src/register-checks/check-resident.js';
import { CheckRequests } from '../../apps/outreach/src/register-checks/request-checks.js';
import { BrpDouble, type BrpResident } from '../../libs/registers/test/brp-double.js';

const municipality = 'GM0505' as MunicipalityCode;
const march = (day: number, hour = 10): number => Date.UTC(2026, 2, day, hour);
const nowMs = march(20, 15);
const notEnding = new AbortController().signal;
const lead: User = { municipality, role: 'team-lead', actor: 'noor', executor: 'desk' };
const brp = { source: 'brp', holdHours: 24, freshForVisitHours: 72 };

/** What the fold says of a signal and its case-person, and what became of the task of its first step. */
interface Standing {
  readonly person_id: string;
  readonly address_id: string;
  readonly alias: string;
  readonly verdict: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly hold: string | null;
  readonly next_step: string | null;
  readonly task: string | null;
}

describe('what a register says meets the fold', () => {
  let database: TestDatabase;
  let owner: NationalDatabase;
  let relay: NationalDatabase;
  let intake: TestIntake;
  let double: BrpDouble;
  let connections: Connections;
  let checks: ResidentCheck;
  let folder: string;
  let house = 200;

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await database.national('owner');
    relay = await database.national('relay');
    await (await database.national('operator')).acrossMunicipalities(seedReference);
    intake = new TestIntake(await database.national('intake'), nowMs);
    double = await BrpDouble.start();
    folder = mkdtempSync(join(tmpdir(), 'eropaf-register-'));
    writeFileSync(join(folder, 'key'), double.apiKey);
    const way = { url: double.url, apiKeyFile: 'key', requestsPerSecond: 100 };
    writeFileSync(join(folder, 'registers.json'), JSON.stringify({ brp: { [municipality]: way } }));
    connections = openConnections(join(folder, 'registers.json'));
    checks = new ResidentCheck({
      database: await database.municipal('register'),
      clock: fixedClock(nowMs),
      connections,
      vault: new BsnVault(randomBytes(32)),
    });
  });
  afterAll(async () => {
    connections.close();
    await double.close();
    rmSync(folder, { recursive: true, force: true });
    await database.drop();
  });
  beforeEach(async () => {
    house += 1;
    double.residents = [resident()];
    await settings({ residentRegister: brp });
  });

  const query = <Row extends object>(text: string, ...values: unknown[]): Promise<Row[]> =>
    owner.acrossMunicipalities((tx) => tx.query<Row>({ text, values }));
  const settings = (part: object) =>
    query(
      `update policy_version set content = (content - 'residentRegister' - 'knownHelp') || $1::jsonb`,
      JSON.stringify(part),
    );
  const resident = (more: Partial<BrpResident> = {}): BrpResident => ({
    burgerservicenummer: '000000012',
    naam: { voornamen: 'Anna Berta', voorvoegsel: 'van der', geslachtsnaam: 'Voorbeeld' },
    geboorte: { datum: { type: 'Datum', datum: '1980-05-01' } },
    gemeenteVanInschrijving: { code: '0505', omschrijving: 'Dordrecht' },
    verblijfplaats: { type: 'Adres', verblijfadres: { postcode: '3311AB', huisnummer: house } },
    ...more,
  });
  const receive = async (id: string, atMs = march(18)): Promise<void> => {
    const persoon = {
      voorletters: 'A.B.',
      tussenvoegsel: 'van der',
      achternaam: 'Voorbeeld',
      geboortedatum: '1980-05-01',
    };
    const data = signalData({
      persoon,
      adres: { postcode: '3311 AB', huisnummer: `${house}` },
      klantreferentie: `${id}-${house}`,
    });
    await intake.take([
      { ...signalRecord(testCreditors.energy.source, `${id}-${house}`, data), appendTimeMs: atMs },
    ]);
  };
  const plan = (atMs = nowMs) =>
    planDueTasks(relay, new SettingsByVersion(), atMs, new CheckingMunicipalities(0));
  const ask = () => new CheckRequests(relay, new CheckingMunicipalities(0)).round(nowMs);
  /** Asks, runs what was asked for and folds, as outreach and intake would. */
  const check = async (): Promise<readonly string[]> => {
    await ask();
    return run();
  };
  const run = async (): Promise<readonly string[]> => {
    const open = await query<{ checkId: string; generation: number }>(
      `select check_id "checkId", generation from register_check where state = 'created'`,
    );
    const results: string[] = [];
    for (const job of open) results.push(await checks.handle({ ...job, municipality }, notEnding));
    await intake.refold();
    return results;
  };
  const standing = async (id: string): Promise<Standing> => {
    const [found] = await query<Standing>(
      `select s.person_id, s.address_id, a.alias, s.verdict, p.state, p.outcome, p.hold, p.next_step,
         (select t.state from outreach_task t where t.person_id = s.person_id order by t.created_at limit 1) task
       from signal s
       join address_alias a on a.municipality = s.municipality and a.address_id = s.address_id
       join case_person p on p.municipality = s.municipality and p.person_id = s.person_id
         and p.period_start = s.period_start and p.address_id = s.address_id
       where s.event_id = $1`,
      `${id}-${house}`,
    );
    if (found === undefined) throw new Error(`no signal ${id}`);
    return found;
  };

  test('a resident is approached once the answer is there, and nothing is revised for it', async () => {
    await receive('a');
    expect((await plan()).made).toBe(0);
    expect(await run()).toEqual(['resident']);
    expect(await standing('a')).toMatchObject({ verdict: 'accepted', task: null });
    expect((await plan()).made).toBe(1);
    expect(await query(`select 1 from decision_history where subject = 'signal'`)).toEqual([]);
  });

  test('who lives elsewhere by the register is not approached, and the creditor hears it', async () => {
    double.residents = [resident({ gemeenteVanInschrijving: { code: '0599', omschrijving: 'Rotterdam' } })];
    await receive('a');
    expect(await check()).toEqual(['not-resident']);
    expect(await standing('a')).toMatchObject({
      verdict: 'not-resident',
      state: 'closed',
      outcome: 'Persoon is geen inwoner (meer) in de gemeente',
    });
    expect((await plan()).made).toBe(0);
    const told = await query(`select message from feedback where event_id = $1`, `a-${house}`);
    expect(told).toHaveLength(1);
  });

  test('an answer that comes after the hold cancels the task that was made unchecked', async () => {
    await receive('a');
    await plan();
    expect((await plan(nowMs + 25 * 3_600_000)).made).toBe(1);
    double.residents = [];
    expect(await run()).toEqual(['nobody-found']);
    expect(await standing('a')).toMatchObject({ verdict: 'review', hold: 'review', task: 'cancelled' });
  });

  test('who moved within is picked up at the new address, as the same person', async () => {
    await receive('a');
    expect(await check()).toEqual(['resident']);
    const before = await standing('a');
    double.residents = [
      resident({
        verblijfplaats: {
          type: 'Adres',
          verblijfadres: { postcode: '3312CD', huisnummer: house, huisletter: 'b' },
        },
      }),
    ];
    await receive('b', march(19));
    expect(await check()).toEqual(['moved-within']);
    for (const id of ['a', 'b']) {
      const now = await standing(id);
      expect(now).toMatchObject({
        alias: `3312CD ${house}B`,
        verdict: 'accepted',
        state: 'open',
        person_id: before.person_id,
      });
      expect(now.address_id).not.toBe(before.address_id);
    }
    // A signal that names the new address finds the one that the register made.
    const left = await query(
      `select state from case_person where person_id = $1 and address_id = $2`,
      before.person_id,
      before.address_id,
    );
    expect(left).toEqual([{ state: 'superseded' }]);
  });

  test('who is helped already is handed over, and closed by the contact of the helper', async () => {
    await settings({ knownHelp: { source: 'list', ground: 'Wgs 8b, besluit 2026-3' } });
    await query(
      `insert into known_help_list values ($1, 'wijkteam', 'debt-help', 'Sociaal Wijkteam', 'x', now(), 'spec', 1, '2026-04-01', '\\x00')
       on conflict do nothing`,
      municipality,
    );
    await query(
      `insert into known_help_person values ($1, 'wijkteam', $2, 'AB', 'van der', 'Voorbeeld', '1980-05-01', '3311AB', $2, null, null, '2026-04-01')`,
      municipality,
      house,
    );
    await receive('a');
    expect(await check()).toEqual(['known-at-debt-help']);
    const known = await standing('a');
    expect(known).toMatchObject({ verdict: 'known', state: 'open', hold: 'help-known' });
    await plan();
    expect((await standing('a')).task).toBeNull();
    await finishHandOver(
      {
        database: await database.municipal('desk'),
        clock: fixedClock(nowMs),
        pseudonymKey: Buffer.alloc(32, 3),
      },
      lead,
      { path: { persoonId: known.person_id, periodeStart: '2026-03-01', soort: 'schuldhulp' }, body: {} },
    );
    await intake.refold();
    expect(await standing('a')).toMatchObject({
      state: 'closed',
      outcome: 'Inwoner al bekend bij schuldhulpverlening',
    });
  });
});

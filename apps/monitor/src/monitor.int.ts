import { contactFiguresSchema } from '#contracts';
import { createAdmin, createProducer, silentKafkaLogger, type KafkaAdmin } from '#kafka';
import { setSimulatedClock } from '#postgres';
import {
  attemptRow,
  casePersonRow,
  caseRow,
  createTestDatabase,
  freshId,
  signalRow,
  storeRows,
  testStack,
  type StoredRow,
  type TestDatabase,
} from '#testing';
import { randomBytes } from 'node:crypto';

import { startMonitor, type Monitor } from './start-monitor.js';

const municipality = 'GM0505';
const demoToken = randomBytes(16).toString('hex');
const creditor = `spec-${randomBytes(4).toString('hex')}`;
const topic = `signals.overige.${creditor}`;
const help = 'Vervolghulp en/of verwijzing financieel';
const noContact = 'Definitief geen contact kunnen krijgen';

/** A Wednesday. */
const now = Date.parse('2026-04-15T10:00:00Z');

/** Cases closed in March, so many of them reached; each with a visit. */
function closedCases(count: number, reached: number, sector: string): Record<string, StoredRow[]>[] {
  return Array.from({ length: count }, (_, index) => {
    const address_id = freshId();
    const person_id = freshId();
    const period_start = '2026-03-01';
    const was = index < reached;
    const base = {
      address_id,
      period_start,
      state: 'closed',
      outcome: was ? help : noContact,
      closed_on: '2026-03-20',
      reached: was,
    };
    return {
      signal_case: [caseRow(base)],
      case_person: [casePersonRow({ ...base, person_id, attempts: 1, age_group: 'aow' })],
      signal: [
        signalRow({ ...{ address_id, person_id, period_start, sector, receipt: '2026-03-02T09:00:00Z' } }),
      ],
      attempt: [attemptRow({ person_id, period_start, kind: 'Huisbezoek', reached: was })],
      approach: [
        {
          municipality,
          person_id,
          period_start,
          informed_at: '2026-03-05T09:00:00Z',
          informed_how: 'letter',
        },
      ],
    };
  });
}

/** Residents who wait: each row of the approach is named by what is late. */
function waiting(): Record<string, StoredRow[]>[] {
  const open = (person: StoredRow, approach?: StoredRow): Record<string, StoredRow[]> => {
    const address_id = freshId();
    const person_id = freshId();
    const period_start = '2026-03-01';
    return {
      signal_case: [caseRow({ address_id, period_start })],
      case_person: [casePersonRow({ address_id, period_start, person_id, ...person })],
      approach: approach === undefined ? [] : [{ municipality, person_id, period_start, ...approach }],
    };
  };
  const informed = { informed_at: '2026-04-01T09:00:00Z', informed_how: 'letter' };
  const tried = { attempts: 1 };
  return [
    // Late: the first attempt (due on the 14th), and nothing else; due today is not late; nobody may go there.
    open({ first_receipt: '2026-04-07T09:00:00Z', first_attempt_due_on: '2026-04-14' }),
    open({ first_receipt: '2026-04-08T09:00:00Z', first_attempt_due_on: '2026-04-15' }),
    open({
      first_receipt: '2026-04-07T09:00:00Z',
      first_attempt_due_on: '2026-04-14',
      hold: 'do-not-approach',
    }),
    // Late: the first conversation after an accepted offer; held in time; not accepted, so no alarm.
    open(
      { ...tried, first_receipt: '2026-03-17T09:00:00Z' },
      { ...informed, offer_accepted_at: '2026-03-20T09:00:00Z' },
    ),
    open(
      { ...tried, first_receipt: '2026-03-17T09:00:00Z' },
      {
        ...informed,
        offer_accepted_at: '2026-03-20T09:00:00Z',
        first_conversation_at: '2026-03-22T09:00:00Z',
      },
    ),
    open({ ...tried, first_receipt: '2026-03-17T09:00:00Z' }, informed),
    // Late: a crisis of Thursday the 9th was due on the 14th; one of Friday the 10th is due today.
    open({
      ...tried,
      crisis: true,
      first_receipt: '2026-04-09T09:00:00Z',
      crisis_receipt: '2026-04-09T09:00:00Z',
    }),
    open({
      ...tried,
      crisis: true,
      first_receipt: '2026-04-10T09:00:00Z',
      crisis_receipt: '2026-04-10T09:00:00Z',
    }),
    // Late: not informed within a month; the information of an earlier signal does not count.
    open({ ...tried, first_receipt: '2026-03-14T09:00:00Z' }),
    open(
      { ...tried, first_receipt: '2026-03-14T09:00:00Z' },
      { informed_at: '2026-03-13T09:00:00Z', informed_how: 'letter' },
    ),
  ];
}

const task = (state: string): StoredRow => ({
  municipality,
  task_id: freshId(),
  person_id: freshId(),
  period_start: '2026-03-01',
  address_id: freshId(),
  step: 'first-call',
  channel: 'calls',
  executor: 'desk',
  priority: 1,
  due_on: '2026-04-01',
  state,
  generation: 1,
  letter_reference: freshId(),
  created_at: '2026-04-01T09:00:00Z',
  changed_at: '2026-04-01T09:00:00Z',
});

const feedback = (of: string, createdAt: string): StoredRow => ({
  municipality: of,
  feedback_id: freshId(),
  creditor_id: creditor,
  source: 'urn:nld:kvknr:90000201.incasso',
  event_id: freshId(),
  revision: 1,
  message: 'no-contact',
  created_at: createdAt,
  state: 'created',
});

const quarantined = (of: string, offset: number): StoredRow => ({
  municipality: of,
  log_id: 1,
  partition: 0,
  kafka_offset: offset,
  receipt: '2026-04-01T09:00:00Z',
  verdict: 'refused',
  reason: 'malformed',
  faults: [],
  bytes_kept: false,
});

/** Of the second a person has to say whether it is the first; of the third somebody said so. */
const twins = [freshId(), freshId(), freshId()] as const;
const doubt = {
  outcome: 'review',
  rule: 'weight',
  parameters: 'spec',
  candidates: [{ signalId: twins[0], weight: 1, fields: [] }],
};
const doubts = twins.map((signal_id, nth) =>
  signalRow({
    signal_id,
    person_id: freshId(),
    creditor_id: 'lichtpunt',
    sector: 'DUO',
    receipt: `2026-04-1${nth + 1}T10:00:00Z`,
    identity: nth === 0 ? null : doubt,
  }),
);

describe('the monitor', () => {
  let database: TestDatabase;
  let admin: KafkaAdmin;
  let monitor: Monitor;
  let url: string;

  beforeAll(async () => {
    const { configuration, kafkaBrokers } = testStack();
    const connection = { brokers: kafkaBrokers, clientId: 'spec', logger: silentKafkaLogger };
    database = await createTestDatabase();
    admin = createAdmin(connection);
    await admin.connect();
    await fillKafka(connection);
    const owner = await database.national('owner');
    for (const rows of [...closedCases(30, 12, 'Huur'), ...closedCases(8, 2, 'Water'), ...waiting()]) {
      await storeRows(owner, rows);
    }
    await storeRows(owner, {
      policy_version: [
        {
          municipality,
          version: 1,
          effective_from: '2021-01-01',
          activated_at: '2021-01-01T00:00:00Z',
          sha256: '\\x00',
          content: { inhabitants: 19_000 },
        },
      ],
      signal: [
        signalRow({
          creditor_id: 'lichtpunt',
          sector: 'Energie',
          verdict: 'review',
          receipt: '2026-04-14T09:00:00Z',
        }),
        ...doubts,
      ],
      person_pin: [
        {
          municipality,
          signal_id: twins[2],
          person_id: freshId(),
          decided_at: '2026-04-14T10:00:00Z',
          decided_by: 'noor',
        },
      ],
      outreach_task: [task('queued'), task('uncertain'), task('uncertain')],
      feedback: [feedback(municipality, '2026-04-15T09:00:00Z'), feedback('', '2026-04-15T09:30:00Z')],
      quarantine: [quarantined('', 1), quarantined(municipality, 2)],
      address_touched: [{ municipality, touched_id: 1, address_id: freshId(), reason: 'closing' }],
    });
    const operator = await database.national('operator');
    await operator.acrossMunicipalities((tx) => setSimulatedClock(tx, now));
    monitor = await startMonitor(
      {
        ...configuration,
        EROPAF_POSTGRES_DATABASE: database.name,
        EROPAF_CLOCK: 'simulated',
        EROPAF_LOG_LEVEL: 'silent',
        EROPAF_DEMO_TOKEN: demoToken,
      },
      0,
    );
    url = `http://127.0.0.1:${monitor.port}`;
  }, 60_000);
  afterAll(async () => {
    await monitor.stop();
    await admin.deleteTopics([topic]);
    await admin.disconnect();
    await database.drop();
  });

  /** Three records of which one is handled, in a topic of a creditor of its own. */
  async function fillKafka(connection: Parameters<typeof createAdmin>[0]): Promise<void> {
    await admin.ensureTopics([
      {
        topic,
        partitions: 1,
        config: { 'message.timestamp.type': 'LogAppendTime', 'retention.ms': String(7 * 86_400_000) },
      },
    ]);
    const producer = createProducer({ ...connection, idempotent: true });
    await producer.connect();
    await producer.send(
      topic,
      ['a', 'b', 'c'].map((key) => ({ key: Buffer.from(key), value: Buffer.from('{}') })),
    );
    await producer.disconnect();
    const owner = await database.national('owner');
    const document = {
      creditors: [
        {
          id: creditor,
          name: 'Invented',
          sources: ['urn:nld:kvknr:90000901.incasso'],
          type: 'Overige',
          ground: { name: 'invented', validFrom: '2021-01-01' },
          allowedFields: [],
          municipalities: 'all',
          topics: [topic],
          status: 'active',
          customerReferenceMayBeBsn: false,
        },
      ],
    };
    const clusterId = await admin.clusterId();
    await storeRows(owner, {
      creditor_registry: [
        { version: 1, loaded_at: '2026-01-01T00:00:00Z', sha256: '\\x00', content: document },
      ],
      kafka_log: [{ log_id: 1, cluster_id: clusterId, topic, incarnation: 1 }],
      consumer_offset: [
        { cluster_id: clusterId, topic, partition: 0, log_id: 1, next_offset: 1, decided: false },
      ],
    });
  }

  const bearer = (holder: string): Record<string, string> => ({
    authorization: `Bearer ${demoToken}.${holder}`,
  });
  const ask = async (
    query: string,
    headers: Record<string, string> = bearer(`${municipality}.team-lead.noor`),
  ): Promise<{ status: number; type: string; body: Record<string, unknown> }> => {
    const answer = await fetch(`${url}/v1/contactcijfers?${query}`, { headers });
    const body = (await answer.json()) as Record<string, unknown>;
    return { status: answer.status, type: answer.headers.get('content-type') ?? '', body };
  };
  const march = `gemeente=${municipality}&van=2026-03&tot=2026-03`;

  test('the contact rate beside the benchmark, with its counts', async () => {
    const { status, body } = await ask(march);
    expect(status).toBe(200);
    expect(contactFiguresSchema.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      totaal: {
        contactgraad: { teller: 14, noemer: 38 },
        acceptatie: { teller: 14, noemer: 14 },
        nogOpen: null,
      },
      benchmark: { jaar: 2024, waarde: 0.2 },
      tegenBenchmark: 'boven',
      perSignaal: { teller: 14, noemer: 38 },
      zaaksoorten: { enkelvoudig: 38, totaal: 38 },
      signalenPer1000Inwoners: [{ maand: '2026-03', signalen: 38, inwoners: 19_000, per1000: 2 }],
    });
  });

  test('by sector, counts under ten are held back and the columns are said not to add up', async () => {
    const { body } = await ask(`${march}&uitsplitsing=sector`);
    const parts = body.onderdelen as {
      onderdeel: string;
      contactgraad: { teller: number; noemer: number };
    }[];
    expect(parts.find(({ onderdeel }) => onderdeel === 'Huur')?.contactgraad).toMatchObject({
      teller: 12,
      noemer: 30,
    });
    expect(parts.find(({ onderdeel }) => onderdeel === 'Water')?.contactgraad).toMatchObject({
      teller: null,
      noemer: null,
    });
    expect(JSON.stringify(body.toelichting)).toContain('tellen niet op');
  });

  test('by channel both rates are named', async () => {
    const { body } = await ask(`${march}&uitsplitsing=kanaal`);
    const parts = body.onderdelen as { onderdeel: string }[];
    expect(parts.find(({ onderdeel }) => onderdeel === 'huisbezoeken')).toMatchObject({
      contactgraad: { teller: 14, noemer: 38 },
      perPoging: { teller: 14, noemer: 38 },
    });
  });

  test('cohort tells the share still open', async () => {
    const { body } = await ask(`${march}&weergave=cohort`);
    expect(body).toMatchObject({
      totaal: { contactgraad: { teller: 14, noemer: 48 }, nogOpen: { teller: 10 } },
    });
  });

  test('nothing under ten leaves the municipality', async () => {
    const { body } = await ask(
      `gemeente=${municipality}&van=2026-04&tot=2026-04&weergave=cohort&extern=true`,
    );
    expect(body).toMatchObject({
      totaal: { contactgraad: { teller: null, noemer: null, waarde: null } },
      zaaksoorten: { enkelvoudig: null, totaal: null },
      signalenPer1000Inwoners: [{ signalen: null, per1000: null }],
      tegenBenchmark: null,
    });
  });

  test('bad input is told every fault', async () => {
    const { status, type, body } = await ask(
      'van=2026-13&tot=2026-03&weergave=alles&noemer=eigen&extern=true&kleur=rood',
    );
    expect(status).toBe(400);
    expect(type).toContain('application/problem+json');
    expect(body).toMatchObject({
      type: 'urn:problem-type:eropaf:invalid-request',
      status: 400,
      fouten: [
        { in: 'query', pointer: '/gemeente', code: 'missing' },
        { in: 'query', pointer: '/kleur', code: 'unknown-member' },
        { in: 'query', pointer: '/noemer', code: 'out-of-range' },
        { in: 'query', pointer: '/van', code: 'malformed' },
        { in: 'query', pointer: '/weergave', code: 'unknown-value' },
      ],
    });
    const backwards = await ask(`gemeente=${municipality}&van=2026-03&tot=2026-02`);
    expect(backwards.body.fouten).toEqual([{ in: 'query', pointer: '/tot', code: 'out-of-range' }]);
  });

  test('a municipality that is not served is not found', async () => {
    const query = 'gemeente=GM0599&van=2026-03&tot=2026-03';
    const { status, body } = await ask(query, bearer('GM0599.team-lead.noor'));
    expect(status).toBe(404);
    expect(body).toMatchObject({ type: 'urn:problem-type:eropaf:not-found' });
  });

  test.each([
    ['nobody', {}, 401, 'not-authenticated'],
    [
      'a token of another secret',
      { authorization: `Bearer x.GM0505.team-lead.noor` },
      401,
      'not-authenticated',
    ],
    ['another municipality', bearer('GM0599.team-lead.noor'), 404, 'not-found'],
    ['an outside party', bearer('GM0505.external:demo.bo'), 403, 'forbidden'],
  ])('the figures are not for %s', async (_, headers, expected, code) => {
    for (const path of ['contactcijfers', 'meldkwaliteit']) {
      const answer = await fetch(`${url}/v1/${path}?${march}`, { headers });
      expect(answer.status).toBe(expected);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(answer.headers.get('api-version')).toBe('1.0.0');
      expect(await answer.json()).toMatchObject({ type: `urn:problem-type:eropaf:${code}` });
    }
  });

  test('the description tells of the figures and of nothing else, and asks for no token', async () => {
    const answer = await fetch(`${url}/v1/openapi.json`);
    const { paths } = (await answer.json()) as { paths: object };
    expect(Object.keys(paths)).toEqual(['/v1/contactcijfers', '/v1/meldkwaliteit']);
  });

  test('health tells that it can work', async () => {
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  });

  describe('metrics', () => {
    let lines: readonly string[];
    beforeAll(async () => {
      lines = (await (await fetch(`${url}/metrics`)).text()).split('\n');
    });
    const value = (series: string): number | undefined => {
      const line = lines.find((one) => one.startsWith(`eropaf_monitor_${series} `));
      return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1));
    };
    const here = `municipality="${municipality}"`;

    test.each([
      [`signals{${here},sector="Huur",verdict="accepted"}`, 30],
      [`signals{${here},sector="Energie",verdict="review"}`, 1],
      [
        `last_signal_timestamp_seconds{${here},creditor="lichtpunt"}`,
        Date.parse('2026-04-14T09:00:00Z') / 1_000,
      ],
      [`duplicates{${here}}`, 0],
      [`quarantine_records{${here},verdict="refused",reason="malformed"}`, 1],
      [`quarantine_records{municipality="unknown",verdict="refused",reason="malformed"}`, 1],
      [`feedback_unsent{${here}}`, 1],
      [`outbox_age_seconds{${here}}`, 3_600],
      [`outbox_age_seconds{municipality="unknown"}`, 1_800],
      [`addresses_touched{${here}}`, 1],
      [`tasks{${here},channel="calls",state="queued"}`, 1],
      [`tasks{${here},channel="letters",state="queued"}`, 0],
      [`tasks_uncertain{${here},channel="calls"}`, 2],
      [`reviews{${here},kind="identity"}`, 1],
      [`reviews{${here},kind="verdict"}`, 1],
      [`review_age_seconds{${here},kind="identity"}`, 3 * 86_400],
      [`review_age_seconds{${here},kind="verdict"}`, 90_000],
      [`signals_identified{${here},by="review"}`, 1],
      [`signals_identified{${here},by="person"}`, 1],
      [`signals_identified{${here},by="weight"}`, 0],
      [`first_attempt_overdue{${here}}`, 1],
      [`first_conversation_overdue{${here},reason="offer-accepted"}`, 1],
      [`first_conversation_overdue{${here},reason="crisis"}`, 1],
      [`information_overdue{${here}}`, 2],
      [`decision_overdue{${here}}`, 0],
      [`cases_picked_up{${here}}`, 48],
      [`cases_open{${here}}`, 10],
      [`cases_closed{${here}}`, 38],
      [`cases_reached{${here}}`, 14],
      [`contact_rate{${here}}`, 14 / 38],
      [`contact_rate_cases{${here}}`, 38],
      [`contact_rate_cases_reached{${here}}`, 14],
      [`contact_rate_benchmark{year="2024"}`, 0.2],
      [`unread_messages{topic="${topic}"}`, 2],
      [`collect_success{source="database"}`, 1],
      [`collect_success{source="kafka"}`, 1],
    ])('%s', (series, expected) => {
      expect(value(series)).toBeCloseTo(expected, 9);
    });

    test('lag in seconds, and what retention leaves', () => {
      const age = value(`unread_age_seconds{topic="${topic}"}`) ?? Number.NaN;
      expect(age).toBeGreaterThanOrEqual(0);
      expect(age).toBeLessThan(120);
      expect(value(`retention_left_seconds{topic="${topic}"}`)).toBeCloseTo(7 * 86_400 - age, 6);
    });

    test('no label is finer than municipality, sector, channel, creditor or topic', () => {
      const labels = lines
        .filter((line) => line.startsWith('eropaf_monitor_'))
        .flatMap((line) => [...line.matchAll(/[{,]([a-z_]+)="/g)].map(([, label]) => label));
      expect([...new Set(labels)].sort()).toEqual(
        [
          'municipality',
          'sector',
          'channel',
          'creditor',
          'quality',
          'topic',
          'kind',
          'by',
          'verdict',
          'reason',
          'state',
          'year',
          'source',
        ].sort(),
      );
    });
  });
});

import { problemSchema } from '#contracts';
import { testStack } from '#testing';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { IntakeStand, ownSignal } from '../integrity/intake-stand.js';
import { OutreachStand } from '../outreach-stand.js';
import { freePort, outputMax, until, type AppProcess } from '../processes.js';
import { dayFrom } from './base-message.js';
import { fuzzSettings, report } from './fuzz-run.js';
import { routes, type Route } from './open-api.js';
import { linesWithPlanted, planted } from './planted.js';
import {
  requestOf,
  requestPlans,
  type Caller,
  type HttpRequest,
  type KnownIds,
  type RequestPlan,
} from './request.js';

const { messages: count, path: failedPath, seed } = fuzzSettings('FUZZ_REQUESTS', 4_000);
jest.setTimeout(240_000 + count * 60);

const OWN = 'GM0505';
const OTHER = 'GM0599';
const RESIDENTS = 12;

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** Answers of the framework itself, which every route can give and none describes. */
const USUAL = [404, 405, 413, 415];

describe('the routes of desk and monitor under bad input', () => {
  let stand: IntakeStand;
  let outreach: OutreachStand;
  const apps = new Map<Route['app'], AppProcess>();
  const ports = new Map<Route['app'], number>();
  let ids: KnownIds = {};
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const tally = new Map<string, number>();
  const succeeded = new Set<string>();

  beforeAll(async () => {
    stand = await IntakeStand.open();
    outreach = await OutreachStand.open(stand, 13);
    await stand.clock(new Date().toISOString());
    const intake = await stand.intake(stand.newGroup(), { EROPAF_CLOCK: 'simulated' });
    const relay = await stand.app('outreach', outreach.settings);
    const residents = Array.from({ length: RESIDENTS }, (_, nth) =>
      ownSignal(stand.creditor, `s-${nth}`, 100 + (nth % 8), {
        persoon: { achternaam: planted.surnames[nth % 4] ?? '', geboortedatum: planted.birthDates[nth % 2] },
        telefoonnummer: planted.phones[0],
      }),
    );
    await stand.send(residents);
    await intake.ready();
    await stand.caughtUp().catch((error: unknown) => {
      throw new Error(`the intake took nothing:\n${intake.log.slice(-2_000)}`, { cause: error });
    });
    // Days go by, so that letters went out and the tasks of people are open.
    for (let days = 1; days <= 30; days += 5) {
      const now = new Date(Date.now() + days * 86_400_000).toISOString();
      await stand.clock(now);
      // What is due by that day has become tasks, and the fold has followed.
      await until('the steps of that day', async () => {
        const [left] = await stand.rows<{ count: number }>(
          `select ((select count(*) from address_touched)
             + (select count(*) from case_person where next_due_on <= $1))::int as count`,
          [now.slice(0, 10)],
        );
        return left?.count === 0 ? true : undefined;
      });
    }
    ids = await knownIds(stand);
    await relay.stop();
    await intake.stop();
    for (const app of ['desk', 'monitor'] as const) {
      const port = await freePort();
      ports.set(app, port);
      const settings = { ...outreach.settings, EROPAF_LOG_LEVEL: 'debug' };
      const own = app === 'desk' ? { ...settings, EROPAF_DESK_PORT: port } : settings;
      const process = await stand.app(app, own);
      apps.set(app, await process.ready());
      if (app === 'monitor') ports.set(app, process.port);
    }
    ids = { ...ids, markeringId: [await aMark()] };
  });
  afterAll(async () => {
    agent.destroy();
    await stand.close();
    await outreach.close();
  });

  const secret = testStack().configuration.EROPAF_DEMO_TOKEN ?? '';
  const tokens: Readonly<Record<Caller, string | null>> = {
    'team-lead': `${secret}.${OWN}.team-lead.noor`,
    'outreach-worker': `${secret}.${OWN}.outreach-worker.jip`,
    external: `${secret}.${OWN}.external:demo.bo`,
    stranger: `${secret}.${OTHER}.team-lead.vreemd`,
    'no-token': null,
    'wrong-token': `x${secret}.${OWN}.team-lead.noor`,
  };

  /** Somebody asked not to be approached, so that there is a mark to lift. */
  async function aMark(): Promise<string> {
    const route = routes.find(({ path }) => path === '/v1/niet-benaderen');
    if (route === undefined) throw new Error('marks have a route');
    const mark = { adresId: ids['adresId']?.at(-1), reden: 'op-verzoek', herzienOp: ids['herzienOp']?.[0] };
    const { status, text } = await ask({
      route,
      caller: 'team-lead',
      method: route.method,
      target: route.path,
      body: Buffer.from(JSON.stringify(mark)),
      contentType: 'application/json',
      wanted: [],
      mustFail: false,
    });
    const { markeringId } = JSON.parse(text) as { markeringId?: string };
    if (markeringId === undefined) throw new Error(`no mark was made: ${status}`);
    return markeringId;
  }

  const ask = (request: HttpRequest): Promise<Answer> =>
    new Promise((answered, failed) => {
      const token = tokens[request.caller];
      const asked = httpRequest(
        {
          agent,
          host: '127.0.0.1',
          port: ports.get(request.route.app),
          method: request.method,
          path: request.target,
          headers: {
            ...(token === null ? {} : { authorization: `Bearer ${token}` }),
            ...(request.contentType === null ? {} : { 'content-type': request.contentType }),
            ...(request.body === null ? {} : { 'content-length': request.body.length }),
          },
        },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('end', () =>
            answered({
              status: answer.statusCode ?? 0,
              type: answer.headers['content-type'] ?? '',
              text: Buffer.concat(parts).toString(),
            }),
          );
        },
      );
      asked.on('error', failed);
      asked.end(request.body ?? undefined);
    });

  test('no route fails, tells every fault, or shows another municipality what is not its own', async () => {
    const began = performance.now();
    const outcome = await fc.check(
      fc.asyncProperty(requestPlans, async (plan) => {
        const request = requestOf(plan, ids);
        const answer = await ask(request);
        const key = `${Math.floor(answer.status / 100)}xx`;
        tally.set(key, (tally.get(key) ?? 0) + 1);
        if (answer.status < 300) succeeded.add(`${request.method} ${request.route.path}`);
        check(request, answer, ids);
      }),
      { numRuns: count, seed, ...(failedPath === undefined ? {} : { path: failedPath }) },
    );
    const seconds = ((performance.now() - began) / 1_000).toFixed(0);
    const answers = [...tally].sort().map(([status, times]) => `${status} ${times}`);
    const never = routes
      .filter(({ method, path }) => !succeeded.has(`${method} ${path}`))
      .map(({ path }) => path.split('/').slice(2).join('/'));
    const reached = `${succeeded.size} of ${routes.length} routes answered with success, never: ${never.join(' ')}`;
    report(
      'routes',
      `${outcome.numRuns} requests in ${seconds} s, seed ${seed}: ${answers.join(', ')}; ${reached}`,
    );
    if (outcome.failed) {
      const [plan] = outcome.counterexample ?? [];
      const again = `again with FUZZ_SEED=${seed} FUZZ_PATH=${outcome.counterexamplePath}`;
      throw new Error(`${messageOf(outcome.errorInstance)}\n${again}\n${describePlan(plan, ids)}`);
    }
  });

  test('many routes were really reached', () => {
    expect(succeeded.size).toBeGreaterThan(routes.length / 3);
  });

  test('what is no HTTP ends its own connection only', async () => {
    const oddities = [
      'GET\r\n\r\n',
      'GET /v1/taken HTTP/9.9\r\n\r\n',
      'GET /v1/taken/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      `GET /v1/taken HTTP/1.1\r\nHost: x\r\nX-Kanarie: ${'k'.repeat(30_000)}\r\n\r\n`,
      'POST /v1/zaken/zoeken HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nkanarie\r\n',
      'POST /v1/zaken/zoeken HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nkanarie',
      '\u0000\u0001\u0002kanarie',
    ];
    for (const [app, port] of ports) {
      for (const text of oddities) {
        const answer = await raw(port, text);
        expect({ app, text: text.slice(0, 40), status: /^HTTP\/1\.1 [^4]/.test(answer) }).toEqual({
          app,
          text: text.slice(0, 40),
          status: false,
        });
      }
      expect(await apps.get(app)?.isLive()).toBe(true);
    }
  });

  test('nobody of another municipality wrote anything', async () => {
    for (const table of [
      'attempt',
      'closing',
      'do_not_approach',
      'assignment',
      'person_alias',
      'person_pin',
    ]) {
      const [found] = await stand.rows<{ count: number }>(
        `select count(*)::int as count from ${table} t where municipality = $1 and to_jsonb(t)::text like '%vreemd%'`,
        [OWN],
      );
      expect({ table, strangers: found?.count }).toEqual({ table, strangers: 0 });
    }
  });

  test('no log line holds what stood in a request or an answer', () => {
    for (const process of apps.values()) {
      expect(process.log.length).toBeGreaterThan(50);
      expect(process.log.length).toBeLessThan(outputMax);
      expect(linesWithPlanted(process.log)).toEqual([]);
      expect(process.log).not.toContain(secret);
    }
  });
});

async function knownIds(stand: IntakeStand): Promise<KnownIds> {
  const column = async (text: string): Promise<string[]> =>
    (await stand.rows<{ value: string }>(text)).map(({ value }) => value);
  const taken = await column(
    `select task_id::text as value from outreach_task order by state desc, task_id limit 30`,
  );
  const signals = await column('select signal_id::text as value from signal order by 1 limit 10');
  const addresses = await column(
    'select distinct address_id::text as value from case_person order by 1 limit 10',
  );
  const persons = await column(
    'select distinct person_id::text as value from case_person order by 1 limit 10',
  );
  return {
    taakId: taken,
    signaalId: signals,
    signalen: signals,
    adresId: addresses,
    naarAdresId: addresses,
    persoonId: persons,
    zelfdeAls: persons,
    herzienOp: [dayFrom(new Date().toISOString(), 90)],
    datum: [1, 8, 15].map((days) => dayFrom(new Date().toISOString(), days)),
    // Chosen by whoever records a contact; some come twice.
    contactpogingId: Array.from({ length: 60 }, () => randomUUID()),
    periodeStart: await column('select distinct period_start::text as value from case_person order by 1'),
    gemeente: [OWN, OTHER],
    van: ['2026-01'],
    tot: ['2026-12'],
    achternaam: [...planted.surnames],
  };
}

/** @throws when the answer breaks a promise; the words name no value */
function check(request: HttpRequest, answer: Answer, ids: KnownIds): void {
  const { caller, mustFail, route, wanted } = request;
  const broken = (what: string): Error =>
    new Error(`${request.method} ${route.path} by ${caller}: ${answer.status}, ${what}`);
  if (answer.status >= 500 || answer.status === 0) throw broken(`it fails: ${answer.text.slice(0, 200)}`);
  if (![...route.statuses, ...USUAL].includes(answer.status)) throw broken('a status that is not described');
  if (answer.status < 300) {
    if (mustFail) throw broken('it should be refused');
    if (caller === 'no-token' || caller === 'wrong-token') throw broken('nobody knows who asked');
    if (caller === 'stranger') checkStranger(answer, ids, broken);
    return;
  }
  if (!answer.type.startsWith('application/problem+json')) throw broken(`a problem of type ${answer.type}`);
  const problem = problemSchema.safeParse(JSON.parse(answer.text));
  if (!problem.success) throw broken('a problem of another shape');
  const faults = problem.data.fouten ?? [];
  const isKnown = caller !== 'no-token' && caller !== 'wrong-token';
  if (
    !isKnown &&
    route.method === request.method &&
    answer.status !== 401 &&
    !USUAL.includes(answer.status) &&
    answer.status !== 400
  )
    throw broken('who is not known is told more than that');
  if (answer.status === 400 && route.method === request.method && faults.length === 0)
    throw broken('no fault is named');
  if (linesWithPlanted(JSON.stringify(faults)).length > 0) throw broken('a fault holds something personal');
  if (answer.status !== 400 || caller !== 'team-lead') return;
  const unnamed = wanted.filter(
    (one) => !faults.some((fault) => fault.in === one.in && isAround(fault.pointer, one.pointer)),
  );
  if (unnamed.length > 0)
    throw broken(`${JSON.stringify(unnamed)} is not named, but ${JSON.stringify(faults)}`);
}

/** At the place, in it, or (where a whole is refused as none) around it. */
const isAround = (pointer: string, wanted: string): boolean =>
  pointer.startsWith(wanted) || wanted.startsWith(pointer);

/** Nothing of the municipality that has rows: no name, no id of a row. */
function checkStranger({ text }: Answer, ids: KnownIds, broken: (what: string) => Error): void {
  if (linesWithPlanted(text).length > 0) throw broken('a stranger sees a resident');
  const rows = ['taakId', 'signaalId', 'adresId', 'persoonId'].flatMap((name) => ids[name] ?? []);
  if (rows.some((id) => text.includes(id))) throw broken('a stranger sees a row');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}

function describePlan(plan: RequestPlan | undefined, ids: KnownIds): string {
  if (plan === undefined) return 'no plan';
  const { body, method, target } = requestOf(plan, ids);
  return `plan: ${JSON.stringify(plan)}\n${method} ${target} ${body?.toString().slice(0, 500) ?? ''}`;
}

/** What a server answers to bytes, until it closes or two seconds are over. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((answered) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'));
    const end = (): void => {
      socket.destroy();
      answered(answer);
    };
    socket.setTimeout(2_000, end);
    socket.on('data', (part) => (answer += part.toString('latin1')));
    socket.on('close', end);
    socket.on('error', end);
  });
}

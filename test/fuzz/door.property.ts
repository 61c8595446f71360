import { CreditorRegistry, GROUNDED_FIELDS, type DoorContext } from '#contracts';
import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import type { Sender } from './base-message.js';
import { fuzzSettings, report, save } from './fuzz-run.js';
import { plans, type Plan } from './fuzz-plan.js';
import { messageOf } from './message.js';
import { judge } from './promises.js';

const TODAY = '2026-03-20';
/** A message that takes longer keeps all others of its partition waiting; far above what the dearest takes. */
const MS_MAX = 2_000;

const senders: readonly Sender[] = [
  {
    source: 'urn:nld:kvknr:90000101.incasso',
    topic: 'signals.energie',
    mustState: false,
    referenceMayBeBsn: false,
  },
  { source: 'urn:nld:kvknr:90000201', topic: 'signals.huur', mustState: true, referenceMayBeBsn: false },
  {
    source: 'urn:nld:oin:90000000000000000301',
    topic: 'signals.water',
    mustState: false,
    referenceMayBeBsn: true,
  },
];
const types = ['Energie', 'Huur', 'Water'];

const compiled = CreditorRegistry.compile({
  creditors: senders.map(({ referenceMayBeBsn, source, topic }, nth) => ({
    id: `fuzz-${nth}`,
    name: `Fuzz ${nth}`,
    sources: [source],
    type: types[nth],
    ground: { name: 'Wgs art. 3', validFrom: '2021-01-01' },
    allowedFields: [...GROUNDED_FIELDS],
    municipalities: 'all',
    topics: [topic],
    status: 'active',
    customerReferenceMayBeBsn: referenceMayBeBsn,
  })),
});
if (!compiled.ok) throw new Error('the registry of the test does not compile');
const served = {
  postcodeRanges: [{ from: '3300', to: '3329' }],
  landlordStatementSectors: [],
  identifiedMonths: 6,
};
const context: DoorContext = {
  registry: compiled.value,
  receiptMs: Date.parse(`${TODAY}T10:00:00Z`),
  servedMunicipality: (code) => (code === 'GM0505' ? served : undefined),
};

const { messages, path, seed } = fuzzSettings('FUZZ_MESSAGES', 45_000);
// Some 200 µs a message, and far more where other work has the cores.
jest.setTimeout(60_000 + messages * 5);

const tally = new Map<string, number>();
let slowestMs = 0;

function tryOne(plan: Plan): void {
  const message = messageOf(plan, senders, TODAY);
  const before = performance.now();
  const verdict = judge(message, context);
  const tookMs = performance.now() - before;
  slowestMs = Math.max(slowestMs, tookMs);
  if (tookMs > MS_MAX) throw new Error(`it took ${tookMs.toFixed(0)} ms`);
  // A verdict is a function of the record: the second look, at a copy of every tenth, must say the same.
  if (plan.nth % 10 === 0 && !isDeepStrictEqual(judge(messageOf(plan, senders, TODAY), context), verdict))
    throw new Error('another verdict at the second look');
  tally.set(verdict.kind, (tally.get(verdict.kind) ?? 0) + 1);
}

test('each message gets one verdict that names its faults and nothing else', () => {
  const began = performance.now();
  const outcome = fc.check(fc.property(plans, tryOne), {
    numRuns: messages,
    seed,
    ...(path === undefined ? {} : { path }),
    endOnFailure: false,
  });
  const seconds = (performance.now() - began) / 1_000;
  const verdicts = [...tally].sort().map(([kind, count]) => `${kind} ${count}`);
  const how = `${outcome.numRuns} messages in ${seconds.toFixed(0)} s, seed ${seed}`;
  report('door', `${how}: ${verdicts.join(', ')}; the slowest took ${slowestMs.toFixed(0)} ms`);
  if (!outcome.failed) return expect(outcome.numRuns).toBe(path === undefined ? messages : 1);
  const [plan] = outcome.counterexample ?? [];
  const why = outcome.errorInstance instanceof Error ? outcome.errorInstance.message : 'unknown';
  const file = plan === undefined ? 'nowhere' : save('door', plan, messageOf(plan, senders, TODAY), why);
  throw new Error(
    `${why}\nagain with FUZZ_SEED=${seed} FUZZ_PATH=${outcome.counterexamplePath} (${outcome.numShrinks} times made smaller)\n` +
      `plan: ${JSON.stringify(plan)}\nsaved: ${file}`,
  );
});

test('the promises would be broken by a door that lets through or says too much', () => {
  const find = (wanted: (plan: Plan) => boolean): Plan => {
    const found = fc.sample(plans, { numRuns: 2_000, seed: 1 }).find(wanted);
    if (found === undefined) throw new Error('no such plan');
    return found;
  };
  const odd = find(
    ({ body, data, envelope }) => body === null && data[0]?.kind === 'retype' && envelope.length === 0,
  );
  const well = find(
    ({ body, data, envelope }) => body === null && data.length === 0 && envelope.length === 0,
  );
  const oddMessage = messageOf(odd, senders, TODAY);
  const wellMessage = messageOf(well, senders, TODAY);
  expect(() => judge({ ...oddMessage, record: wellMessage.record }, context)).toThrow('and should have');
  expect(() => judge({ ...wellMessage, record: oddMessage.record }, context)).toThrow(
    'nothing is wrong with it',
  );
  expect(() => judge({ ...oddMessage, mayLieAt: new Set(['/key']) }, context)).toThrow(
    'where nothing was done',
  );
  const wanted = [{ pointer: '/key', code: 'key-mismatch' }] as const;
  expect(() => judge({ ...oddMessage, wanted }, context)).toThrow('/key key-mismatch is not named');
});

import {
  CreditorRegistry,
  openRecord,
  parsePolicy,
  toServedMunicipality,
  type DoorContext,
} from '#contracts';
import { addressText, parseHouseNumber, parsePersonName, parsePostcode, personKey } from '#domain';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { chanceOf } from './chance.js';
import { dayText, twoMonthsUntil } from './days.js';
import { recount, SignalGenerator, type GeneratedRecord, type LedgerEntry } from './index.js';
import { residentOf, respelledName } from './people.js';
import { HOUSEHOLDS_MAX, placeOf, respelledPlace, writtenPlace, type WrittenPlace } from './places.js';

const root = join(__dirname, '../../..');
const compiled = CreditorRegistry.compile(
  JSON.parse(readFileSync(join(root, 'deploy/creditors/demo.json'), 'utf8')),
);
if (!compiled.ok) throw new Error('the demo registry does not compile');
const registry = compiled.value;
const policy = parsePolicy(readFileSync(join(root, 'deploy/municipalities/dordrecht.yaml'), 'utf8'));
if (!policy.ok) throw new Error('the policy of Dordrecht does not parse');
const dordrecht = toServedMunicipality(policy.value);

const lastDay = '2026-11-22';
const generator = new SignalGenerator({ seed: 1, lastDay, registry });

function all(count: number, of = generator): GeneratedRecord[] {
  return [...of.byDay(count)].flatMap(({ records }) => records);
}
const records = all(6_000);

function open(record: GeneratedRecord) {
  const context: DoorContext = {
    registry,
    receiptMs: record.receiptMs,
    servedMunicipality: (code) => (code === 'GM0505' ? dordrecht : undefined),
    simulatedReceipt: 'allowed',
  };
  return openRecord(
    {
      topic: record.topic,
      key: Buffer.from(record.key),
      value: record.value,
      headers: Object.entries(record.headers).map(([name, value]) => [name, Buffer.from(value)] as const),
    },
    context,
  );
}

test('a record follows from seed, first day and index alone, so a larger run begins with the same ones', () => {
  const small = new Map(
    all(500, new SignalGenerator({ seed: 1, lastDay, registry })).map((one) => [one.index, one]),
  );
  const large = new Map(records.map((one) => [one.index, one]));
  expect(small.size).toBe(500);
  for (const [index, record] of small) expect(large.get(index)).toEqual(record);
  expect(generator.record(77)).toEqual(large.get(77));
});

test('another seed and another first day give other ids', () => {
  const ids = new Set(all(300).map(({ headers }) => headers['ce_id']));
  for (const of of [
    new SignalGenerator({ seed: 2, lastDay, registry }),
    new SignalGenerator({ seed: 1, lastDay: '2026-11-21', registry }),
  ]) {
    for (const { headers } of all(300, of)) expect(ids.has(headers['ce_id'] ?? '')).toBe(false);
  }
});

test('two months, in the order of receipt, most of it from the 20th to the 25th', () => {
  expect([dayText(generator.days.first), dayText(generator.days.last)]).toEqual(['2026-09-23', lastDay]);
  expect(dayText(twoMonthsUntil('2026-04-30').first)).toBe('2026-03-01');
  expect(dayText(twoMonthsUntil('2026-01-15').first)).toBe('2025-11-16');
  for (const [at, record] of records.entries()) {
    expect(record.receiptMs).toBeGreaterThanOrEqual(records[at - 1]?.receiptMs ?? 0);
  }
  const inWindow = records.filter(({ receiptMs }) => {
    const day = new Date(receiptMs).getUTCDate();
    return day >= 20 && day <= 25;
  });
  expect(inWindow.length / records.length).toBeGreaterThan(0.5);
});

test('the door says of each record what the ledger says', () => {
  for (const record of records) {
    const verdict = open(record);
    const { ledger } = record;
    if (verdict.kind === 'refused') {
      expect({
        index: record.index,
        what: 'refused',
        faults: verdict.faults.map(({ code }) => code),
      }).toEqual({
        index: record.index,
        ...ledger,
      });
    } else if (verdict.kind === 'not-served') {
      expect(ledger).toEqual({ what: 'not-served', reason: verdict.reason });
    } else {
      expect({ index: record.index, what: verdict.kind }).toEqual({ index: record.index, what: ledger.what });
    }
  }
});

test('every kind of record occurs', () => {
  const count = (wanted: (entry: LedgerEntry) => boolean): number =>
    records.filter(({ ledger }) => wanted(ledger)).length;
  const faults = new Set(records.flatMap(({ ledger }) => (ledger.what === 'refused' ? ledger.faults : [])));
  expect([...faults].sort()).toEqual(
    (
      'bsn-present content-type creditor-not-admitted creditor-suspended date-after-receipt dates-out-of-order ' +
      'duplicate-member invalid-utf8 key-mismatch malformed missing municipality-not-agreed no-legal-ground not-json ' +
      'out-of-range statement-incomplete tombstone too-deep too-large unknown-creditor unknown-member unknown-value ' +
      'withdraws-itself wrong-type'
    ).split(' '),
  );
  expect(count(({ what }) => what === 'withdrawal')).toBeGreaterThan(50);
  const counted = recount(records.map(({ ledger }) => ledger));
  for (const figure of [
    counted.duplicates,
    counted.conflicts,
    counted.repeats,
    counted.unjustified,
    counted.review,
    counted.withdrawn,
    counted.notServed,
    ...Object.values(counted.cases),
  ]) {
    expect(figure).toBeGreaterThan(10);
  }
});

test('sectors and crises have the shares of the monitor', () => {
  const signals = records
    .map(({ ledger }) => ledger)
    .filter((ledger): ledger is Extract<LedgerEntry, { what: 'signal' }> => ledger.what === 'signal');
  const share = (sector: string): number =>
    signals.filter((one) => one.sector === sector).length / signals.length;
  expect(share('Zorg')).toBeCloseTo(0.4, 1);
  expect(share('Huur')).toBeCloseTo(0.2, 1);
  expect(share('Energie')).toBeCloseTo(0.2, 1);
  expect(share('Water')).toBeCloseTo(0.18, 1);
  const energy = signals.filter(({ sector }) => sector === 'Energie');
  expect(energy.filter(({ crisis }) => crisis !== null).length / energy.length).toBeCloseTo(0.23, 1);
});

test('every household has a place of its own, however it is spelled', () => {
  const text = (written: WrittenPlace): string => {
    const postcode = parsePostcode(written.postcode);
    const number = parseHouseNumber({
      number: written.huisnummer,
      letter: written.huisletter,
      addition: written.huisnummertoevoeging,
    });
    if (!postcode.ok || !number.ok) throw new Error(`unreadable: ${JSON.stringify(written)}`);
    return addressText(postcode.value, number.value);
  };
  const chance = chanceOf(9);
  const texts = new Set<string>();
  for (let household = 0; household < 5_000; household += 1) {
    const place = placeOf(1, household);
    const usual = text(writtenPlace(place));
    texts.add(usual);
    for (const apart of [true, false]) {
      const other = respelledPlace(place, chance, apart);
      expect({ other, text: text(other) }).toEqual({ other, text: usual });
    }
  }
  expect(texts.size).toBe(5_000);
  expect(
    new Set(
      Array.from({ length: 20_000 }, (_, at) => {
        const { postcode, number } = placeOf(-7, at * 37);
        return `${postcode} ${number}`;
      }),
    ).size,
  ).toBe(20_000);
  expect(HOUSEHOLDS_MAX).toBeGreaterThan(20_000 * 37);
});

test('another spelling of a name is nearly always read as the same person', () => {
  const chance = chanceOf(10);
  let same = 0;
  for (let household = 0; household < 2_000; household += 1) {
    const resident = residentOf(1, household, 0, generator.days.first);
    const key = (name: { prefix: string | null; surname: string }): string => {
      const parsed = parsePersonName({ ...name, initials: resident.initials });
      if (!parsed.ok) throw new Error(parsed.fault);
      return personKey(parsed.value, null, '');
    };
    if (key(respelledName(resident, chance)) === key(resident)) same += 1;
  }
  expect(same / 2_000).toBeGreaterThan(0.95);
});

test('the recount, on cases small enough to count by hand', () => {
  const base: Extract<LedgerEntry, { what: 'signal' }> = {
    what: 'signal',
    id: 'a 1',
    contentTag: '1',
    household: 1,
    arrears: 'a k 2026-08-01',
    sector: 'Huur',
    amountCents: 10_000,
    arrearsSince: '2026-08-01',
    receiptMs: Date.parse('2026-09-21T10:00:00Z'),
    crisis: null,
    warmHandover: false,
    legalPerson: false,
    looksLikeCompany: false,
  };
  const october = Date.parse('2026-10-21T10:00:00Z');
  const counted = recount([
    { what: 'refused', faults: ['not-json'] },
    { what: 'not-served', reason: 'postcode-outside' },
    base,
    base,
    { ...base, contentTag: '2', amountCents: 1 },
    { ...base, id: 'a 2', amountCents: 10_000 },
    { ...base, id: 'a 3', amountCents: 10_001 },
    { ...base, id: 'a 4', arrears: 'a l 2026-08-01', amountCents: 2_500 },
    { ...base, id: 'b 1', arrears: 'b k 2026-09-22', arrearsSince: '2026-09-22', receiptMs: october },
    { ...base, id: 'b 2', arrears: 'b k 2026-08-01', receiptMs: october },
    { ...base, id: 'c 1', household: 2, sector: 'Zorg', receiptMs: Date.parse('2026-11-10T10:00:00Z') },
    { what: 'withdrawal', id: 'd w', withdraws: 'd 1', approachedBefore: false },
    { ...base, id: 'd 1', household: 3 },
    { ...base, id: 'e 1', household: 4, looksLikeCompany: true },
    { ...base, id: 'f 1', household: 5, crisis: 'uithuiszetting', amountCents: 1 },
    { what: 'withdrawal', id: 'f w', withdraws: 'f 1', approachedBefore: true },
  ]);
  expect(counted).toEqual({
    received: 16,
    accepted: 4,
    refusedByReason: { 'not-json': 1 },
    notServed: 1,
    duplicates: 1,
    conflicts: 1,
    repeats: 1,
    unjustified: 3,
    review: 1,
    withdrawn: 1,
    withdrawals: 2,
    cases: { single: 1, multiple: 1, consecutive: 1, 'multiple-and-consecutive': 0 },
    casesInAll: 6,
  });
});

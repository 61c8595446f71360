import { parseHouseNumber, parsePersonName, parsePostcode } from '#domain';
import fc from 'fast-check';
import { CreditorRegistry } from '../creditor-registry.js';
import {
  CRISIS_KINDS,
  FAULT_CODES,
  GROUNDED_FIELDS,
  PERSON_KINDS,
  canonicalJson,
  dataHash,
  openRecord,
  passesElfproef,
  signalDataSchema,
  withdrawalDataSchema,
  type DoorContext,
  type DoorVerdict,
  type JsonObject,
  type RawRecord,
  type SignalData,
} from '../index.js';
import { FaultList } from './faults.js';
import { checkSignalData, checkWithdrawalData } from './schema-check.js';

const SOURCE = 'urn:nld:kvknr:12345678.incasso';
const compiled = CreditorRegistry.compile({
  creditors: [
    {
      id: 'lichtpunt',
      name: 'Lichtpunt',
      sources: [SOURCE],
      type: 'Energie',
      ground: { name: 'Bgs art. 2', validFrom: '2021-01-01' },
      allowedFields: [...GROUNDED_FIELDS],
      municipalities: 'all',
      topics: ['signals.energie'],
      status: 'active',
      customerReferenceMayBeBsn: false,
    },
  ],
});
if (!compiled.ok) throw new Error('the registry of the test does not compile');
const context: DoorContext = {
  registry: compiled.value,
  receiptMs: Date.parse('2026-03-20T10:00:00Z'),
  servedMunicipality: () => ({
    postcodeRanges: [{ from: '1000', to: '9999' }],
    landlordStatementSectors: [],
    identifiedMonths: 6,
  }),
};

const name = fc.stringMatching(/^[A-Za-zÀ-ÖØ-öø-ž][A-Za-zÀ-ÖØ-öø-ž '’.-]{0,15}$/);
const dayBetween = (min: string, max: string): fc.Arbitrary<string> =>
  fc
    .date({ min: new Date(min), max: new Date(max), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));

const crisis = fc
  .constantFrom(...CRISIS_KINDS)
  .chain((soort) =>
    soort === 'eindeLeveringEnergie'
      ? dayBetween('2026-03-01', '2026-12-31').map((einddatumLevering) => ({ soort, einddatumLevering }))
      : fc.constant<SignalData['crisissignaal']>({ soort }),
  );

const signal = fc.record(
  {
    gemeentecode: fc.stringMatching(/^GM[0-9]{4}$/),
    klantreferentie: fc.stringMatching(/^[A-Za-z0-9-]{1,20}$/),
    soortPersoon: fc.constantFrom(...PERSON_KINDS),
    persoon: fc.record(
      {
        achternaam: name,
        voorletters: name,
        voornamen: name,
        tussenvoegsel: name,
        geboortedatum: dayBetween('1920-01-01', '2008-01-01'),
      },
      { requiredKeys: ['achternaam'] },
    ),
    adres: fc.record(
      {
        postcode: fc.stringMatching(/^[1-9][0-9]{3} ?[A-Za-z]{2}$/),
        huisnummer: fc.stringMatching(/^[1-9][0-9]{0,3}( ?[A-Za-z])?(-[0-9])?$/),
        huisletter: fc.stringMatching(/^[A-Z]$/),
        huisnummertoevoeging: fc.constantFrom('hs', 'II', 'bis', '3', '1-hoog'),
        straat: name,
        plaats: name,
      },
      { requiredKeys: ['postcode', 'huisnummer'] },
    ),
    telefoonnummer: fc.stringMatching(/^[0-9 +()-]{5,20}$/).filter((text) => text.trim() !== ''),
    emailadres: fc.stringMatching(/^[a-z.]{1,20}@[a-z]{1,20}\.example$/),
    bedragInCenten: fc.integer({ min: 1, max: 100_000_000 }),
    ontstaansdatum: dayBetween('2025-06-01', '2026-01-31'),
    signaaldatum: dayBetween('2026-02-01', '2026-03-20'),
    crisissignaal: crisis,
    warmeOverdracht: fc.boolean(),
    verklaringSchuldeiser: fc.record({
      herinneringGestuurd: fc.boolean(),
      persoonlijkContactGezocht: fc.boolean(),
      gewezenOpHulp: fc.boolean(),
      doorgevenAangekondigd: fc.boolean(),
    }),
  },
  {
    requiredKeys: [
      'gemeentecode',
      'klantreferentie',
      'soortPersoon',
      'persoon',
      'adres',
      'bedragInCenten',
      'ontstaansdatum',
      'signaaldatum',
      'crisissignaal',
      'warmeOverdracht',
    ],
  },
);

function recordOf(value: Buffer | null, more: Partial<RawRecord> = {}): RawRecord {
  const headers = {
    ce_specversion: '1.0',
    ce_type: 'nl.vroegsignalering.signaal.gemeld.v1',
    ce_source: SOURCE,
    ce_id: 'signal-1',
    'content-type': 'application/json',
  };
  return {
    topic: 'signals.energie',
    key: Buffer.from('signal-1'),
    value,
    headers: Object.entries(headers).map(([header, text]) => [header, Buffer.from(text)] as const),
    ...more,
  };
}

const openData = (data: unknown): DoorVerdict =>
  openRecord(recordOf(Buffer.from(JSON.stringify(data))), context);

/** Every place in the data: the path of each member, those of objects included. */
function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    ...(path.length > 0 ? [path] : []),
    ...Object.entries(value).flatMap(([key, one]) => placesIn(one, [...path, key])),
  ];
}

function changed(
  data: unknown,
  path: readonly string[],
  change: (parent: Record<string, unknown>, key: string) => void,
): unknown {
  const copy = structuredClone(data) as Record<string, unknown>;
  let parent = copy;
  for (const step of path.slice(0, -1)) parent = parent[step] as Record<string, unknown>;
  change(parent, path.at(-1) ?? '');
  return copy;
}

const MUTATIONS: Readonly<Record<string, (parent: Record<string, unknown>, key: string) => void>> = {
  'an invented member': (parent) => {
    parent['bedacht'] = 'x';
  },
  null: (parent, key) => {
    parent[key] = null;
  },
  'a list': (parent, key) => {
    parent[key] = [parent[key]];
  },
  'a control character': (parent, key) => {
    parent[key] = 'a\u0000';
  },
  'a very long text': (parent, key) => {
    parent[key] = 'a'.repeat(500);
  },
  'half a surrogate pair': (parent, key) => {
    parent[key] = 'a\udc00';
  },
};

describe('the door', () => {
  it('valid-signals-pass', () => {
    fc.assert(
      fc.property(signal, (data) => {
        const verdict = openData(data);
        expect(verdict).toMatchObject({ kind: 'signal', data });
      }),
      { numRuns: 500 },
    );
  });

  it('what-passes-can-be-normalised', () => {
    const anyName = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    const anyNumber = fc.stringMatching(/^0{0,2}[0-9]{1,6}[A-Za-z0-9 .,'+()/-]{0,12}$/);
    const anyPostcode = fc.stringMatching(/^[0-9]{4}[ .-]{0,2}[A-Za-z]{2}$/);
    fc.assert(
      fc.property(
        signal,
        anyName,
        anyNumber,
        anyPostcode,
        fc.option(anyNumber),
        (data, achternaam, huisnummer, postcode, more) => {
          const adres = { postcode, huisnummer, ...(more === null ? {} : { huisnummertoevoeging: more }) };
          const verdict = openData({ ...data, persoon: { achternaam }, adres });
          if (verdict.kind !== 'signal') return;
          const { persoon } = verdict.data;
          expect(
            parsePersonName({ prefix: persoon.tussenvoegsel, surname: persoon.achternaam }),
          ).toMatchObject({ ok: true });
          expect(parseHouseNumber({ number: huisnummer, addition: more })).toMatchObject({ ok: true });
          expect(parsePostcode(postcode)).toMatchObject({ ok: true });
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('every-mutation-names-a-fault', () => {
    const mutation = fc.constantFrom(...Object.keys(MUTATIONS));
    fc.assert(
      fc.property(signal, mutation, fc.nat(), (data, kind, choice) => {
        const places = placesIn(data);
        const path = places[choice % places.length] ?? [];
        const verdict = openData(changed(data, path, MUTATIONS[kind] ?? (() => undefined)));
        if (verdict.kind !== 'refused') throw new Error(`${kind} at ${path.join('.')} was not seen`);
        expect(verdict.faults.length).toBeGreaterThan(0);
        const place = `/data/${path.join('/')}`;
        // The fault lies at the place, in it, or (for what the sender invented) at an object around it.
        expect(
          verdict.faults.some(({ pointer }) => pointer.startsWith(place) || place.startsWith(pointer)),
        ).toBe(true);
        for (const { code } of verdict.faults) expect(FAULT_CODES).toContain(code);
      }),
      { numRuns: 1_000 },
    );
  });

  it('every-missing-required-member-is-named', () => {
    fc.assert(
      fc.property(signal, fc.nat(), (data, choice) => {
        const names = [
          'gemeentecode',
          'persoon',
          'adres',
          'bedragInCenten',
          'crisissignaal',
          'warmeOverdracht',
          'klantreferentie',
        ];
        const missing = names[choice % names.length] ?? '';
        const verdict = openData(changed(data, [missing], (parent, key) => delete parent[key]));
        expect(verdict).toMatchObject({
          kind: 'refused',
          faults: [{ pointer: `/data/${missing}`, code: 'missing' }],
        });
      }),
    );
  });

  const KINDS = ['signal', 'withdrawal', 'refused', 'not-served'];

  it('any-bytes-give-exactly-one-verdict', () => {
    const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
    const value = fc.oneof(
      fc.constant(null),
      bytes,
      fc.json({ maxDepth: 12 }).map((text) => Buffer.from(text)),
      fc.tuple(signal, fc.nat(), bytes).map(([data, place, noise]) => {
        const text = Buffer.from(JSON.stringify(data));
        return Buffer.concat([
          text.subarray(0, place % text.length),
          noise,
          text.subarray(place % text.length),
        ]);
      }),
    );
    const headerName = fc.oneof(
      fc.constantFrom('ce_id', 'ce_type', 'ce_source', 'simulatedreceipt', '__proto__'),
      fc.string(),
    );
    const headers = fc.array(fc.tuple(headerName, bytes), { maxLength: 8 });
    fc.assert(
      fc.property(value, fc.option(bytes), headers, fc.boolean(), (body, key, more, onlyThese) => {
        const base = recordOf(body);
        const record = { ...base, key, headers: onlyThese ? more : [...base.headers, ...more] };
        const verdict = openRecord(record, context);
        expect(KINDS).toContain(verdict.kind);
        if (verdict.kind === 'refused') expect(verdict.faults.length).toBeGreaterThan(0);
        expect(openRecord(record, context)).toEqual(verdict);
      }),
      { numRuns: 2_000 },
    );
  });

  it('a-bsn-never-keeps-bytes', () => {
    const digits = fc.integer({ min: 10_000_000, max: 999_999_999 }).map(String);
    const bsn = digits.filter(passesElfproef);
    const path = fc.constantFrom(
      ['persoon', 'achternaam'],
      ['adres', 'straat'],
      ['adres', 'plaats'],
      ['bedacht'],
    );
    const written = fc.constantFrom<(text: string) => string>(
      (text) => text,
      (text) => `Jan ${text}`,
      (text) => text.replace(/(...)(...)/u, '$1 $2.'),
      (text) => text.replace(/(....)/u, '$1-'),
    );
    fc.assert(
      fc.property(signal, bsn, path, written, (data, number, place, write) => {
        const verdict = openData(changed(data, place, (parent, key) => (parent[key] = write(number))));
        if (verdict.kind !== 'refused') throw new Error(`a BSN at ${place.join('.')} was not seen`);
        expect(verdict.keepBytes).toBe(false);
        expect(verdict.faults.map(({ code }) => code)).toContain('bsn-present');
        expect(JSON.stringify(verdict)).not.toContain(number);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the two readers of one schema', () => {
  const mutated = fc
    .tuple(signal, fc.constantFrom('none', ...Object.keys(MUTATIONS)), fc.nat())
    .map(([data, kind, choice]) => {
      const places = placesIn(data);
      const mutation = MUTATIONS[kind];
      return mutation === undefined ? data : changed(data, places[choice % places.length] ?? [], mutation);
    });
  const withdrawal = fc.record({
    gemeentecode: fc.oneof(fc.stringMatching(/^GM[0-9]{4}$/), fc.string()),
    ingetrokkenSignaal: fc.oneof(fc.string({ unit: 'binary', maxLength: 140 }), fc.uuid()),
    datum: fc.oneof(
      dayBetween('1900-01-01', '2099-12-31'),
      fc.stringMatching(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/),
    ),
  });

  it('zod-and-ajv-agree', () => {
    fc.assert(
      fc.property(fc.oneof(mutated, fc.jsonValue()), (value) => {
        expect(checkSignalData(value, new FaultList()) !== undefined).toBe(
          signalDataSchema.safeParse(value).success,
        );
      }),
      { numRuns: 1_000 },
    );
    fc.assert(
      fc.property(fc.oneof(withdrawal, fc.jsonValue()), (value) => {
        const zod = withdrawalDataSchema.safeParse(value).success;
        expect(checkWithdrawalData(value, new FaultList()) !== undefined).toBe(zod);
      }),
      { numRuns: 1_000 },
    );
  });

  it('every-text-that-passes-is-within-its-bound-and-well-formed', () => {
    const text = fc.string({ unit: 'binary', maxLength: 130 });
    fc.assert(
      fc.property(signal, text, (data, reference) => {
        const changedData = { ...data, klantreferentie: reference };
        const passes = checkSignalData(changedData, new FaultList()) !== undefined;
        expect(signalDataSchema.safeParse(changedData).success).toBe(passes);
        if (passes) {
          expect([...reference].length).toBeLessThanOrEqual(64);
          expect(reference.isWellFormed()).toBe(true);
          expect(reference).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the canonical form', () => {
  const value = fc.jsonValue({ noUnicodeString: false }) as fc.Arbitrary<JsonObject>;

  it('canonical-form-is-the-same-value', () => {
    fc.assert(
      fc.property(value, (one) =>
        expect(JSON.parse(canonicalJson(one))).toEqual(JSON.parse(JSON.stringify(one))),
      ),
    );
  });

  it('order-of-members-does-not-matter', () => {
    const reversed = (one: unknown): unknown => {
      if (Array.isArray(one)) return one.map(reversed);
      if (typeof one !== 'object' || one === null) return one;
      return Object.fromEntries(
        Object.entries(one)
          .reverse()
          .map(([key, member]) => [key, reversed(member)]),
      );
    };
    fc.assert(
      fc.property(signal, (data) => {
        expect(dataHash(reversed(data) as JsonObject)).toEqual(dataHash(data as unknown as JsonObject));
      }),
    );
  });
});

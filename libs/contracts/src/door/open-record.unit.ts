import { CreditorRegistry } from '../creditor-registry.js';
import { FAULTS, openRecord, type DoorContext, type DoorVerdict, type RawRecord } from '../index.js';

const RECEIPT_MS = Date.parse('2026-03-20T10:00:00Z');
const ENERGY = 'urn:nld:kvknr:12345678.incasso';
const LANDLORD = 'urn:nld:oin:00000001234567890000';
const BSN = '111222333';

function creditor(more: Record<string, unknown>): Record<string, unknown> {
  return {
    id: 'lichtpunt',
    name: 'Lichtpunt Energie',
    sources: [ENERGY],
    type: 'Energie',
    ground: { name: 'Bgs art. 2', validFrom: '2021-01-01' },
    allowedFields: [
      'persoon.voorletters',
      'persoon.tussenvoegsel',
      'persoon.geboortedatum',
      'telefoonnummer',
      'emailadres',
    ],
    municipalities: ['GM0505', 'GM0599'],
    topics: ['signals.energie', 'signals.energie.lichtpunt'],
    status: 'active',
    customerReferenceMayBeBsn: false,
    ...more,
  };
}

function registryOf(...creditors: Record<string, unknown>[]): CreditorRegistry {
  const compiled = CreditorRegistry.compile({ creditors });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults));
  return compiled.value;
}

const landlord = creditor({
  id: 'woonbaken',
  name: 'Woonbaken',
  sources: [LANDLORD],
  type: 'Huur',
  topics: ['signals.huur'],
});
const registry = registryOf(creditor({}), landlord);

const context: DoorContext = {
  registry,
  receiptMs: RECEIPT_MS,
  servedMunicipality: (code) =>
    code === 'GM0505'
      ? { postcodeRanges: [{ from: '3300', to: '3329' }], landlordStatementSectors: [], identifiedMonths: 6 }
      : undefined,
};

const statement = {
  herinneringGestuurd: true,
  persoonlijkContactGezocht: true,
  gewezenOpHulp: true,
  doorgevenAangekondigd: true,
};

const data = {
  gemeentecode: 'GM0505',
  klantreferentie: 'K-2026-000123',
  soortPersoon: 'natuurlijkPersoon',
  persoon: {
    voorletters: 'J.P.',
    tussenvoegsel: 'van der',
    achternaam: 'Müller-d’Ancona',
    geboortedatum: '1985-04-12',
  },
  adres: { postcode: '3311 ab', huisnummer: '12-2' },
  telefoonnummer: '06 - 12 34 56 78',
  emailadres: 'j.muller@voorbeeld.example',
  bedragInCenten: 12_345_678,
  ontstaansdatum: '2026-01-15',
  signaaldatum: '2026-03-20',
  crisissignaal: { soort: 'eindeLeveringEnergie', einddatumLevering: '2026-05-01' },
  warmeOverdracht: false,
};

const withdrawalData = { gemeentecode: 'GM0505', ingetrokkenSignaal: 'signal-1', datum: '2026-03-20' };

interface Parts {
  headers?: Record<string, string | undefined>;
  key?: string | null;
  topic?: string;
  data?: unknown;
  raw?: Buffer | null;
}

function record({
  headers = {},
  key = 'signal-1',
  topic = 'signals.energie',
  data: body = data,
  raw,
}: Parts): RawRecord {
  const all = {
    ce_specversion: '1.0',
    ce_type: 'nl.vroegsignalering.signaal.gemeld.v1',
    ce_source: ENERGY,
    ce_id: 'signal-1',
    'content-type': 'application/json',
    ...headers,
  };
  return {
    topic,
    key: key === null ? null : Buffer.from(key),
    value: raw === undefined ? Buffer.from(JSON.stringify(body)) : raw,
    headers: Object.entries(all).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Buffer.from(value)] as const],
    ),
  };
}

const withdrawalHeaders = { ce_type: 'nl.vroegsignalering.signaal.ingetrokken.v1', ce_id: 'withdrawal-1' };

function faultsOf(verdict: DoorVerdict): string[] {
  return verdict.kind === 'refused'
    ? verdict.faults.map(({ pointer, code }) => `${pointer} ${code}`)
    : [verdict.kind];
}

const open = (parts: Parts, more: Partial<DoorContext> = {}): DoorVerdict =>
  openRecord(record(parts), { ...context, ...more });
const faults = (parts: Parts, more: Partial<DoorContext> = {}): string[] => faultsOf(open(parts, more));

describe('a lawful record', () => {
  it('is opened as a signal with its creditor and envelope', () => {
    const verdict = open({ headers: { ce_time: '2026-03-20T09:59:59.123Z' } });
    expect(verdict).toMatchObject({
      kind: 'signal',
      data,
      envelope: { source: ENERGY, id: 'signal-1', time: '2026-03-20T09:59:59.123Z' },
      creditor: { id: 'lichtpunt', partnerType: 'Energie', topicSector: 'energie' },
    });
  });

  it('is opened as a withdrawal when its key is the id of the signal', () => {
    expect(open({ headers: withdrawalHeaders, data: withdrawalData }).kind).toBe('withdrawal');
  });

  it('is not served when the municipality is unknown here or the postcode lies outside it', () => {
    expect(open({ data: { ...data, gemeentecode: 'GM0599' } })).toMatchObject({
      kind: 'not-served',
      reason: 'municipality-unknown',
    });
    expect(open({ data: { ...data, adres: { ...data.adres, postcode: '3330AA' } } })).toMatchObject({
      kind: 'not-served',
      reason: 'postcode-outside',
    });
    expect(
      open({ headers: withdrawalHeaders, data: { ...withdrawalData, gemeentecode: 'GM0599' } }).kind,
    ).toBe('not-served');
  });

  it('may carry headers of other software', () => {
    expect(open({ headers: { traceparent: '00-abc', 'x-gateway': 'a' } }).kind).toBe('signal');
  });
});

describe('faults of the record', () => {
  it.each<[string, Parts, string[]]>([
    ['a tombstone', { raw: null }, ['/data tombstone']],
    ['no bytes', { raw: Buffer.alloc(0) }, ['/data not-json']],
    ['no JSON', { raw: Buffer.from('{') }, ['/data not-json']],
    ['a byte order mark', { raw: Buffer.from(`\ufeff${JSON.stringify(data)}`) }, ['/data not-json']],
    ['invalid UTF-8', { raw: Buffer.from([0x22, 0xff, 0x22]) }, ['/data invalid-utf8']],
    ['no object', { data: [] }, ['/data wrong-type']],
    [
      'two members with one name',
      { raw: Buffer.from(JSON.stringify(data).replace('{', '{"warmeOverdracht":true,')) },
      ['/data duplicate-member'],
    ],
    [
      'two members with one name, once escaped',
      { raw: Buffer.from(JSON.stringify(data).replace('{', '{"warme\\u004fverdracht":true,')) },
      ['/data duplicate-member'],
    ],
    ['too many levels', { raw: Buffer.from('['.repeat(30_000)) }, ['/data too-deep']],
    ['too many bytes', { data: { ...data, klantreferentie: 'x'.repeat(65_536) } }, [' too-large']],
    ['no key', { key: null }, ['/key key-mismatch']],
    ['another key', { key: 'signal-2' }, ['/key key-mismatch']],
    [
      'another key for a withdrawal',
      { headers: withdrawalHeaders, data: withdrawalData, key: 'withdrawal-1' },
      ['/key key-mismatch'],
    ],
    [
      'an unknown type',
      { headers: { ce_type: 'nl.voorbeeld.anders.v1' } },
      ['/headers/ce_type unknown-value'],
    ],
    [
      'structured mode',
      { headers: { 'content-type': 'application/cloudevents+json' } },
      ['/headers/content-type content-type'],
    ],
    ['an attribute of its own', { headers: { ce_subject: 'Jansen' } }, ['/headers unknown-member']],
    ['an attribute in capitals', { headers: { CE_ID: 'x' } }, ['/headers unknown-member']],
    [
      'no attributes',
      { headers: { ce_specversion: undefined, ce_id: undefined, ce_type: undefined } },
      ['/headers/ce_id missing', '/headers/ce_specversion missing', '/headers/ce_type missing'],
    ],
    ['a time that is none', { headers: { ce_time: 'yesterday' } }, ['/headers/ce_time malformed']],
    [
      'a simulated receipt',
      { headers: { simulatedreceipt: '2026-03-20T10:00:00Z' } },
      ['/headers/simulatedreceipt simulated-receipt'],
    ],
    [
      'a prototype',
      { raw: Buffer.from(JSON.stringify(data).replace('{', '{"__proto__":{"bedragInCenten":1},')) },
      ['/data unknown-member'],
    ],
  ])('%s', (_name, parts, expected) => {
    expect(faults(parts)).toEqual(expected);
  });

  it('a doubled header', () => {
    const one = record({});
    const doubled = { ...one, headers: [...one.headers, ['ce_id', Buffer.from('signal-1')] as const] };
    expect(faultsOf(openRecord(doubled, context))).toEqual(['/headers/ce_id doubled-header']);
  });

  it('more headers than anybody needs, of whatever name', () => {
    const one = record({});
    const withMore = (count: number) => ({
      ...one,
      headers: [
        ...one.headers,
        ...Array.from({ length: count }, (_, nth) => [`x${nth}`, Buffer.from('x')] as const),
      ],
    });
    const room = 32 - one.headers.length;
    expect(openRecord(withMore(room), context).kind).toBe('signal');
    expect(faultsOf(openRecord(withMore(room + 1), context))).toEqual(['/headers too-many-headers']);
  });

  it('a simulated receipt is read where the clock is simulated', () => {
    const allowed = { simulatedReceipt: 'allowed' } as const;
    expect(open({ headers: { simulatedreceipt: '2026-03-20T10:00:00.000Z' } }, allowed).kind).toBe('signal');
    expect(faults({ headers: { simulatedreceipt: '20 maart' } }, allowed)).toEqual([
      '/headers/simulatedreceipt simulated-receipt',
    ]);
  });
});

describe('faults of the data', () => {
  it('are named all together, without any value and without names that the sender invented', () => {
    const verdict = open({
      key: 'other',
      data: {
        ...data,
        geheimVeld: { nogEen: 'x' },
        bedragInCenten: 0,
        ontstaansdatum: '2026-04-01',
        signaaldatum: '2026-02-30',
        soortPersoon: 'bv',
        warmeOverdracht: 'ja',
        gemeentecode: 'GM0363',
        persoon: { voornamen: 'Jan' },
        crisissignaal: { soort: 'eindeLeveringEnergie' },
      },
    });
    expect(faultsOf(verdict)).toEqual([
      '/data unknown-member',
      '/data/bedragInCenten out-of-range',
      '/data/crisissignaal/einddatumLevering missing',
      '/data/gemeentecode municipality-not-agreed',
      '/data/ontstaansdatum date-after-receipt',
      '/data/persoon/achternaam missing',
      '/data/persoon/voornamen no-legal-ground',
      '/data/signaaldatum malformed',
      '/data/soortPersoon unknown-value',
      '/data/warmeOverdracht wrong-type',
      '/key key-mismatch',
    ]);
    expect(JSON.stringify(verdict)).not.toContain('geheim');
    expect(verdict).toMatchObject({
      creditorId: 'lichtpunt',
      municipality: null,
      keepBytes: true,
      eventId: 'signal-1',
    });
  });

  it.each([
    [
      'a crisis date where there is none',
      { crisissignaal: { soort: 'geen', einddatumLevering: '2026-05-01' } },
      ['/data/crisissignaal unknown-member'],
    ],
    ['a crisis without a kind', { crisissignaal: {} }, ['/data/crisissignaal/soort missing']],
    ['an unknown crisis', { crisissignaal: { soort: 'brand' } }, ['/data/crisissignaal/soort unknown-value']],
    ['a crisis that is a word', { crisissignaal: 'geen' }, ['/data/crisissignaal wrong-type']],
    ['a control character', { klantreferentie: 'a\u0000b' }, ['/data/klantreferentie malformed']],
    ['half a surrogate pair', { persoon: { achternaam: 'a\ud800' } }, ['/data/persoon/achternaam malformed']],
    ['a direction override', { persoon: { achternaam: 'a\u202eb' } }, ['/data/persoon/achternaam malformed']],
    ['only spaces', { klantreferentie: '   ' }, ['/data/klantreferentie malformed']],
    ['an amount with a fraction', { bedragInCenten: 10.5 }, ['/data/bedragInCenten wrong-type']],
    ['the year 0000', { ontstaansdatum: '0000-01-01' }, ['/data/ontstaansdatum malformed']],
    [
      'days out of order',
      { ontstaansdatum: '2026-03-20', signaaldatum: '2026-03-19' },
      ['/data/ontstaansdatum dates-out-of-order'],
    ],
    [
      'a statement that lacks a part',
      { verklaringSchuldeiser: { gewezenOpHulp: true } },
      [
        '/data/verklaringSchuldeiser/doorgevenAangekondigd missing',
        '/data/verklaringSchuldeiser/herinneringGestuurd missing',
        '/data/verklaringSchuldeiser/persoonlijkContactGezocht missing',
      ],
    ],
  ])('%s', (_name, change, expected) => {
    expect(faults({ data: { ...data, ...change } })).toEqual(expected);
  });

  it.each([
    ['1900-01-01', false],
    ['2026-02-16', false],
    ['2026-02-17', true],
    ['2027-03-21', true],
    ['2027-03-22', false],
    ['2099-12-31', false],
  ])(
    'a last day of supply on %s, received on 2026-03-20, is possible: %s',
    (einddatumLevering, isPossible) => {
      const crisissignaal = { soort: 'eindeLeveringEnergie', einddatumLevering };
      const record = { data: { ...data, crisissignaal } };
      if (isPossible) expect(open(record).kind).toBe('signal');
      else expect(faults(record)).toEqual(['/data/crisissignaal/einddatumLevering out-of-range']);
    },
  );

  it('the day of receipt is a day in Amsterdam, not in UTC', () => {
    const tomorrow = { data: { ...data, signaaldatum: '2026-03-21' } };
    expect(faults(tomorrow, { receiptMs: Date.parse('2026-03-20T22:59:59Z') })).toEqual([
      '/data/signaaldatum date-after-receipt',
    ]);
    expect(open(tomorrow, { receiptMs: Date.parse('2026-03-20T23:00:00Z') }).kind).toBe('signal');
  });
});

describe('who may send what', () => {
  it('an unknown source is told nothing', () => {
    const verdict = open({ headers: { ce_source: 'urn:nld:kvknr:87654321' } });
    expect(verdict).toMatchObject({ creditorId: null, municipality: null });
    expect(faultsOf(verdict)).toEqual(['/headers/ce_source unknown-creditor']);
  });

  it('a source counts only on its own topics', () => {
    const verdict = open({ topic: 'signals.huur' });
    expect(verdict).toMatchObject({ creditorId: null });
    expect(faultsOf(verdict)).toEqual(['/headers/ce_source creditor-not-admitted']);
  });

  it('a suspended creditor is refused and told', () => {
    const verdict = open({}, { registry: registryOf(creditor({ status: 'suspended' })) });
    expect(verdict).toMatchObject({ creditorId: 'lichtpunt', municipality: 'GM0505' });
    expect(faultsOf(verdict)).toEqual(['/headers/ce_source creditor-suspended']);
  });

  it('the ground must hold on the day of receipt, its last day included', () => {
    const until = (validTo: string): Partial<DoorContext> => ({
      registry: registryOf(creditor({ ground: { name: 'x', validFrom: '2021-01-01', validTo } })),
    });
    expect(open({}, until('2026-03-20')).kind).toBe('signal');
    expect(faults({}, until('2026-03-19'))).toEqual(['/headers/ce_source no-legal-ground']);
  });

  it('a landlord must state all four duties', () => {
    const rent = (body: unknown): Parts => ({
      topic: 'signals.huur',
      headers: { ce_source: LANDLORD },
      data: body,
    });
    expect(open(rent({ ...data, verklaringSchuldeiser: statement })).kind).toBe('signal');
    expect(faults(rent(data))).toEqual(['/data/verklaringSchuldeiser statement-incomplete']);
    expect(faults(rent({ ...data, verklaringSchuldeiser: { ...statement, gewezenOpHulp: false } }))).toEqual([
      '/data/verklaringSchuldeiser/gewezenOpHulp statement-incomplete',
    ]);
  });

  it('a municipality may ask the statement of other sectors', () => {
    const servedMunicipality: DoorContext['servedMunicipality'] = () => ({
      postcodeRanges: [{ from: '3300', to: '3329' }],
      landlordStatementSectors: ['Energie'],
      identifiedMonths: 6,
    });
    expect(faults({}, { servedMunicipality })).toEqual(['/data/verklaringSchuldeiser statement-incomplete']);
  });
});

describe('a BSN', () => {
  it.each([
    ['in a member', { bsn: 1 }, '/data'],
    [
      'in a member at depth, in capitals',
      { persoon: { achternaam: 'Jansen', extra: [{ 'Burger-Service-Nummer': null }] } },
      '/data/persoon',
    ],
    ['in a name', { persoon: { achternaam: `Jansen ${BSN}` } }, '/data/persoon/achternaam'],
    ['in groups', { adres: { ...data.adres, straat: 'Laan 111.222-333' } }, '/data/adres/straat'],
    [
      'beside another number',
      { adres: { ...data.adres, straat: '2026 111 222 333 10' } },
      '/data/adres/straat',
    ],
    ['with eight digits', { persoon: { achternaam: '10000008' } }, '/data/persoon/achternaam'],
    ['in digits of another script', { persoon: { achternaam: 'x ١١١٢٢٢٣٣٣' } }, '/data/persoon/achternaam'],
    [
      'with hidden characters in between',
      { persoon: { achternaam: `x 111\u200b222\u200b333` } },
      '/data/persoon/achternaam',
    ],
    ['as a number in an invented member', { opmerking: { nr: 111222333 } }, '/data'],
    ['in the name of an invented member', { [BSN]: true }, '/data'],
    ['in the house number', { adres: { ...data.adres, huisnummer: '1 11222333' } }, '/data/adres/huisnummer'],
  ])('%s', (_name, change, pointer) => {
    const verdict = open({ data: { ...data, ...change } });
    expect(verdict).toMatchObject({ kind: 'refused', keepBytes: false });
    expect(faultsOf(verdict)).toContain(`${pointer} bsn-present`);
    expect(JSON.stringify(verdict)).not.toContain(BSN);
  });

  it('is not looked for in references, phones, amounts and days', () => {
    const change = { klantreferentie: BSN, telefoonnummer: BSN, bedragInCenten: 10_000_008 };
    expect(open({ data: { ...data, ...change } }).kind).toBe('signal');
  });

  it('is looked for in headers that the contract does not know, and in the key where references may be one', () => {
    const ofHeader = (headers: Record<string, string>, more: Partial<DoorContext> = {}) => {
      const verdict = open({ headers }, more);
      return [faultsOf(verdict), verdict.kind === 'refused' && verdict.keepBytes];
    };
    const unknown = ['/headers bsn-present', '/headers unknown-member'];
    expect(ofHeader({ ce_klant: '123456782' })).toEqual([unknown, false]);
    expect(ofHeader({ ce_bsn: 'x' })).toEqual([unknown, false]);
    expect(ofHeader({ ce_klant: '123456789' })).toEqual([['/headers unknown-member'], true]);
    const such = registryOf(creditor({ customerReferenceMayBeBsn: true }));
    const keyed = { ...record({}), key: Buffer.from('123456782') };
    expect(faultsOf(openRecord(keyed, { ...context, registry: such }))).toEqual([
      '/key bsn-present',
      '/key key-mismatch',
    ]);
    expect(faultsOf(openRecord(keyed, context))).toEqual(['/key key-mismatch']);
  });

  it('is looked for in references where the sender cannot be told and may be such a creditor', () => {
    const withBsn = { data: { ...data, klantreferentie: 'K 123456782' } };
    const nobody = { headers: { ce_source: 'urn:nld:kvknr:00000000' } };
    const such = registryOf(creditor({ customerReferenceMayBeBsn: true }));
    const found = open({ ...withBsn, ...nobody }, { registry: such });
    expect(faultsOf(found)).toEqual([
      '/data/klantreferentie bsn-present',
      '/headers/ce_source unknown-creditor',
    ]);
    expect(found).toMatchObject({ keepBytes: false });
    // Nobody on this topic does, so a reference of nine digits may be looked at later.
    expect(open({ ...withBsn, ...nobody })).toMatchObject({ keepBytes: true });
  });

  it('is looked for in references and event ids of a creditor that is known to use it there', () => {
    const known = { registry: registryOf(creditor({ customerReferenceMayBeBsn: true })) };
    expect(faults({ data: { ...data, klantreferentie: BSN } }, known)).toEqual([
      '/data/klantreferentie bsn-present',
    ]);
    expect(faults({ key: BSN, headers: { ce_id: BSN } }, known)).toEqual(['/headers/ce_id bsn-present']);
    expect(faults({ data: { ...data, klantreferentie: '111222334' } }, known)).toEqual(['signal']);
  });

  it('that may stand in bytes that cannot be read leaves no bytes', () => {
    for (const raw of [`{"bsn": 1`, `{"x": "${BSN}"`, `{"\\u0062sn": 1`, `{"a":"${BSN}","a":1}`]) {
      const verdict = open({ raw: Buffer.from(raw) });
      expect(verdict).toMatchObject({ kind: 'refused', keepBytes: false });
      expect(faultsOf(verdict)).toContain('/data bsn-not-excluded');
    }
    expect(open({ raw: Buffer.from('{"x":') })).toMatchObject({ kind: 'refused', keepBytes: true });
  });
});

it('every fault has a Dutch sentence', () => {
  for (const sentence of Object.values(FAULTS)) expect(sentence).toMatch(/^[A-Z].*\.$/u);
});

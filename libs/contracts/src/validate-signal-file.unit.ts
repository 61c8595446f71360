import { CreditorRegistry, validateSignalFile, type FileVerdict, type OfflineContext } from './index.js';

const context: OfflineContext = { receiptMs: Date.parse('2026-03-20T10:00:00Z') };
const data = {
  gemeentecode: 'GM0505',
  klantreferentie: 'K-1',
  soortPersoon: 'natuurlijkPersoon',
  persoon: { achternaam: 'Jansen' },
  adres: { postcode: '3311AB', huisnummer: '12' },
  bedragInCenten: 12_345,
  ontstaansdatum: '2026-01-15',
  signaaldatum: '2026-03-20',
  crisissignaal: { soort: 'geen' },
  warmeOverdracht: false,
};
const headers = {
  ce_specversion: '1.0',
  ce_type: 'nl.vroegsignalering.signaal.gemeld.v1',
  ce_source: 'urn:nld:kvknr:12345678',
  ce_id: 'signal-1',
  'content-type': 'application/json',
};
const short = (verdicts: readonly FileVerdict[]): string[] =>
  verdicts.map(({ line, verdict, faults }) =>
    [line, verdict, ...faults.map(({ pointer, code }) => `${pointer}=${code}`)].join(' '),
  );
const validate = (text: string, more: Partial<OfflineContext> = {}): string[] =>
  short(validateSignalFile(text, { ...context, ...more }));

it('reads one message, only its data, or one message a line', () => {
  expect(validate(JSON.stringify({ headers, key: 'signal-1', data }, null, 2))).toEqual(['1 signal']);
  expect(validate(JSON.stringify(data, null, 2))).toEqual(['1 signal']);
  expect(
    validate(`${JSON.stringify({ headers, data })}\n\n${JSON.stringify({ ...data, bedragInCenten: 0 })}\nx`),
  ).toEqual(['1 signal', '3 refused /data/bedragInCenten=out-of-range', '4 refused /data=not-json']);
});

it('tells a withdrawal by its data', () => {
  expect(
    validate(JSON.stringify({ gemeentecode: 'GM0505', ingetrokkenSignaal: 'signal-1', datum: '2026-03-20' })),
  ).toEqual(['1 withdrawal']);
});

it('says what it could not check', () => {
  expect(validateSignalFile(JSON.stringify(data), context)[0]?.notChecked).toEqual([
    'headers',
    'key',
    'creditor',
    'municipality',
  ]);
});

it('judges the creditor where the registry is at hand', () => {
  const compiled = CreditorRegistry.compile({
    creditors: [
      {
        id: 'woonbaken',
        name: 'Woonbaken',
        sources: ['urn:nld:kvknr:12345678'],
        type: 'Huur',
        ground: { name: 'Bgs art. 2', validFrom: '2021-01-01' },
        allowedFields: [],
        municipalities: ['GM0599'],
        topics: ['signals.huur'],
        status: 'active',
        customerReferenceMayBeBsn: false,
      },
    ],
  });
  if (!compiled.ok) throw new Error('does not compile');
  const text = JSON.stringify({ headers, key: 'other', data: { ...data, telefoonnummer: '0612345678' } });
  expect(validate(text, { registry: compiled.value })).toEqual([
    '1 refused /data/gemeentecode=municipality-not-agreed /data/telefoonnummer=no-legal-ground ' +
      '/data/verklaringSchuldeiser=statement-incomplete /key=key-mismatch',
  ]);
});

it('a file without a message, or with headers that are none, is refused', () => {
  expect(validate('')).toEqual(['1 refused /data=not-json']);
  expect(validate(JSON.stringify({ headers: { ce_id: 1 }, data }))).toEqual([
    '1 refused /headers=wrong-type',
  ]);
});

import { allowedAt, contractFields } from './contract-fields.js';
import { FaultList, type FaultCode } from './door/faults.js';
import { checkSignalData, checkWithdrawalData } from './door/schema-check.js';
import { SIGNAL_EXAMPLE, WITHDRAWAL_EXAMPLE } from './generate/field-examples.js';
import { leafPaths } from './generate/json-schemas.js';
import { AMOUNT_CENTS_MAX, CRISIS_KINDS, signalDataSchema, withdrawalDataSchema } from './signal-data.js';

const allowed = (pointer: string, code: FaultCode): string | null => allowedAt({ pointer, code });

test.each([
  ['signal', signalDataSchema],
  ['withdrawal', withdrawalDataSchema],
])('every field of a %s is listed once', (_name, schema) => {
  const paths = contractFields(schema).map(({ path }) => path.join('.'));
  expect(paths.sort()).toEqual([...leafPaths(schema)].sort());
});

test('what is required says whether always', () => {
  const required = Object.fromEntries(
    contractFields(signalDataSchema).map(({ path, required: how }) => [path.join('.'), how]),
  );
  expect(required).toMatchObject({
    gemeentecode: 'always',
    'persoon.achternaam': 'always',
    'persoon.voornamen': 'no',
    'crisissignaal.soort': 'always',
    'crisissignaal.einddatumLevering': 'with-parent',
    'verklaringSchuldeiser.gewezenOpHulp': 'with-parent',
  });
});

test('every field has a meaning', () => {
  const fields = [signalDataSchema, withdrawalDataSchema].flatMap(contractFields);
  expect(fields.filter(({ meaning }) => meaning === '')).toEqual([]);
});

test('the examples are a signal and a withdrawal that the schemas take', () => {
  const faults = new FaultList();
  expect(checkSignalData(SIGNAL_EXAMPLE, faults)).toBeDefined();
  expect(checkWithdrawalData(WITHDRAWAL_EXAMPLE, faults)).toBeDefined();
  expect(faults.sorted()).toEqual([]);
});

describe('a fault says what is allowed at its place', () => {
  test('the values of a closed list, of all branches of a choice', () => {
    const said = allowed('/data/crisissignaal/soort', 'unknown-value');
    expect(said?.split(', ').sort()).toEqual([...CRISIS_KINDS].sort());
    expect(allowed('/headers/ce_specversion', 'unknown-value')).toBe('1.0');
  });

  test('the bounds of a number and of a text', () => {
    expect(allowed('/data/bedragInCenten', 'out-of-range')).toContain(`1 tot en met ${AMOUNT_CENTS_MAX}`);
    expect(allowed('/data/klantreferentie', 'malformed')).toContain('ten hoogste 64 tekens');
  });

  test('the days of a calendar, and those of a last day of supply', () => {
    const place = '/data/crisissignaal/einddatumLevering';
    expect(allowed(place, 'malformed')).toContain('JJJJ-MM-DD');
    expect(allowed(place, 'out-of-range')).toBe('van 31 dagen vóór tot 366 dagen na de dag van ontvangst');
  });

  test('nothing where the code says it all, or no field stands', () => {
    expect(allowed('/data/ontstaansdatum', 'date-after-receipt')).toBeNull();
    expect(allowed('/data/persoon', 'unknown-member')).toBeNull();
    expect(allowed('', 'too-large')).toBeNull();
  });
});

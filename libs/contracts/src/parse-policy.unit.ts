import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parsePolicy, toDomainCrisis, toDomainPolicy, toLegalForm, toServedMunicipality } from './index.js';

const dordrecht = readFileSync(
  path.resolve(__dirname, '../../../deploy/municipalities/dordrecht.yaml'),
  'utf8',
);

const faultsOf = (text: string): [string, number | undefined][] => {
  const parsed = parsePolicy(text);
  return parsed.ok ? [] : parsed.faults.map((fault) => [fault.path, fault.line]);
};
const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;

it('names all faults together, each with its path and line', () => {
  const text = dordrecht
    .replace('municipality: GM0505', 'municipality: Dordrecht')
    .replace('defaultCents: 2500', 'defaultCents: 25.5')
    .replace('calls: external:demo', 'calls: somebody')
    .replace('repeatWindowDays: 182', 'repeatWindow: 182');
  expect(faultsOf(text)).toEqual(
    expect.arrayContaining([
      ['municipality', lineOf(text, 'municipality: Dordrecht')],
      ['thresholds.defaultCents', lineOf(text, 'defaultCents')],
      ['executors.calls', lineOf(text, 'calls: somebody')],
      ['(document)', undefined],
    ]),
  );
});

it('names faults between fields', () => {
  const text = dordrecht
    .replace("from: '3300', to: '3329'", "from: '3329', to: '3300'")
    .replace('Zorg: { min: 30, max: 100 }', 'Zorg: { min: 100, max: 30 }')
    .replace('when: {}', 'when: { crisis: false }')
    .replace('when: { crisis: true }', 'when: {}')
    .replace('name: several-older', 'name: crisis')
    .replace('name: crisis-visit', 'name: crisis-call')
    .replace(
      '{ name: first-message, channel: messages, delayWorkingDays: 1 }',
      '{ name: first-message, channel: messages, delayWorkingDays: 9 }',
    );
  expect(faultsOf(text).map(([place]) => place)).toEqual([
    'postcodeRanges.0.to',
    'arrearsAgeDays.Zorg.max',
    'plans.0.when',
    'plans.1.name',
    'plans.6.when',
    'plans.0.steps.1.name',
    'plans.4.steps.0.delayWorkingDays',
  ]);
});

it('a crisis plan starts within its own norm', () => {
  const text = dordrecht.replace(
    'crisis-call, channel: calls, delayWorkingDays: 0',
    'crisis-call, channel: calls, delayWorkingDays: 2',
  );
  expect(faultsOf(text).map(([place]) => place)).toEqual(['plans.0.steps.0.delayWorkingDays']);
});

it('a channel that no process of ours does cannot be given to one', () => {
  const text = dordrecht.replace('calls: external:demo', 'calls: worker');
  expect(faultsOf(text).map(([place]) => place)).toEqual(['executors.calls']);
});

it('what a creditor hears may be made vaguer only', () => {
  const with_ = (line: string): string => `${dordrecht}\nfeedbackProjection: { ${line} }\n`;
  expect(faultsOf(with_('Vervolghulp en/of verwijzing: closed'))).toEqual([]);
  expect(
    faultsOf(with_('Inwoner al bekend bij schuldhulpverlening: help-accepted')).map(([place]) => place),
  ).toEqual(['feedbackProjection.Inwoner al bekend bij schuldhulpverlening']);
});

it.each([
  ['no YAML', 'a: [1, 2'],
  ['a member twice', 'name: a\nname: b'],
  ['nothing', ''],
  ['a list', '- 1'],
  ['too long', 'a: ' + 'x'.repeat(200_001)],
  ['aliases without end', `a: &a [1,1]\n${Array.from({ length: 60 }, (_, i) => `b${i}: *a`).join('\n')}`],
])('%s is a fault, never a throw', (_name, text) => {
  expect(faultsOf(text).length).toBeGreaterThan(0);
});

it('JSON is read too, and a period may start on another day', () => {
  const parsed = parsePolicy(
    dordrecht.replace('matchingPeriod: calendar-month', 'matchingPeriod: { "startDay": 20 }'),
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  expect(toDomainPolicy(parsed.value, 3)).toMatchObject({
    version: 3,
    matchingPeriod: { kind: 'from-day', day: 20 },
  });
  expect(toServedMunicipality(parsed.value).postcodeRanges).toEqual([{ from: '3300', to: '3329' }]);
  expect(parsePolicy(JSON.stringify(parsed.value)).ok).toBe(true);
});

it('a signal is put in the words of the domain', () => {
  expect(toDomainCrisis({ crisissignaal: { soort: 'geen' } })).toEqual({ crisis: 'none', crisisEnd: null });
  expect(
    toDomainCrisis({ crisissignaal: { soort: 'eindeLeveringEnergie', einddatumLevering: '2026-05-01' } }),
  ).toEqual({ crisis: 'end-of-energy-supply', crisisEnd: '2026-05-01' });
  expect(toLegalForm({ soortPersoon: 'rechtspersoon' })).toBe('legal-person');
});

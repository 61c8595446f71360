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
      ['repeatWindow', lineOf(text, 'repeatWindow: 182')],
    ]),
  );
});

const messagesOf = (text: string): string[] => {
  const parsed = parsePolicy(text);
  return parsed.ok ? [] : parsed.faults.map(({ message, path: place }) => `${place}: ${message}`);
};

it('an unknown member has its line and the name that was probably meant', () => {
  const text = dordrecht
    .replace('lookBackMonths: 6', 'lookbackMonths: 6')
    .replace('when: { sectors: [Huur] }', 'when: { sector: [Huur] }')
    .replace('  Zorg: { min: 30, max: 100 }', '  Zorgg: { min: 30, max: 100 }')
    .concat('\nxyz:\n  a: 1\n');
  expect(messagesOf(text)).toEqual(
    expect.arrayContaining([
      'lookbackMonths: is not known; did you mean lookBackMonths?',
      'plans.3.when.sector: is not known; did you mean sectors?',
      'arrearsAgeDays.Zorgg: is not known; did you mean Zorg?',
      expect.stringMatching(/^xyz: is not known; known here: municipality, name, /),
    ]),
  );
  const lines = new Map(faultsOf(text));
  expect(lines.get('lookbackMonths')).toBe(lineOf(text, 'lookbackMonths'));
  expect(lines.get('arrearsAgeDays.Zorgg')).toBe(lineOf(text, 'Zorgg'));
  expect(lines.get('xyz')).toBe(lineOf(text, 'xyz'));
});

it('what may be written where there is a choice is said', () => {
  const period = (words: string): string[] =>
    messagesOf(dordrecht.replace('matchingPeriod: calendar-month', `matchingPeriod: ${words}`));
  expect(period('calendar-mont')).toEqual(['matchingPeriod: must be calendar-month, or { startDay }']);
  expect(period('{ startDay: 40 }')).toEqual([expect.stringMatching(/^matchingPeriod.startDay: Too big/)]);
  expect(period('{ startday: 4 }')).toEqual([
    'matchingPeriod.startDay: is missing',
    'matchingPeriod.startday: is not known; did you mean startDay?',
  ]);
  const known = (words: string): string[] => messagesOf(`${dordrecht}\nknownHelp: ${words}\n`);
  expect(known('{ source: file }')).toEqual([
    'knownHelp: must be { source: none }, or { source: list | http, ground }',
  ]);
  expect(known('{ source: list }')).toEqual(['knownHelp.ground: is missing']);
  expect(known('null')).toEqual(['knownHelp: must be { source: none }, or { source: list | http, ground }']);
  expect(messagesOf(dordrecht.replace('inhabitants: 122000', ''))).toEqual(['inhabitants: is missing']);
});

it('says what must be written in words, and of a choice what was probably meant', () => {
  const text = dordrecht
    .replace('municipality: GM0505', 'municipality: Dordrecht')
    .replace(/^effectiveFrom: .*$/m, 'effectiveFrom: 01-02-2026')
    .replace('calls: external:demo', 'calls: somebody')
    .replace('first-message, channel: messages,', 'first-message, channel: mesages,')
    .replace('when: { ageGroups: [under27] }', 'when: { ageGroups: [8] }');
  expect(messagesOf(text)).toEqual([
    'municipality: must be the code of a municipality: GM and four digits, such as GM0505',
    'effectiveFrom: must be a day as YYYY-MM-DD',
    'executors.calls: must be desk, worker or external:<name>',
    'plans.4.when.ageGroups.0: must be one of under27, 27-to-aow, aow, unknown',
    'plans.4.steps.0.channel: must be one of letters, messages, calls, house-visits; did you mean messages?',
  ]);
  expect(messagesOf('name: a\nname: b')).toEqual([
    '(document): not readable as YAML: Map keys must be unique',
  ]);
  expect(faultsOf('name: a\nname: b')).toEqual([['(document)', 2]]);
});

it('what looks like a slip is told also where there are faults', () => {
  const parsed = parsePolicy(
    dordrecht
      .replace('inhabitants: 122000', 'inhabitants: many')
      .replace('defaultCents: 2500', 'defaultCents: 25.00'),
  );
  expect(parsed).toMatchObject({
    ok: false,
    faults: [{ path: 'inhabitants' }],
    warnings: [{ path: 'thresholds.defaultCents' }],
  });
});

it('names faults between fields together with those of the shape, as far as what they relate can be read', () => {
  const text = dordrecht
    .replace('inhabitants: 122000', 'inhabitants: many')
    .replace("from: '3300', to: '3329'", "from: '3329', to: '3300'")
    .replace('name: several-older', 'name: crisis')
    .replace(
      'first-message, channel: messages, delayWorkingDays: 1',
      'first-message, channel: pigeons, delayWorkingDays: 1',
    )
    .replace('calls: external:demo', 'calls: worker');
  expect(faultsOf(text)).toEqual([
    ['inhabitants', lineOf(text, 'inhabitants')],
    ['postcodeRanges.0.to', lineOf(text, "from: '3329'")],
    ['executors.calls', lineOf(text, 'calls: worker')],
    ['plans.1.name', lineOf(text, 'name: crisis\n    # The kind')],
    ['plans.4.steps.0.channel', lineOf(text, 'pigeons')],
  ]);
});

it('an amount that is allowed and looks like euros is a warning with its line', () => {
  const warningsOf = (text: string): [string | undefined, string][] => {
    const parsed = parsePolicy(text);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
    return parsed.warnings.map(({ line, message, path: place }) => [place, `${line}: ${message}`]);
  };
  expect(warningsOf(dordrecht)).toEqual([]);
  const threshold = (cents: string): [string | undefined, string][] =>
    warningsOf(dordrecht.replace('defaultCents: 2500', `defaultCents: ${cents}`));
  const line = lineOf(dordrecht, 'defaultCents');
  expect(threshold('50.00')).toEqual([
    [
      'thresholds.defaultCents',
      `${line}: 50.00 is read as 50 cents, that is EUR 0.50; amounts are in whole cents: EUR 50 is 5000`,
    ],
  ]);
  expect(threshold('25')).toEqual([
    [
      'thresholds.defaultCents',
      `${line}: 25 cents, that is EUR 0.25; amounts are in whole cents: EUR 25 is 2500`,
    ],
  ]);
  expect(threshold('5000.0')).toHaveLength(1);
  expect(threshold('0')).toEqual([]);
  expect(threshold('1000')).toEqual([]);
  const everywhere = dordrecht
    .replace('defaultCents: 2500', 'defaultCents: 2500\n  bySectorCents: { Huur: 25 }')
    .replace('when: { sectors: [Huur] }', 'when: { amountFromCents: 10, amountToCents: 500.00 }')
    .replace(
      'exclusions: []',
      "exclusions: [{ name: small, reason: 'Klein.', because: other, when: { amountToCents: 30 } }]",
    );
  expect(warningsOf(everywhere).map(([place]) => place)).toEqual([
    'thresholds.bySectorCents.Huur',
    'exclusions.0.when.amountToCents',
    'plans.3.when.amountFromCents',
    'plans.3.when.amountToCents',
  ]);
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
    'plans.0.steps.1.name',
    'plans.1.name',
    'plans.4.steps.0.delayWorkingDays',
    'plans.6.when',
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

it('a term of the law may be shortened, never lengthened', () => {
  const with_ = (terms: string): string =>
    dordrecht.replace(/^conversationTerms: .*$/m, `conversationTerms: ${terms}`);
  expect(faultsOf(with_('{ firstConversationDays: 14, crisisConversationWorkingDays: 1 }'))).toEqual([]);
  const text = with_('{ firstConversationDays: 29, crisisConversationWorkingDays: 4, decisionDays: 57 }');
  const line = lineOf(text, 'firstConversationDays');
  expect(faultsOf(text)).toEqual([
    ['conversationTerms.firstConversationDays', line],
    ['conversationTerms.crisisConversationWorkingDays', line],
    ['conversationTerms.decisionDays', line],
  ]);
});

it('residents stay identified as long as repeats are recognised, and no longer than the purpose', () => {
  const months = (count: number): string =>
    dordrecht.replace('identifiedMonths: 6', `identifiedMonths: ${count}`);
  expect(faultsOf(months(5)).map(([place]) => place)).toEqual(['repeatWindowDays']);
  expect(faultsOf(months(7)).map(([place]) => place)).toEqual(['retention.identifiedMonths']);
});

it('a plan that nobody can get is a fault', () => {
  const shadowed = dordrecht.replace(
    'when: { sectors: [Huur] }',
    'when: { kinds: [multiple], phoneKnown: true }',
  );
  expect(faultsOf(shadowed)).toEqual([['plans.3.when', lineOf(shadowed, '{ kinds: [multiple], phoneKnown')]]);
  const wider = dordrecht.replace('when: { sectors: [Huur] }', 'when: { kinds: [multiple, single] }');
  expect(faultsOf(wider)).toEqual([]);
  const amounts = dordrecht
    .replace('when: { crisis: true }', 'when: { amountFromCents: 5000 }')
    .replace('when: { sectors: [Huur] }', 'when: { amountFromCents: 9000, amountToCents: 10000 }');
  expect(faultsOf(amounts).map(([place]) => place)).toEqual(['plans.3.when']);
});

it('a step fits how its channel is worked and whom its plan is for', () => {
  const evening = dordrecht.replace('calls: [Ochtend, Middag, Avond]', 'calls: [Ochtend, Middag]');
  const places = faultsOf(evening).map(([place]) => place);
  expect(places).toContain('plans.2.steps.0.partOfDay');
  const noPhone = dordrecht.replace('when: { ageGroups: [under27] }', 'when: { phoneKnown: false }');
  expect(faultsOf(noPhone).map(([place]) => place)).toEqual([
    'plans.4.steps.1.channel',
    'plans.4.steps.4.channel',
  ]);
});

it('who is excluded is said with a reason and at least one condition', () => {
  const with_ = (exclusion: string): string =>
    dordrecht.replace('exclusions: []', `exclusions: [${exclusion}]`);
  const fitting =
    "{ name: trade, reason: 'U bent ondernemer.', because: other, when: { legalForms: [vof] } }";
  expect(faultsOf(with_(fitting))).toEqual([]);
  expect(faultsOf(with_(`${fitting}, ${fitting}`)).map(([place]) => place)).toEqual(['exclusions.1.name']);
  const everybody = fitting.replace('{ legalForms: [vof] }', '{}');
  expect(faultsOf(with_(everybody)).map(([place]) => place)).toEqual(['exclusions.0.when']);
  const unsafe = fitting.replace('because: other', 'because: not-safe');
  expect(faultsOf(with_(unsafe)).map(([place]) => place)).toEqual(['exclusions.0.because']);
});

it('a version that was stored before these members existed is read with what then held', () => {
  const old = dordrecht.replace(/^(?:conversationTerms|retention|exclusions|capacityPerWeek): .*$/gm, '');
  const parsed = parsePolicy(old);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  expect(toDomainPolicy(parsed.value, 1)).toMatchObject({
    conversationTerms: { firstConversationDays: 28, crisisConversationWorkingDays: 3, decisionDays: 56 },
    exclusions: [],
    capacityPerWeek: {},
  });
  expect(toServedMunicipality(parsed.value).identifiedMonths).toBe(6);
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

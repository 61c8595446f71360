import { readFileSync } from 'node:fs';
import path from 'node:path';

import { describePolicy, parsePolicy, policyDifferences, type PolicyDocument } from './index.js';

const presetText = (name: string): string =>
  readFileSync(path.resolve(__dirname, `../../../deploy/municipalities/${name}.yaml`), 'utf8');
const text = presetText('dordrecht');
const read = (yaml: string): PolicyDocument => {
  const parsed = parsePolicy(yaml);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.value;
};
const dordrecht = read(text);
const said = (after: PolicyDocument): string[] =>
  policyDifferences(dordrecht, after).map(({ what, before, after: now }) => `${what}: ${before} → ${now}`);

it('says in plain Dutch what changed', () => {
  const changed = text
    .replace('defaultCents: 2500', 'defaultCents: 125050\n  bySectorCents: { Huur: 0 }')
    .replace('normal: 5, crisis: 1', 'normal: 5, crisis: 0')
    .replace(
      'when: { sectors: [Huur] }',
      'when: { sectors: [Huur, Water], phoneKnown: true, amountToCents: 99 }',
    )
    .replace(
      'crisis-visit, channel: house-visits, delayWorkingDays: 1',
      'crisis-visit, channel: calls, delayWorkingDays: 2',
    )
    .replace(
      'exclusions: []',
      "exclusions: [{ name: trade, reason: 'Ander loket.', because: other, when: { legalForms: [vof] } }]",
    );
  expect(said(read(changed))).toEqual([
    'drempelbedrag: meer dan € 25,00 → meer dan € 1.250,50',
    'drempelbedrag voor Huur: null → meer dan € 0,00',
    'eerste contactpoging bij een crisis: binnen 1 werkdag → binnen 0 werkdagen',
    'uitsluitingen op volgorde: geen uitsluitingen → trade',
    'uitsluiting “trade”, voor wie: null → vordering op een vof',
    'uitsluiting “trade”, soort reden: null → andere reden',
    'uitsluiting “trade”, uitleg aan de inwoner: null → Ander loket.',
    'plan “crisis”, stap “crisis-visit”: huisbezoek, 1 werkdag na de vorige stap, in de middag → telefoontje, 2 werkdagen na de vorige stap, in de middag',
    'plan “rent”, voor wie: achterstand bij Huur → achterstand bij Huur of Water; hoogstens € 0,99; telefoonnummer bekend',
  ]);
});

it('another order of plans or steps is a change: the first that fits is taken', () => {
  const [first, second, ...others] = dordrecht.plans;
  if (first === undefined || second === undefined) throw new Error('two plans are needed');
  const plans = [second, first, ...others];
  expect(said({ ...dordrecht, plans }).map((line) => line.split(':')[0])).toEqual(['plannen op volgorde']);
  const steps = [...first.steps].reverse();
  const reordered = said({ ...dordrecht, plans: [{ ...first, steps }, second, ...others] });
  expect(reordered[0]).toMatch(/^plan “crisis”, stappen op volgorde: crisis-call, .* → crisis-letter, /);
});

it('equal policies differ in nothing', () => {
  expect(policyDifferences(dordrecht, read(text))).toEqual([]);
});

/** Every document that differs from the given one in one place: a value that is gone or another one. */
function* changedOnce(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      for (const changed of changedOnce(item))
        yield value.map((one: unknown, at) => (at === index ? changed : one));
    if (value.length > 0) yield value.slice(1);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value))
      for (const changed of changedOnce(item)) yield { ...value, [name]: changed };
  } else
    yield typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : `x${String(value)}`;
}

it('no-change-goes-unsaid: whatever one place of a policy says otherwise is named', () => {
  const everything = read(
    text
      .replace(
        'when: { sectors: [Huur] }',
        'when: { creditorsFrom: 2, householdSignalsFrom: 2, householdSignalsTo: 9, preferredLanguages: [nl] }',
      )
      .replace(
        'when: { ageGroups: [under27] }',
        'when: { ageGroups: [under27], amountFromCents: 1, amountToCents: 2, phoneKnown: true }',
      )
      .replace(
        'exclusions: []',
        "exclusions: [{ name: trade, reason: 'Ander loket.', because: other, when: { legalForms: [vof], sectors: [DUO], amountToCents: 5, ageGroups: [aow] } }]",
      ),
  );
  let places = 0;
  for (const changed of changedOnce(everything)) {
    places += 1;
    expect(policyDifferences(everything, changed as PolicyDocument)).not.toEqual([]);
  }
  expect(places).toBeGreaterThan(200);
});

it('no word of a programmer is said: no member name, no code, no cents', () => {
  for (const preset of ['dordrecht', 'roermond', 'heemskerk']) {
    for (const [what, words] of describePolicy(read(presetText(preset)))) {
      // What stands between “ ” is a name of the municipality's own; the lists of such names are their order.
      const said = `${what}: ${what.endsWith('op volgorde') ? '' : words}`.replaceAll(/“[^”]*”/g, '');
      expect(said).not.toMatch(
        /[a-z][A-Z]|undefined|null|\b(?:cents|EUR|desk|worker|external|calls|letters|messages|visits|multiple|aow|under)\b/,
      );
    }
  }
});

it('says so where nothing is set', () => {
  const lines = describePolicy(dordrecht);
  expect(lines.get('plan “everybody”, voor wie')).toBe('iedereen');
  expect(lines.get('postcodes')).toBe('3300 tot en met 3329');
  expect(lines.get('uitsluitingen op volgorde')).toBe('geen uitsluitingen');
  expect(lines.get('verklaring van de schuldeiser nodig voor')).toBe('Huur (volgens de wet)');
  expect(lines.get('ruimte voor brieven')).toBe('geen grens');
  expect(lines.get('dagdelen voor berichten')).toBe('elk dagdeel');
  expect(lines.get('de schuldeiser hoort')).toBe('wat in de vaste tabel staat');
  expect(lines.get('wie al hulp krijgt')).toBe('wordt niet opgezocht');
});

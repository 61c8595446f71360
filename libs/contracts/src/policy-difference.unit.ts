import { readFileSync } from 'node:fs';
import path from 'node:path';

import { describePolicy, parsePolicy, policyDifferences, type PolicyDocument } from './index.js';

const text = readFileSync(path.resolve(__dirname, '../../../deploy/municipalities/dordrecht.yaml'), 'utf8');
const read = (yaml: string): PolicyDocument => {
  const parsed = parsePolicy(yaml);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.value;
};
const dordrecht = read(text);
const said = (after: PolicyDocument): string[] =>
  policyDifferences(dordrecht, after).map(({ what, before, after: now }) => `${what}: ${before} → ${now}`);

it('says in plain words what changed', () => {
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
    'threshold: above EUR 25.00 → above EUR 1,250.50',
    'threshold for Huur: null → above EUR 0.00',
    'first attempt working days, crisis: 1 → 0',
    'exclusions in order: null → trade',
    'exclusion “trade”: for: null → a claim on vof',
    'exclusion “trade”: because: null → other',
    'exclusion “trade”: reason: null → Ander loket.',
    'plan “crisis”, step “crisis-visit”: house-visits, 1 working day after the step before, Middag → calls, 2 working days after the step before, Middag',
    'plan “rent”: for: arrears of Huur → arrears of Huur or Water; at most EUR 0.99; a phone is known',
  ]);
});

it('another order of plans or steps is a change: the first that fits is taken', () => {
  const [first, second, ...others] = dordrecht.plans;
  if (first === undefined || second === undefined) throw new Error('two plans are needed');
  const plans = [second, first, ...others];
  expect(said({ ...dordrecht, plans }).map((line) => line.split(':')[0])).toEqual(['plans in order']);
  const steps = [...first.steps].reverse();
  const reordered = said({ ...dordrecht, plans: [{ ...first, steps }, second, ...others] });
  expect(reordered[0]).toMatch(/^plan “crisis”: steps in order: crisis-call, .* → crisis-letter, /);
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
    yield typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : `${String(value)}x`;
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

it('everything is said once', () => {
  const lines = describePolicy(dordrecht);
  expect(lines.get('plan “everybody”: for')).toBe('everybody');
  expect(lines.get('postcode ranges')).toBe('from 3300 to 3329');
});

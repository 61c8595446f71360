import type { PolicyDocument } from './policy-document.js';

type Plan = PolicyDocument['plans'][number];
type Condition = Plan['when'];
type Exclusion = PolicyDocument['exclusions'][number];

/** Each thing that a policy says, under a name that a policy adviser can follow, in the order of the document. */
export type PolicyLines = ReadonlyMap<string, string>;

/** What a policy says, in plain words; one line a thing, so that two policies can be held against each other. */
export function describePolicy(policy: PolicyDocument): PolicyLines {
  const { exclusions, plans, thresholds, ...rest } = policy;
  const lines = new Map<string, string>();
  lines.set('threshold', `above ${euros(thresholds.defaultCents)}`);
  for (const [sector, cents] of Object.entries(thresholds.bySectorCents ?? {}))
    lines.set(`threshold for ${sector}`, `above ${euros(cents)}`);
  // What has no words of its own is said under its own name: nothing in a document goes unsaid.
  for (const [name, value] of Object.entries(rest)) addLines(lines, wordsOf(name), value);
  if (exclusions.length > 0) lines.set('exclusions in order', exclusions.map(({ name }) => name).join(', '));
  for (const exclusion of exclusions) describeExclusion(lines, exclusion);
  lines.set('plans in order', plans.map(({ name }) => name).join(', '));
  for (const plan of plans) describePlan(lines, plan);
  return lines;
}

function describeExclusion(lines: Map<string, string>, { because, name, reason, when }: Exclusion): void {
  const label = `exclusion “${name}”`;
  lines.set(`${label}: for`, conditionInWords(when));
  lines.set(`${label}: because`, because);
  lines.set(`${label}: reason`, reason);
}

function describePlan(lines: Map<string, string>, { name, reason, steps, when }: Plan): void {
  const label = `plan “${name}”`;
  lines.set(`${label}: for`, conditionInWords(when));
  lines.set(`${label}: reason`, reason);
  lines.set(`${label}: steps in order`, steps.map((step) => step.name).join(', '));
  steps.forEach((step, index) => {
    const after = index === 0 ? 'the receipt' : 'the step before';
    const part = step.partOfDay === undefined ? '' : `, ${step.partOfDay}`;
    const days = `${step.delayWorkingDays} working ${step.delayWorkingDays === 1 ? 'day' : 'days'}`;
    lines.set(`${label}, step “${step.name}”`, `${step.channel}, ${days} after ${after}${part}`);
  });
}

const ageGroupWords = {
  under27: 'under 27',
  '27-to-aow': '27 to AOW age',
  aow: 'AOW age and older',
  unknown: 'age unknown',
} as const;

/** For whom a plan or an exclusion is. */
export function conditionInWords(when: Condition | Exclusion['when']): string {
  const words: string[] = [];
  const all: Partial<Condition> & Partial<Exclusion['when']> = when;
  if (all.crisis !== undefined) words.push(all.crisis ? 'a crisis' : 'no crisis');
  if (all.kinds !== undefined) words.push(`case ${all.kinds.join(' or ')}`);
  if (all.sectors !== undefined) words.push(`arrears of ${all.sectors.join(' or ')}`);
  if (all.amountFromCents !== undefined) words.push(`at least ${euros(all.amountFromCents)}`);
  if (all.amountToCents !== undefined) words.push(`at most ${euros(all.amountToCents)}`);
  if (all.ageGroups !== undefined)
    words.push(all.ageGroups.map((group) => ageGroupWords[group]).join(' or '));
  if (all.creditorsFrom !== undefined) words.push(`at least ${all.creditorsFrom} creditors`);
  if (all.householdSignalsFrom !== undefined)
    words.push(`at least ${all.householdSignalsFrom} signals at the address`);
  if (all.householdSignalsTo !== undefined)
    words.push(`at most ${all.householdSignalsTo} signals at the address`);
  if (all.preferredLanguages !== undefined) words.push(`language ${all.preferredLanguages.join(' or ')}`);
  if (all.phoneKnown !== undefined) words.push(all.phoneKnown ? 'a phone is known' : 'no phone is known');
  if (all.legalForms !== undefined) words.push(`a claim on ${all.legalForms.join(' or ')}`);
  return words.length === 0 ? 'everybody' : words.join('; ');
}

/** Cents as an amount, for example EUR 1,250.00. */
function euros(cents: number): string {
  const whole = String(Math.floor(cents / 100)).replace(/\B(?=(\d{3})+$)/g, ',');
  return `EUR ${whole}.${String(cents % 100).padStart(2, '0')}`;
}

/** `firstAttemptWorkingDays` as a person would write it. */
function wordsOf(name: string): string {
  return name.replace(
    /([a-z])([A-Z])/g,
    (_all, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
}

function addLines(lines: Map<string, string>, label: string, value: unknown): void {
  if (value === undefined) return;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    lines.set(label, items.length === 0 ? 'none' : items.map(inOneLine).join(', '));
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, part] of Object.entries(value)) addLines(lines, `${label}, ${wordsOf(name)}`, part);
  } else lines.set(label, typeof value === 'string' ? value : JSON.stringify(value));
}

function inOneLine(item: unknown): string {
  if (typeof item !== 'object' || item === null) return String(item);
  return Object.entries(item)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(' ');
}

import {
  asDay,
  choosePlan,
  judgeSignal,
  type AgeGroup,
  type ApproachPlan,
  type FoldedSignal,
  type PlanSubject,
  type Policy,
  type Signal,
} from '#domain';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { parsePolicy, toDomainPolicy, type PolicyDocument } from './index.js';

const documentOf = (preset: string): PolicyDocument => {
  const file = path.resolve(__dirname, '../../../deploy/municipalities', `${preset}.yaml`);
  const parsed = parsePolicy(readFileSync(file, 'utf8'));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.value;
};
const policies = new Map(
  ['dordrecht', 'roermond', 'heemskerk'].map((preset) => [preset, toDomainPolicy(documentOf(preset), 1)]),
);
const policyOf = (preset: string): Policy => {
  const policy = policies.get(preset);
  if (policy === undefined) throw new Error(`no preset ${preset}`);
  return policy;
};

const receiptDay = asDay('2026-03-09');
const bornInGroup: Readonly<Record<AgeGroup, string | null>> = {
  under27: '2004-01-01',
  '27-to-aow': '1985-01-01',
  aow: '1950-01-01',
  unknown: null,
};

interface Situation extends Partial<Omit<PlanSubject, 'accepted'>> {
  readonly euros?: number;
  readonly sector?: Signal['sector'];
  /** Another signal of the same resident, of another creditor. */
  readonly creditors?: number;
  readonly age?: AgeGroup;
  readonly phone?: boolean;
}

/** The plan that a resident in this situation gets: an ordinary one of EUR 150 for energy, with a phone, unless said. */
function planFor(preset: string, situation: Situation): ApproachPlan {
  const {
    age = '27-to-aow',
    creditors = 1,
    euros = 150,
    phone = true,
    sector = 'Energie',
    ...given
  } = situation;
  const born = bornInGroup[age];
  const accepted = Array.from({ length: creditors }, (_, index) => {
    const signal: Partial<Signal> = {
      creditorId: `creditor-${index}`,
      sector,
      amountCents: Math.round((euros * 100) / creditors),
      birthDate: born === null ? null : asDay(born),
      phoneKnown: phone,
      emailKnown: phone,
    };
    return { signal } as FoldedSignal;
  });
  const subject: PlanSubject = {
    accepted,
    kind: creditors > 1 ? 'multiple' : 'single',
    householdSignals: creditors,
    preferredLanguage: null,
    crisis: false,
    firstReceiptDay: receiptDay,
    lastAttemptOn: null,
    reached: false,
    ...given,
  };
  const plan = choosePlan(subject, policyOf(preset));
  if (plan === undefined) throw new Error('the last plan of a policy is for everybody');
  return plan;
}

const dordrecht: [string, Situation, string, string][] = [
  ['an ordinary signal: a message with an offer', {}, 'everybody', 'messages'],
  ['consecutive only', { kind: 'consecutive' }, 'everybody', 'messages'],
  ['of unknown age', { age: 'unknown' }, 'everybody', 'messages'],
  ['several: phone and visit', { creditors: 2 }, 'several', 'calls'],
  ['several and consecutive', { kind: 'multiple-and-consecutive' }, 'several', 'calls'],
  [
    'several, at AOW age: a letter and a visit sooner',
    { creditors: 2, age: 'aow' },
    'several-older',
    'letters',
  ],
  ['rent: phone and visit', { sector: 'Huur' }, 'rent', 'calls'],
  ['rent, young', { sector: 'Huur', age: 'under27' }, 'rent', 'calls'],
  [
    'crisis, whatever the rest',
    { crisis: true, sector: 'Huur', creditors: 2, age: 'aow' },
    'crisis',
    'calls',
  ],
  ['young: digital', { age: 'under27' }, 'young', 'messages'],
  ['at AOW age: a letter', { age: 'aow' }, 'older', 'letters'],
];

const roermond: [string, Situation, string, string][] = [
  ['whoever it is: a call first', {}, 'call-message-letter-visit', 'calls'],
  ['rent too', { sector: 'Huur' }, 'call-message-letter-visit', 'calls'],
  ['several too', { creditors: 3 }, 'call-message-letter-visit', 'calls'],
  ['at AOW age too', { age: 'aow' }, 'call-message-letter-visit', 'calls'],
  ['without a phone: the letter that announces', { phone: false }, 'no-phone', 'letters'],
  ['crisis', { crisis: true }, 'crisis', 'calls'],
  ['crisis without a phone', { crisis: true, phone: false }, 'crisis', 'calls'],
];

const heemskerk: [string, Situation, string, string][] = [
  ['EUR 999.99: phone', { euros: 999.99 }, 'phone-letter-mail', 'calls'],
  ['EUR 1,000: visit', { euros: 1_000 }, 'visit-amount', 'house-visits'],
  ['EUR 50,000: visit', { euros: 50_000 }, 'visit-amount', 'house-visits'],
  ['EUR 50,000.01: phone', { euros: 50_000.01 }, 'phone-letter-mail', 'calls'],
  ['rent of EUR 60: visit', { sector: 'Huur', euros: 60 }, 'visit-rent', 'house-visits'],
  [
    'two creditors, EUR 120 in all: visit',
    { creditors: 2, euros: 120 },
    'visit-several-creditors',
    'house-visits',
  ],
  ['several signals of one creditor: phone', { kind: 'multiple' }, 'phone-letter-mail', 'calls'],
  ['without a phone: letter', { phone: false }, 'no-phone', 'letters'],
  ['rent without a phone: visit', { phone: false, sector: 'Huur' }, 'visit-rent', 'house-visits'],
  ['crisis: visit', { crisis: true, euros: 60 }, 'crisis', 'house-visits'],
];

describe('what plan a resident gets', () => {
  test.each([
    ...dordrecht.map((row) => ['dordrecht', ...row] as const),
    ...roermond.map((row) => ['roermond', ...row] as const),
    ...heemskerk.map((row) => ['heemskerk', ...row] as const),
  ])('%s, %s', (preset, _situation, situation, name, firstChannel) => {
    const plan = planFor(preset, situation);
    expect([plan.name, plan.steps[0]?.channel]).toEqual([name, firstChannel]);
  });

  test.each([
    ['dordrecht', 'GM0505'],
    ['roermond', 'GM0957'],
    ['heemskerk', 'GM0396'],
  ])('%s: every plan is somebody’s', (preset, municipality) => {
    const { municipality: code, plans } = policyOf(preset);
    const table = { dordrecht, roermond, heemskerk }[preset] ?? [];
    expect(code).toBe(municipality);
    expect(plans.map(({ name }) => name).sort()).toEqual([...new Set(table.map((row) => row[2]))].sort());
  });

  test('Roermond: call, message, letter that announces the visit, visit', () => {
    const { steps } = planFor('roermond', {});
    expect(steps.map(({ channel }) => channel)).toEqual(['calls', 'messages', 'letters', 'house-visits']);
  });

  test('Heemskerk: phone, letter, mail for whoever is not visited', () => {
    const { steps } = planFor('heemskerk', {});
    expect(steps.slice(0, 3).map(({ channel }) => channel)).toEqual(['calls', 'letters', 'messages']);
  });
});

describe('what is picked up', () => {
  const judged = (preset: string, cents: number): string => {
    const signal: Partial<Signal> = {
      amountCents: cents,
      sector: 'Water',
      arrearsSince: asDay('2026-01-09'),
      crisis: 'none',
      legalForm: 'natural-person',
      warmHandover: false,
      looksLikeLegalPerson: false,
      birthDate: null,
    };
    return judgeSignal(signal as Signal, receiptDay, [], policyOf(preset)).verdict;
  };

  test.each([
    ['dordrecht', 2_500],
    ['roermond', 5_000],
    ['heemskerk', 5_000],
  ])('%s: above %i cents, not at it', (preset, cents) => {
    expect([judged(preset, cents), judged(preset, cents + 1)]).toEqual(['unjustified', 'accepted']);
  });
});

describe('what raises reach, in every plan of every preset', () => {
  const plans = [...policies].flatMap(([preset, { plans: ofOne }]) =>
    ofOne.map((plan) => [`${preset} ${plan.name}`, plan] as const),
  );

  test.each(plans)('%s', (_name, { steps, reason }) => {
    const personal = steps.filter(({ channel }) => channel === 'calls' || channel === 'house-visits');
    const parts = personal.map(({ partOfDay }) => partOfDay).filter((part) => part !== null);
    expect(steps.length).toBeGreaterThanOrEqual(4);
    expect(new Set(steps.map(({ channel }) => channel)).size).toBeGreaterThanOrEqual(2);
    expect(personal.length).toBeGreaterThan(0);
    expect(new Set(parts).size).toBeGreaterThanOrEqual(Math.min(2, parts.length));
    // B1: sentences of about 15 words.
    for (const sentence of reason.split(/[.!?]\s*/))
      expect(sentence.split(/\s+/).length).toBeLessThanOrEqual(17);
  });
});

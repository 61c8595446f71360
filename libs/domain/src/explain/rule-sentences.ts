import type { Judgement, Rule } from '../judge-signal.js';
import type { CrisisKind } from '../signal.js';
import { dutchDays, dutchEuros } from './dutch.js';
import { crisisSentences } from './words.js';

type Inputs = Judgement['inputs'];

/** Looks up a word for a stored code. What was stored by another version may hold a code that this one does not know. */
export function wordOf<Word>(
  words: Readonly<Record<string, Word>>,
  code: string | null,
  otherwise: Word,
): Word {
  return code !== null && Object.hasOwn(words, code) ? (words[code] ?? otherwise) : otherwise;
}

const onLegalPerson = [
  'De schuld staat op naam van een rechtspersoon, zoals een bv of een stichting.',
  'Deze hulp is er voor mensen.',
];

/**
 * Why a rule decided, with the values that it compared. A rule without its sentences does not compile: whoever adds
 * one must be able to tell a resident what it means.
 */
const sentencesOfRule: Readonly<Record<Rule, (inputs: Inputs) => readonly string[]>> = {
  'legal-person': () => onLegalPerson,
  'found-legal-person': () => ['Een medewerker heeft dit bekeken.', ...onLegalPerson],
  'looks-like-legal-person': () => [
    'De naam lijkt op die van een bedrijf.',
    'Dat moet iemand eerst bekijken.',
  ],
  'crisis-on-legal-person': (inputs) => [
    ...crisisOf(inputs),
    'Maar de schuld staat op naam van een rechtspersoon.',
    'Dat moet iemand eerst bekijken.',
  ],
  'same-crisis-again': (inputs) => [
    ...crisisOf(inputs),
    'Dat meldde de schuldeiser al eerder, en toen pakten wij het op.',
    ...notHigher(inputs),
  ],
  'same-arrears-not-higher': (inputs) => [
    'De schuldeiser meldde deze achterstand al eerder, en toen pakten wij die op.',
    ...notHigher(inputs),
  ],
  'not-above-threshold': (inputs) =>
    compared(inputs, ['amountCents', 'thresholdCents'], (amount, threshold) => [
      `Het bedrag is ${dutchEuros(amount)}.`,
      `Wij pakken een signaal alleen op als het bedrag hoger is dan ${dutchEuros(threshold)}.`,
    ]),
  'arrears-too-young': (inputs) =>
    compared(inputs, ['ageDays', 'minDays'], (age, min) => [
      `De achterstand was ${dutchDays(age)} oud.`,
      `Een schuldeiser mag in deze sector pas melden na ${dutchDays(min)}.`,
    ]),
  'arrears-too-old': (inputs) =>
    compared(inputs, ['ageDays', 'maxDays'], (age, max) => [
      `De achterstand was ${dutchDays(age)} oud.`,
      `Een schuldeiser mag in deze sector niet meer melden na ${dutchDays(max)}.`,
    ]),
  'crisis-first': (inputs) => [
    ...crisisOf(inputs),
    'Dat gaat voor.',
    'Wij kijken dan niet naar de hoogte of de leeftijd van de achterstand.',
  ],
  'new-warm-handover': () => [
    'De schuldeiser had al contact met de inwoner en vraagt ons om verder te helpen.',
    'Dat gaat voor.',
  ],
  'amount-risen': (inputs) => [
    'De schuldeiser meldde deze achterstand al eerder.',
    ...compared(inputs, ['highestCents', 'amountCents'], (highest, amount) => [
      `Het bedrag is gestegen: van ${dutchEuros(highest)} naar ${dutchEuros(amount)}.`,
    ]),
    'Dan moeten wij het signaal oppakken.',
  ],
  'picked-up': (inputs) => [
    ...compared(inputs, ['amountCents', 'thresholdCents'], (amount, threshold) => [
      `Het bedrag is ${dutchEuros(amount)}. Dat is hoger dan de grens van ${dutchEuros(threshold)}.`,
    ]),
    ...compared(inputs, ['ageDays'], (age) => [`De achterstand was ${dutchDays(age)} oud.`]),
    'Geen enkele regel houdt het oppakken tegen.',
  ],
  // That it was withdrawn, and by whom, is said by the verdict before.
  'withdrawn-by-creditor': () => ['Wij hadden toen nog geen contact gezocht.'],
  'withdrawn-before-signal': () => ['Dat was al gebeurd toen het signaal binnenkwam.'],
  'register-answer': () => ['Dat volgt uit het antwoord van een register.'],
  'help-known': () => ['Iemand anders helpt de inwoner al.'],
  'closed-as-not-picked-up': () => ['Een medewerker heeft dat besloten.'],
  'excluded-by-policy': otherRule,
};

/** Why a stored rule decided, in plain Dutch; of every rule that applied, where more did. */
export function ruleSentences(rule: string, inputs: Inputs): readonly string[] {
  const own = wordOf<(given: Inputs) => readonly string[]>(sentencesOfRule, rule, otherRule)(inputs);
  const also = typeof inputs['also'] === 'string' ? inputs['also'].split(' ') : [];
  return [
    ...own,
    ...also.flatMap((one) => ['Er is nog een reden.', ...ruleSentences(one, { ...inputs, also: null })]),
  ];
}

/** A policy gives its own rules a reason in Dutch, which is stored with the decision. */
function otherRule(inputs: Inputs): readonly string[] {
  const { reason } = inputs;
  return typeof reason === 'string' && reason !== ''
    ? [reason]
    : ['Dat volgt uit het beleid van de gemeente.'];
}

function notHigher(inputs: Inputs): readonly string[] {
  return compared(inputs, ['amountCents', 'highestCents'], (amount, highest) => [
    `Het bedrag is niet hoger dan toen: nu ${dutchEuros(amount)}, eerder ${dutchEuros(highest)}.`,
  ]);
}

function crisisOf({ crisis }: Inputs): readonly string[] {
  const sentence = wordOf<string | null>(crisisSentences, crisis as CrisisKind | null, null);
  return sentence === null ? [] : [sentence];
}

/** The sentences about some stored numbers; none where one of them is missing. */
function compared<const Names extends readonly string[]>(
  inputs: Inputs,
  names: Names,
  tell: (...values: { readonly [At in keyof Names]: number }) => readonly string[],
): readonly string[] {
  const values = names.map((name) => inputs[name]).filter((value) => typeof value === 'number');
  return values.length === names.length
    ? tell(...(values as unknown as { readonly [At in keyof Names]: number }))
    : [];
}

import { channelWords, FEEDBACK_WORDS, taskStateWords } from '#contracts';
import type { caseClasses } from '#domain';

/** What the rows are called: English, and in brackets the sector's Dutch word where it has one of its own. */
const CASE_CLASSES: Readonly<Record<(typeof caseClasses)[number], string>> = {
  single: 'single (enkelvoudig)',
  multiple: 'multiple only (meervoudig)',
  consecutive: 'consecutive only (opeenvolgend)',
  'multiple-and-consecutive': 'multiple and consecutive (meervoudig en opeenvolgend)',
};

const CONTACT_KINDS: Readonly<Record<string, string>> = {
  Brief: 'letter (Brief)',
  Huisbezoek: 'house visit (Huisbezoek)',
  Mail: 'e-mail (Mail)',
  'SMS/Whatsapp': 'message (SMS/Whatsapp)',
  Telefoon: 'call (Telefoon)',
};

/** Verdicts that a run without registers does not have; their rows are left out while they are empty. */
export const RARE_VERDICTS: ReadonlyMap<string, string> = new Map([
  ['not-resident', 'not a resident (geen inwoner)'],
  ['deceased', 'deceased (overleden)'],
  ['known', 'known to debt help (al bekend)'],
]);

export function caseClassLabel(name: (typeof caseClasses)[number]): string {
  return `cases: ${CASE_CLASSES[name]}`;
}

export function taskLabel(channel: string, state: string): string {
  return `tasks: ${withDutch(channel, channelWords.toDutch)}, ${withDutch(state, taskStateWords.toDutch)}`;
}

export function attemptLabel(kind: string, reached: string): string {
  const outcome = reached === 'reached' ? 'reached (bereikt)' : 'not reached';
  return `attempts: ${CONTACT_KINDS[kind] ?? kind}, ${outcome}`;
}

/** What is corrected to "under consideration" goes out under the word of what is picked up. */
export function feedbackLabel(message: string, state: string): string {
  const word = message === 'under-consideration' ? 'picked-up' : message;
  const dutch = FEEDBACK_WORDS[word as keyof typeof FEEDBACK_WORDS] as string | undefined;
  return `feedback: ${dutch === undefined ? message : `${message} (${dutch})`}, ${state}`;
}

/** The word and its Dutch one; a word that the book does not know stands alone. */
function withDutch(word: string, toDutch: (word: never) => string): string {
  const dutch = toDutch(word as never) as string | undefined;
  return dutch === undefined ? word : `${word} (${dutch})`;
}

/** The rows in a few lines, for whoever meets them for the first time. */
export const LEGEND: readonly string[] = [
  'received    every record on the topics; it is exactly one of accepted … withdrawn, or itself a withdrawal',
  'refused     unusable or unlawful; the reason is a code of the contract, and the creditor is told',
  'not served  for a municipality or a postcode that is not served here',
  'duplicates  the same record again; conflicts: a known id with other content',
  'repeats     the same arrears again, not higher; unjustified: under the threshold, too young or too old',
  'in review   a person has to look first; withdrawn: taken back before the resident was approached',
  'cases       one address in one month with a signal that was picked up; multiple: two signals or more,',
  '            consecutive: one in an earlier month too',
  'tasks       one step of a plan for one person; failed: nobody to do it, or no number to call',
  'persons     whose a signal is, held against who was known at its address; the rest came to an address alone',
  'attempts    contact attempts, one for each task that was done, and residents who phoned back',
  'feedback    what creditors were told of their signals; a later message can correct an earlier one',
  'contact rate  cases of which somebody was reached / cases that were closed, or all of the months',
  'this run    what this run added; sent a second time, what was stored is a duplicate, and what was refused, not',
  '            served or a conflict is that again',
];

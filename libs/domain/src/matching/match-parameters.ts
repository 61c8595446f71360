import type { Day } from '../calendar/index.js';
import type { MatchField, MatchLevel } from './match-fields.js';

/** How often each level of a field occurs among some pairs; together 1. */
export type LevelShares<Field extends MatchField> = Readonly<Record<MatchLevel<Field>, number>>;

/** What one field says. */
export interface FieldParameters<Field extends MatchField> {
  /** Among records of one person of whom the field is the same in truth: what errors and habits make of it. */
  readonly m: LevelShares<Field>;
  /** Among records of two people who have nothing to do with each other. */
  readonly u: LevelShares<Field>;
}

/** The fields of which some values are common and some are rare, so that agreement says more or less. */
export const frequencyFields = [
  'surname',
  'firstNames',
  'postcode',
  'houseNumber',
  'street',
  'place',
  'birthDate',
] as const satisfies readonly MatchField[];
export type FrequencyField = (typeof frequencyFields)[number];

/** How common the values of one field are. */
export interface FrequencyTable {
  /** Where the counts come from. */
  readonly source: string;
  /** Share of the people with this value, by its compared form (`ComparedText.text`). */
  readonly shares: ReadonlyMap<string, number>;
  /** The share of a value that the table does not list. */
  readonly unlisted: number;
}

/**
 * A kind of pair in which some fields are the same in truth and others are not, whoever the two are. Without it an
 * address would be counted as four accidents, where it is one fact.
 */
export interface Circumstance {
  /** How many pairs are of this kind: of those of one person (`moved`), of those of two (the others). */
  readonly share: number;
  /** The part of these pairs in which the field is the same in truth, by field. */
  readonly same: Readonly<Partial<Record<MatchField, number>>>;
  /**
   * Where it is not: how many times likelier than among anybody a level between the best and `different` is. Partners
   * are of one age, so that a digit of their birth dates differs sooner than the whole. Absent: as likely.
   */
  readonly alike?: Readonly<Partial<Record<MatchField, number>>> | undefined;
}

export interface Circumstances {
  /** One person at two addresses. Fields that are not named are the same. */
  readonly moved: Circumstance;
  /** Two members of one household. Fields that are not named are as anybody's, here and in the next. */
  readonly relatives: Circumstance;
  /** Two people in one street. */
  readonly neighbours: Circumstance;
}

/** The limits between the outcomes, in bits. */
export interface MatchThresholds {
  /** From here on a match. */
  readonly upper: number;
  /** Under this no match; between the two a person looks. */
  readonly lower: number;
  /** How far the best must be ahead of the next. */
  readonly ahead: number;
}

/**
 * Everything that a weight depends on besides the two records. A dated, immutable version: decisions keep the version
 * by which they were made, and a new one holds for receipts from its day on.
 */
export interface MatchParameters {
  readonly version: string;
  /** The first day of receipt for which this version holds. */
  readonly effectiveFrom: Day;
  readonly estimatedOn: Day;
  /** The data that it was estimated on. */
  readonly data: string;
  /** How it was estimated. */
  readonly estimator: string;
  readonly thresholds: MatchThresholds;
  readonly circumstances: Circumstances;
  readonly fields: { readonly [Field in MatchField]: FieldParameters<Field> };
  readonly frequencies: { readonly [Field in FrequencyField]?: FrequencyTable };
}

/** The version in force for a receipt on a day. Before the first version the first holds: a replay must not fail. */
export function parametersOn(versions: readonly MatchParameters[], receiptDay: Day): MatchParameters {
  const inForce = versions
    .filter(({ effectiveFrom }) => effectiveFrom <= receiptDay)
    .sort((left, right) => (left.effectiveFrom < right.effectiveFrom ? -1 : 1))
    .at(-1);
  const found = inForce ?? versions[0];
  if (found === undefined) throw new RangeError('there are no match parameters');
  return found;
}

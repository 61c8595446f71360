import { visitLevels, type FieldLevel, type LevelVisitor } from './compare-levels.js';
import type { MatchField } from './match-fields.js';
import type { MatchParameters } from './match-parameters.js';
import type { PreparedPerson } from './prepared-person.js';
import { KindWeigher, weighKinds, type KindFactors } from './weigh-kinds.js';

/** What one field says of a pair. */
export interface FieldComparison {
  readonly field: MatchField;
  readonly level: string;
  /** In bits: positive speaks for one person, negative against. */
  readonly weight: number;
}

/**
 * What the fields say together and none alone; closed list. `moved`: a whole address that differs is one fact, not
 * four. `relatives` and `neighbours`: an address and a surname that agree are one fact as well.
 */
export type CircumstanceKind = 'moved' | 'relatives' | 'neighbours';

export interface CircumstanceComparison {
  readonly kind: CircumstanceKind;
  /** In bits; what it adds to the sum of the fields, or takes from it. */
  readonly weight: number;
}

/** The weight of a pair, and what it is made of: the sum of the fields and the circumstances. */
export interface Comparison {
  /** log2 of how much likelier this agreement is for one person than for two. */
  readonly weight: number;
  readonly fields: readonly FieldComparison[];
  readonly circumstances: readonly CircumstanceComparison[];
}

/** Compares two people by the parameters. The same in both orders. */
export function compare(
  left: PreparedPerson,
  right: PreparedPerson,
  parameters: MatchParameters,
): Comparison {
  const fields: FieldComparison[] = [];
  const weigher = new KindWeigher(parameters);
  visitLevels(left, right, (field, level, value, otherValue) => {
    fields.push({ field, level, weight: Math.log2(weigher.add(field, level, value, otherValue)) });
  });
  return {
    weight: weightOfFactors(weigher, parameters),
    fields,
    circumstances: circumstancesOf(weigher, parameters),
  };
}

/** The weight of levels that were compared before. */
export function weightOf(levels: readonly FieldLevel[], parameters: MatchParameters): number {
  return weightOfFactors(weighKinds(levels, parameters), parameters);
}

/** The weight alone of each of many people beside one; nothing else is made of a pair. */
export function weightsBeside(
  one: PreparedPerson,
  others: readonly PreparedPerson[],
  parameters: MatchParameters,
): readonly number[] {
  const weigher = new KindWeigher(parameters);
  const visit: LevelVisitor = (field, level, value, otherValue) => {
    weigher.add(field, level, value, otherValue);
  };
  return others.map((other) => {
    weigher.begin();
    visitLevels(one, other, visit);
    return weightOfFactors(weigher, parameters);
  });
}

function weightOfFactors(factors: KindFactors, parameters: MatchParameters): number {
  return Math.log2(ofOne(factors, parameters) / ofTwo(factors, parameters));
}

/** One person: at one address, or moved. */
function ofOne({ moved, stayed }: KindFactors, { circumstances }: MatchParameters): number {
  return (1 - circumstances.moved.share) * stayed + circumstances.moved.share * moved;
}

/** Two people: of one household, or of one street, or anybody. */
function ofTwo({ neighbours, relatives }: KindFactors, { circumstances }: MatchParameters): number {
  const related = circumstances.relatives.share;
  const near = circumstances.neighbours.share;
  return 1 - related - near + related * relatives + near * neighbours;
}

/** Less than this part of a bit a reader does not miss. */
const SHOWN_FROM = 0.01;

function circumstancesOf(
  factors: KindFactors,
  parameters: MatchParameters,
): readonly CircumstanceComparison[] {
  const { neighbours, relatives } = parameters.circumstances;
  const areRelatives = relatives.share * factors.relatives >= neighbours.share * factors.neighbours;
  const found: readonly CircumstanceComparison[] = [
    { kind: 'moved', weight: Math.log2(ofOne(factors, parameters) / factors.stayed) },
    { kind: areRelatives ? 'relatives' : 'neighbours', weight: -Math.log2(ofTwo(factors, parameters)) },
  ];
  return found.filter(({ weight }) => Math.abs(weight) >= SHOWN_FROM);
}

import type { PreparedPerson } from '#domain';

/** Hands on each pair of records that shares enough to be worth comparing, once; left before right. */
export type PairSink = (left: number, right: number) => void;

/** A value that more than this part of the records has finds nobody. */
const COMMON_FROM = 1 / 15;
/** In a large file already this number of records makes a value common, so that the time grows with the file only. */
const COMMON_RECORDS_MAX = 8_000;
/** By chance one record shares so much with about half a record for each two fields: the price of losing nobody. */
const BITS_UNDER_FILE = 1;

/** In a file so small everybody is compared with everybody: no value is rare among ten records. */
const COMPARE_ALL_MAX = 300;

/** A value by which records are found, with what sharing it is worth in bits. */
interface Token {
  readonly records: number[];
  bits: number;
}

/**
 * Finds pairs by the values that they share: each value is worth the more the fewer records have it, and a pair is
 * compared if its shared values are together worth more than finding somebody in the file takes. So two fields without
 * a fault are enough, whichever they are, and no error in any one or two loses a pair.
 *
 * Memory grows with the records, not with the pairs.
 */
export class CandidatePairs {
  private readonly tokensOfLeft: readonly (readonly Token[])[];
  private readonly bitsMin: number;
  private readonly comparesAll: boolean;
  private readonly rightCount: number;

  /** @param right null: pairs within the left list */
  constructor(
    left: readonly PreparedPerson[],
    private readonly right: readonly PreparedPerson[] | null,
  ) {
    const searched = right ?? left;
    this.rightCount = searched.length;
    const index = new Map<string, Token>();
    searched.forEach((person, record) => {
      for (const value of tokenValues(person)) {
        const token = index.get(value);
        if (token === undefined) index.set(value, { records: [record], bits: 0 });
        else token.records.push(record);
      }
    });
    for (const token of index.values()) token.bits = Math.log2(searched.length / token.records.length);
    this.comparesAll = Math.max(left.length, searched.length) <= COMPARE_ALL_MAX;
    this.bitsMin = Math.max(1, Math.log2(searched.length) - BITS_UNDER_FILE);
    this.tokensOfLeft = left.map((person) => tokensOf(person, index, searched.length));
  }

  /** All pairs with one record of the left list. */
  eachOf(left: number, sink: PairSink, state: PairState): void {
    const { bits, touched } = state;
    if (this.comparesAll) {
      for (let record = this.right === null ? left + 1 : 0; record < this.rightCount; record += 1)
        sink(left, record);
      return;
    }
    for (const token of this.tokensOfLeft[left] ?? []) {
      for (const record of token.records) {
        if (this.right === null && record <= left) continue;
        const before = bits[record] ?? 0;
        if (before === 0) touched.push(record);
        bits[record] = before + token.bits;
      }
    }
    for (const record of touched) {
      if ((bits[record] ?? 0) >= this.bitsMin) sink(left, record);
      bits[record] = 0;
    }
    touched.length = 0;
  }

  newState(): PairState {
    return { bits: new Float32Array(this.rightCount), touched: [] };
  }
}

/** What a search has added up so far; empty between two records. */
export interface PairState {
  readonly bits: Float32Array;
  readonly touched: number[];
}

function tokensOf(
  person: PreparedPerson,
  index: ReadonlyMap<string, Token>,
  records: number,
): readonly Token[] {
  const commonFrom = Math.max(2, Math.min(records * COMMON_FROM, COMMON_RECORDS_MAX));
  const found: Token[] = [];
  for (const value of tokenValues(person)) {
    const token = index.get(value);
    if (token !== undefined && (records < 100 || token.records.length <= commonFrom)) found.push(token);
  }
  return found;
}

function tokenValues(person: PreparedPerson): ReadonlySet<string> {
  const values = new Set<string>();
  for (const name of person.surname?.names ?? []) values.add(`n ${name.sound}`);
  // The same kind for both, so that exchanged names find each other.
  if (person.firstNames !== null) values.add(`n ${person.firstNames.sound}`);
  else if (person.initials !== '') values.add(`i ${person.initials}`);
  if (person.birthDate !== null) {
    values.add(`y ${person.birthDate.slice(0, 4)}`);
    values.add(`d ${[person.birthDate.slice(4, 6), person.birthDate.slice(6)].sort().join('')}`);
  }
  if (person.postcode !== null) values.add(`p ${person.postcode}`);
  if (person.houseNumber !== null) values.add(`h ${person.houseNumber}`);
  if (person.street !== null) values.add(`s ${person.street.sound}`);
  if (person.place !== null) values.add(`c ${person.place.sound}`);
  return values;
}

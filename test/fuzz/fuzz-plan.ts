import fc from 'fast-check';

/** One thing that is done to a message. `place` and `pick` choose where and what; both shrink towards nothing odd. */
export interface Change<Kind extends string = string> {
  readonly kind: Kind;
  readonly place: number;
  readonly pick: number;
}

/** How one message comes about. A plan and the day give the same bytes again, so a plan is all that is to be kept. */
export interface Plan {
  readonly nth: number;
  readonly event: 'signal' | 'withdrawal';
  /** Chooses the sender and the content before anything is done to it. */
  readonly base: number;
  readonly data: readonly Change<DataChange>[];
  readonly body: Change<BodyChange> | null;
  readonly envelope: readonly Change<EnvelopeChange>[];
}

export const DATA_CHANGES = [
  'remove',
  'invent',
  'retype',
  'text',
  'date',
  'amount',
  'bsn',
  'many',
  'megabyte',
  'nest',
] as const;
export type DataChange = (typeof DATA_CHANGES)[number];

export const BODY_CHANGES = [
  'truncate',
  'encode',
  'wrap',
  'double-member',
  'break',
  'flip',
  'insert',
  'noise',
  'scalar',
  'tombstone',
  'escape',
  'reverse',
] as const;
export type BodyChange = (typeof BODY_CHANGES)[number];

export const ENVELOPE_CHANGES = [
  'drop',
  'double',
  'value',
  'unknown',
  'extra',
  'crowd',
  'source',
  'key',
  'receipt',
] as const;
export type EnvelopeChange = (typeof ENVELOPE_CHANGES)[number];

const number = fc.nat({ max: 0xffff_ffff });
const changeOf = <Kind extends string>(kinds: readonly Kind[]): fc.Arbitrary<Change<Kind>> =>
  fc.record({ kind: fc.constantFrom(...kinds), place: number, pick: number });

const none = fc.constant([]);
/** The dear ones (a megabyte, thousands of items) come seldom: they would be all that is measured. */
const light = DATA_CHANGES.filter((kind) => !['many', 'megabyte', 'nest'].includes(kind));
const dear = DATA_CHANGES.filter((kind) => !light.includes(kind));
const dataChanges = fc.oneof(
  { weight: 300, arbitrary: none },
  { weight: 695, arbitrary: fc.array(changeOf(light), { minLength: 1, maxLength: 5 }) },
  { weight: 5, arbitrary: fc.array(changeOf(dear), { minLength: 1, maxLength: 1 }) },
);
const envelopeChanges = fc.oneof(
  { weight: 75, arbitrary: none },
  { weight: 25, arbitrary: fc.array(changeOf(ENVELOPE_CHANGES), { minLength: 1, maxLength: 3 }) },
);

/** Messages of every kind: untouched, odd in one place, odd in several, and bytes that are nothing. */
export const plans: fc.Arbitrary<Plan> = fc.record({
  nth: number,
  event: fc.constantFrom('signal', 'signal', 'signal', 'withdrawal'),
  base: number,
  data: dataChanges,
  body: fc.oneof(
    { weight: 80, arbitrary: fc.constant(null) },
    { weight: 20, arbitrary: changeOf(BODY_CHANGES) },
  ),
  envelope: envelopeChanges,
});

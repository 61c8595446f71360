/**
 * Version of the rules in this folder. It is stored with every address alias; whoever changes what a rule makes
 * of an existing spelling raises it, since two addresses may then turn out to be one (an explicit command joins them).
 */
export const normaliserVersion = 1;

/** Why a text could not be normalised; a closed list. */
export const normaliseFaults = [
  'postcode-form',
  'house-number-missing',
  'house-number-out-of-range',
  'surname-empty',
] as const;
export type NormaliseFault = (typeof normaliseFaults)[number];

/** A value, or the one reason why there is none. */
export type Parsed<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly fault: NormaliseFault };

import type { Outcome } from '../outcome/index.js';

/** Two ways to count, since municipalities differ in what stays in the denominator of the contact rate. */
export const denominatorVariants = ['divosa', 'own'] as const;
export type DenominatorVariant = (typeof denominatorVariants)[number];

/** Cases with these outcomes were not picked up: outside every rate. */
const notPickedUp: readonly Outcome[] = [
  'Niet opgepakt: andere reden',
  'Niet opgepakt: herhaalde melding',
  'Niet opgepakt: onterecht signaal',
];

/**
 * Per variant the outcomes that leave a closed case out of the denominator, and with it out of the numerator. The
 * caller counts picked-up cases only; the outcomes "Niet opgepakt" are named all the same, for a person may close
 * a picked-up case with one (withdrawn, not safe).
 *
 * `divosa` keeps every other case, our reading of "picked up" in the Divosa monitor; only this variant is set
 * beside the benchmark. `own` also leaves out whoever was not there to be reached by us: already known at debt
 * help or in another trajectory, deceased, or not a resident. Both are data and the municipality's choice.
 */
export const outcomesOutsideDenominator: Readonly<Record<DenominatorVariant, readonly Outcome[]>> = {
  divosa: notPickedUp,
  own: [
    ...notPickedUp,
    'Inwoner al bekend bij schuldhulpverlening',
    'Inwoner heeft al een ander lopend traject',
    'Inwoner is overleden',
    'Persoon is geen inwoner (meer) in de gemeente',
  ],
};

/** True if a closed case with this outcome counts in the rates of that variant. */
export function countsInDenominator(outcome: Outcome, variant: DenominatorVariant): boolean {
  return !outcomesOutsideDenominator[variant].includes(outcome);
}

/** Both ends between 0 and 1 for a rate, between -1 and 1 for a difference. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The z of a two-sided 95 % interval: the 0.975 quantile of the standard normal distribution. */
export const Z_95 = 1.959963984540054;

/**
 * Wilson's score interval of a share (E.B. Wilson, "Probable inference, the law of succession, and statistical
 * inference", JASA 22, 1927). It stays within 0 and 1 and holds for small numbers, where p ± z·s does not.
 *
 * @param numerator whole, 0 to denominator
 * @param denominator whole, at least 1
 * @param z quantile of the standard normal distribution, above 0
 * @throws RangeError for other numbers, which is a bug of the caller
 */
export function wilsonInterval(numerator: number, denominator: number, z: number): Interval {
  checkCounts(numerator, denominator);
  if (denominator === 0) throw new RangeError('an interval needs at least one observation');
  checkZ(z);
  const share = numerator / denominator;
  const zSquared = z * z;
  const divisor = 1 + zSquared / denominator;
  const centre = (share + zSquared / (2 * denominator)) / divisor;
  const margin =
    (z / divisor) *
    Math.sqrt((share * (1 - share)) / denominator + zSquared / (4 * denominator * denominator));
  // At the edges the formula is exactly 0 or 1, but its rounding is not.
  return {
    low: numerator === 0 ? 0 : Math.min(share, Math.max(0, centre - margin)),
    high: numerator === denominator ? 1 : Math.max(share, Math.min(1, centre + margin)),
  };
}

/** @throws RangeError unless both are whole, not negative and the numerator is not the larger */
export function checkCounts(numerator: number, denominator: number): void {
  if (
    !Number.isSafeInteger(numerator) ||
    !Number.isSafeInteger(denominator) ||
    numerator < 0 ||
    numerator > denominator
  ) {
    throw new RangeError('a rate needs whole numbers with 0 ≤ numerator ≤ denominator');
  }
}

/** @throws RangeError unless z is a positive number */
export function checkZ(z: number): void {
  if (!Number.isFinite(z) || z <= 0) throw new RangeError('z is a positive number');
}

import type { DocumentFault } from './document-faults.js';
import type { PolicyParts } from './readable-parts.js';

/** Below this an amount is more likely meant in euros: municipalities' thresholds begin at some EUR 25. Zero is a choice. */
const SUSPICIOUS_CENTS = 1_000;

/**
 * Amounts that are allowed and look like a slip: cents written with decimals (YAML reads 50.00 as 50), or as few as
 * euros would be.
 *
 * @param writtenAs how the text writes the number at a path
 */
export function amountWarnings(
  policy: PolicyParts,
  writtenAs: (path: string) => string,
): readonly DocumentFault[] {
  return amountsOf(policy).flatMap(({ cents, path }) => {
    const written = writtenAs(path);
    const isDecimal = /[.eE]/.test(written);
    if (!isDecimal && (cents === 0 || cents >= SUSPICIOUS_CENTS)) return [];
    const said = isDecimal ? `${written} is read as ${cents} cents` : `${cents} cents`;
    const message = `${said}, that is EUR ${(cents / 100).toFixed(2)}; amounts are in whole cents: EUR ${cents} is ${cents * 100}`;
    return [{ path, message }];
  });
}

interface Amount {
  readonly path: string;
  readonly cents: number;
}

function amountsOf({ exclusions = [], plans = [], thresholds }: PolicyParts): readonly Amount[] {
  const found: { readonly path: string; readonly cents: number | undefined }[] = [
    { path: 'thresholds.defaultCents', cents: thresholds?.defaultCents },
  ];
  for (const [sector, cents] of Object.entries(thresholds?.bySectorCents ?? {}))
    found.push({ path: `thresholds.bySectorCents.${sector}`, cents });
  plans.forEach((plan, index) => {
    for (const name of ['amountFromCents', 'amountToCents'] as const)
      found.push({ path: `plans.${index}.when.${name}`, cents: plan?.when[name] });
  });
  exclusions.forEach((exclusion, index) => {
    found.push({ path: `exclusions.${index}.when.amountToCents`, cents: exclusion?.when.amountToCents });
  });
  return found.filter((one): one is Amount => one.cents !== undefined);
}

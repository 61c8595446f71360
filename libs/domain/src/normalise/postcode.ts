import type { Parsed } from './parsed.js';

declare const postcodeBrand: unique symbol;

/** Dutch postcode without space, in capitals: `1234AB`. */
export type Postcode = string & { readonly [postcodeBrand]: 'Postcode' };

/**
 * Spaces, dots and hyphens fall away and letters become capitals: "1234ab" and "1234  AB" are one postcode.
 * Only the form is judged. Letter pairs that are not issued (SA, SD, SS) pass: whether an address exists is a
 * question to the register, and a misspelling must not cost a resident the offer of help.
 */
export function parsePostcode(text: string): Parsed<Postcode> {
  const compact = text.replace(/[\s.-]+/g, '').toUpperCase();
  if (!/^[1-9][0-9]{3}[A-Z]{2}$/.test(compact)) return { ok: false, fault: 'postcode-form' };
  return { ok: true, value: compact as Postcode };
}

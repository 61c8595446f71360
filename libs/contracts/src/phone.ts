import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** A phone number as far as it can be used. */
export interface Phone {
  /** E.164, such as +31612345678; null when the text is no number that exists in its country's plan. */
  readonly e164: string | null;
  readonly bruikbaar: boolean;
  /** Whether messages can be sent to it. 097 numbers (machines) count as mobile in the plan but reach nobody. */
  readonly mobiel: boolean;
}

const UNUSABLE: Phone = { e164: null, bruikbaar: false, mobiel: false };

/**
 * Reads a phone number in any notation, Dutch unless it says otherwise. Never a fault of the signal: an unusable
 * number is a figure on the creditor's quality, and the resident is reached in another way.
 */
export function parsePhone(text: string | undefined): Phone {
  if (text === undefined) return UNUSABLE;
  const number = parsePhoneNumberFromString(text, { defaultCountry: 'NL', extract: false });
  if (number?.isValid() !== true || number.number.startsWith('+3197')) return UNUSABLE;
  const type = number.getType();
  return {
    e164: number.number,
    bruikbaar: true,
    mobiel: type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE',
  };
}

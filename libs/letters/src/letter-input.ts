/** The municipality as it signs a letter; from the municipality's configuration. All are single lines of text. */
export interface LetterSender {
  /** For example “Gemeente Dordrecht”. */
  readonly name: string;
  /** One to four lines. */
  readonly addressLines: readonly string[];
  /** The person to ask for: a letter from somebody is answered, one from a desk is not. */
  readonly contactName: string;
  /** Direct number, as it is to be printed. */
  readonly contactPhone: string;
  /** Completes “Ik ben bereikbaar: …”, for example “maandag tot en met vrijdag van 9.00 tot 17.00 uur”. */
  readonly openingHours: string;
  /** Where the full information of AVG 13 and 14 stands, without `https://`. */
  readonly privacyPage: string;
}

/**
 * What one letter to one resident holds: that resident, the organisations that reported arrears of *this* resident
 * and nobody else's, and the sender. There is deliberately no place for an amount.
 */
export interface LetterInput {
  readonly template: 'first-offer';
  readonly language: 'nl';
  /** Printed so that a caller can be found; 6–20 capitals, digits and hyphens that mean nothing. */
  readonly reference: string;
  /** Day of the letter, `YYYY-MM-DD`; also the creation date inside the PDF. */
  readonly date: string;
  readonly recipient: {
    readonly name: string;
    /** One to three lines, as they stand in the window of the envelope. */
    readonly addressLines: readonly string[];
  };
  /** 1–100 names; the letter prints the first five and then “en andere organisaties”. */
  readonly creditors: readonly string[];
  readonly sender: LetterSender;
}

/** Organisations that a letter names before it says “en andere organisaties”. */
export const CREDITORS_SHOWN = 5;

/** Longest text per field in UTF-16 units. The longest letter within these bounds is one page (tested). */
export const LETTER_BOUNDS = {
  recipientName: 200,
  recipientAddressLine: 120,
  recipientAddressLines: 3,
  creditorName: 100,
  creditors: 100,
  senderName: 80,
  senderAddressLine: 80,
  senderAddressLines: 4,
  contactName: 80,
  contactPhone: 30,
  openingHours: 160,
  privacyPage: 120,
} as const;

/** One fault of a letter's input: where (JSON pointer) and what, never the value. */
export interface LetterFault {
  readonly pointer: string;
  readonly code: 'empty' | 'too-long' | 'too-many' | 'unprintable' | 'not-a-day' | 'not-a-reference';
}

/**
 * Characters that no printed line holds: controls, invisible format signs (among them those that reorder text),
 * private use, halves of surrogate pairs, line and paragraph separators.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;
const REFERENCE = /^[A-Z0-9][A-Z0-9-]{4,18}[A-Z0-9]$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** All faults of the input; empty means that it can be rendered, but for signs that the fonts lack. */
export function letterFaults(input: LetterInput): readonly LetterFault[] {
  const { recipient, sender } = input;
  return [
    ...(REFERENCE.test(input.reference)
      ? []
      : [{ pointer: '/reference', code: 'not-a-reference' } satisfies LetterFault]),
    ...(isDay(input.date) ? [] : [{ pointer: '/date', code: 'not-a-day' } satisfies LetterFault]),
    ...lineFaults('/recipient/name', recipient.name, LETTER_BOUNDS.recipientName),
    ...linesFaults(
      '/recipient/addressLines',
      recipient.addressLines,
      LETTER_BOUNDS.recipientAddressLines,
      LETTER_BOUNDS.recipientAddressLine,
    ),
    ...linesFaults('/creditors', input.creditors, LETTER_BOUNDS.creditors, LETTER_BOUNDS.creditorName),
    ...lineFaults('/sender/name', sender.name, LETTER_BOUNDS.senderName),
    ...linesFaults(
      '/sender/addressLines',
      sender.addressLines,
      LETTER_BOUNDS.senderAddressLines,
      LETTER_BOUNDS.senderAddressLine,
    ),
    ...lineFaults('/sender/contactName', sender.contactName, LETTER_BOUNDS.contactName),
    ...lineFaults('/sender/contactPhone', sender.contactPhone, LETTER_BOUNDS.contactPhone),
    ...lineFaults('/sender/openingHours', sender.openingHours, LETTER_BOUNDS.openingHours),
    ...lineFaults('/sender/privacyPage', sender.privacyPage, LETTER_BOUNDS.privacyPage),
  ];
}

function lineFaults(pointer: string, line: string, lengthMax: number): LetterFault[] {
  if (line.trim() === '') return [{ pointer, code: 'empty' }];
  const faults: LetterFault[] = [];
  if (line.length > lengthMax) faults.push({ pointer, code: 'too-long' });
  if (UNPRINTABLE.test(line)) faults.push({ pointer, code: 'unprintable' });
  return faults;
}

function linesFaults(
  pointer: string,
  lines: readonly string[],
  countMax: number,
  lengthMax: number,
): LetterFault[] {
  if (lines.length === 0) return [{ pointer, code: 'empty' }];
  if (lines.length > countMax) return [{ pointer, code: 'too-many' }];
  return lines.flatMap((line, index) => lineFaults(`${pointer}/${index}`, line, lengthMax));
}

function isDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

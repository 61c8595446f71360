import { writtenFullName, writtenName, type Day, type ProcessFailure } from '#domain';
import { LETTER_BOUNDS, type LetterInput } from '#letters';
import type { LetterSignal } from '#postgres';

import type { MunicipalitySettings } from './municipality-settings.js';

/** What a letter is made of. */
export interface LetterMaterial {
  /** The accepted signals of one person, newest first. */
  readonly signals: readonly LetterSignal[];
  readonly nameOfCreditor: (creditorId: string) => string | undefined;
  readonly settings: Pick<MunicipalitySettings, 'sender' | 'municipalityName'>;
  readonly reference: string;
  readonly day: Day;
}

/** Why no letter can be made. A person has to look. */
export type NoLetter = Extract<
  ProcessFailure,
  'nothing-to-write-about' | 'names-are-gone' | 'creditor-unknown'
>;

/**
 * The letter to one person about that person's signals. Name and address are those of the newest signal that has
 * them: the creditor that wrote last knows best.
 */
export function composeLetter(material: LetterMaterial): LetterInput | NoLetter {
  const { signals, settings } = material;
  if (signals.length === 0) return 'nothing-to-write-about';
  const named = signals.find((signal) => signal.surname !== null && signal.postcode !== null);
  if (named === undefined) return 'names-are-gone';
  const creditors: string[] = [];
  for (const creditorId of new Set(signals.map((signal) => signal.creditorId))) {
    const name = material.nameOfCreditor(creditorId);
    // The resident has to hear where the data come from (AVG 14): a letter that cannot say it is none.
    if (name === undefined) return 'creditor-unknown';
    creditors.push(name.slice(0, LETTER_BOUNDS.creditorName));
  }
  return {
    template: 'first-offer',
    language: 'nl',
    reference: material.reference,
    date: material.day,
    recipient: {
      name: nameOf(named).slice(0, LETTER_BOUNDS.recipientName),
      addressLines: addressLines(signals, named, settings.municipalityName).map((line) =>
        line.slice(0, LETTER_BOUNDS.recipientAddressLine),
      ),
    },
    creditors: [...new Set(creditors)].sort((left, right) => left.localeCompare(right, 'nl')),
    sender: settings.sender,
  };
}

function nameOf(signal: LetterSignal): string {
  const { firstNames, initials, prefix, surname } = signal;
  const called = initials ?? (firstNames === null ? '' : writtenName(firstNames));
  return writtenFullName(called, prefix ?? '', surname ?? '');
}

/**
 * Creditors often leave out street or place; the post finds a house by its postcode and number. Without a street both are
 * said in words, since “Huisnummer 12” alone would read as a street of that name; the last line stays as the post wants it.
 */
function addressLines(
  signals: readonly LetterSignal[],
  named: LetterSignal,
  municipalityName: string,
): string[] {
  const sameHouse = signals.filter(
    (signal) => signal.postcode === named.postcode && signal.houseNumber === named.houseNumber,
  );
  const street = sameHouse.find((signal) => signal.street !== null)?.street ?? null;
  const place = sameHouse.find((signal) => signal.place !== null)?.place ?? municipalityName;
  const house = joined([`${named.houseNumber ?? ''}${named.houseLetter ?? ''}`, named.houseAddition], ' ');
  const postcode = (named.postcode ?? '').replace(/^(\d{4}) ?([A-Z]{2})$/, '$1 $2');
  const first = street === null ? `Postcode ${postcode}, huisnummer ${house}` : `${street} ${house}`;
  return [first, `${postcode}  ${place}`];
}

function joined(parts: readonly (string | null)[], separator: string): string {
  return parts.filter((part) => part !== null && part !== '').join(separator);
}

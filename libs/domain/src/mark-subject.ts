import type { Day } from './calendar/index.js';

/** What a do-not-approach mark is recognised by after the rows of whom it names are gone. */
export type MarkSubject = readonly ['person' | 'address', string];

/**
 * The text that stands for a person. With a birth date the name is enough, also at another address; without one it
 * counts at this address only, or a mark of one J. Jansen would silence every other in the municipality.
 */
export function personSubject(personKey: string, birthDate: Day | null, addressText: string): MarkSubject {
  return ['person', birthDate === null ? `${personKey}|${addressText}` : personKey];
}

export function addressSubject(addressText: string): MarkSubject {
  return ['address', addressText];
}

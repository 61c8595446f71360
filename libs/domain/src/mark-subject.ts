import type { Day } from './calendar/index.js';

/** What a do-not-approach mark is recognised by after the rows of whom it names are gone. */
export type MarkSubject = readonly ['person' | 'address', string];

/**
 * The text that stands for a person. With initials and a birth date the name is enough, also at another address; without
 * either it counts at this address only, or a mark of one J. Jansen would silence every other in the municipality.
 */
export function personSubject(personKey: string, birthDate: Day | null, addressText: string): MarkSubject {
  const [, initials = ''] = personKey.split('|');
  const isTelling = birthDate !== null && initials !== '';
  return ['person', isTelling ? personKey : `${personKey}|${addressText}`];
}

export function addressSubject(addressText: string): MarkSubject {
  return ['address', addressText];
}

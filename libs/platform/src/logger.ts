import { pino, type Logger } from 'pino';

import { describeError } from './describe-error.js';

export type { Logger };

/**
 * Names that may hold something about a resident. They are removed wherever they stand in a log line: a guard
 * behind the rule that nobody logs them in the first place.
 */
const personalNames = [
  'persoon',
  'adres',
  'achternaam',
  'voornamen',
  'voorletters',
  'tussenvoegsel',
  'geboortedatum',
  'telefoonnummer',
  'emailadres',
  'klantreferentie',
  'postcode',
  'huisnummer',
  'surname',
  'initials',
  'birthDate',
  'phone',
  'email',
  'reference',
  'address',
  'name',
  'note',
  'value',
  'payload',
  'data',
  'authorization',
  'token',
  'password',
];

/** A structured logger on standard output, one JSON object a line. */
export function createLogger(name: string, level: string): Logger {
  return pino({
    name,
    level,
    base: { name },
    serializers: { err: (error: unknown) => describeError(error) },
    redact: {
      paths: personalNames
        .flatMap((word) => [word, `*.${word}`, `*.*.${word}`])
        .filter((path) => path !== 'name'),
      remove: true,
    },
  });
}

import type { Day } from '../calendar/index.js';
import { initialsOfFirstNames, initialsOfInitials } from './initials.js';
import type { Parsed } from './parsed.js';
import { parseSurname } from './surname.js';

/** A name as the creditor wrote it; the prefix (tussenvoegsel) may stand in either field. */
export interface WrittenName {
  readonly initials?: string | null | undefined;
  readonly firstNames?: string | null | undefined;
  readonly prefix?: string | null | undefined;
  readonly surname: string;
}

/** A name in the one spelling by which signals are compared; not for letters or screens. */
export interface PersonName {
  /** `van der`; empty when there is none. */
  readonly prefix: string;
  /** `berg`, `jansen-de vries`. */
  readonly surname: string;
  /** `jp`; empty when neither initials nor first names were given. */
  readonly initials: string;
}

/** Initials are taken from their own field and only without it from the first names. */
export function parsePersonName(written: WrittenName): Parsed<PersonName> {
  const surname = parseSurname(written.prefix ?? '', written.surname);
  if (surname === null) return { ok: false, fault: 'surname-empty' };
  const initials =
    initialsOfInitials(written.initials ?? '') || initialsOfFirstNames(written.firstNames ?? '');
  return { ok: true, value: { prefix: surname.prefix, surname: surname.main, initials } };
}

/**
 * Two signals at one address are about one person if and only if their keys are equal:
 * `van der berg|jp|1980-02-29`, with `-` for an unknown birth date. Nothing is guessed: doubt means two persons,
 * since whoever is told of another's debts cannot be untold.
 *
 * @param customer who the creditor says it is (creditor id and customer reference). It enters the key only when
 *   there are neither initials nor a birth date: a bare surname is shared by the whole household, so such
 *   signals are one person only if they are about one customer of one creditor.
 */
export function personKey(name: PersonName, birthDate: Day | null, customer: string): string {
  const surname = name.prefix === '' ? name.surname : `${name.prefix} ${name.surname}`;
  const key = `${surname}|${name.initials}|${birthDate ?? '-'}`;
  return name.initials === '' && birthDate === null ? `${key}|${customer}` : key;
}

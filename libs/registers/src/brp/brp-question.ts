import type { SoughtResident } from '../resident-register.js';

/**
 * Only what is needed to know whether it is this person, and then where he lives (Wgs 8b). What comes with every
 * answer (`geheimhoudingPersoonsgegevens`, `inOnderzoek`, `opschortingBijhouding`) may not be asked for.
 */
const who = [
  'burgerservicenummer',
  'naam.voornamen',
  'naam.voorvoegsel',
  'naam.geslachtsnaam',
  'geboorte.datum',
];
const partner = ['partners.naam.voorvoegsel', 'partners.naam.geslachtsnaam'];
const where = [
  'gemeenteVanInschrijving',
  'verblijfplaats.verblijfadres.officieleStraatnaam',
  'verblijfplaats.verblijfadres.huisnummer',
  'verblijfplaats.verblijfadres.huisletter',
  'verblijfplaats.verblijfadres.huisnummertoevoeging',
  'verblijfplaats.verblijfadres.postcode',
  'verblijfplaats.verblijfadres.woonplaats',
];

/** The BRP looks up at most so many at once. */
export const lookUpMax = 20;

/** A search finds at most 30 at an address; with more it names nobody and says `tooManyResults`. */
export type Narrowing = 'none' | 'birth-date' | 'house' | 'surname';

export interface BrpQuestion {
  readonly type: 'ZoekMetPostcodeEnHuisnummer' | 'RaadpleegMetBurgerservicenummer';
  readonly fields: readonly string[];
  readonly [parameter: string]: unknown;
}

/**
 * Who lives at postcode and number. Not narrowed by what may be misspelt, unless the first question found too many.
 *
 * @returns null where the sought person has nothing to narrow by
 */
export function searchAddress(sought: SoughtResident, narrowing: Narrowing): BrpQuestion | null {
  const narrowed = narrow(sought, narrowing);
  if (narrowed === null) return null;
  return {
    type: 'ZoekMetPostcodeEnHuisnummer',
    fields: who,
    postcode: sought.postcode,
    huisnummer: sought.houseNumber,
    inclusiefOverledenPersonen: true,
    ...narrowed,
  };
}

/** `surname` last: a misspelt one finds nobody, and one of a partner is not what the BRP searches by. */
export const narrowings: readonly Narrowing[] = ['none', 'birth-date', 'house', 'surname'];

function narrow(sought: SoughtResident, narrowing: Narrowing): Record<string, string> | null {
  switch (narrowing) {
    case 'none':
      return {};
    case 'birth-date':
      return sought.birthDate === null ? null : { geboortedatum: sought.birthDate };
    case 'house':
      return narrowHouse(sought);
    case 'surname':
      return /^[a-zA-Z0-9À-ž .\-']{1,200}$/.test(sought.surname) ? { geslachtsnaam: sought.surname } : null;
    default:
      return narrowing satisfies never;
  }
}

function narrowHouse({ houseLetter, houseAddition }: SoughtResident): Record<string, string> | null {
  const letter = houseLetter !== null && /^[a-zA-Z]$/.test(houseLetter) ? { huisletter: houseLetter } : {};
  const addition =
    houseAddition !== null && /^[a-zA-Z0-9 -]{1,4}$/.test(houseAddition)
      ? { huisnummertoevoeging: houseAddition }
      : {};
  const narrowed = { ...letter, ...addition };
  return Object.keys(narrowed).length === 0 ? null : narrowed;
}

/** Where these persons live, and under which names. */
export function lookUp(bsns: readonly string[]): BrpQuestion {
  if (bsns.length === 0 || bsns.length > lookUpMax) throw new RangeError(`1 to ${lookUpMax} at once`);
  return {
    type: 'RaadpleegMetBurgerservicenummer',
    fields: [...who, ...partner, ...where],
    burgerservicenummer: bsns,
  };
}

import type { MunicipalityCode, PartialDate, RegisterAddress, Registration, Suspension } from '#domain';
import { z } from 'zod';

import type { RegisterPerson } from '../resident-register.js';

/**
 * The members that we ask for, as BRP API Personen 2.7 delivers them. Members that are empty are left out by the
 * BRP; what we did not ask for is not read.
 */
const word = z.string().max(200);
const code = z.object({ code: z.string().max(40).optional() });
const doubt = z.record(z.string(), z.unknown()).optional();

const date = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Datum'), datum: z.iso.date() }),
  z.object({ type: z.literal('JaarMaandDatum'), jaar: z.int(), maand: z.int().min(1).max(12) }),
  z.object({ type: z.literal('JaarDatum'), jaar: z.int() }),
  z.object({ type: z.literal('DatumOnbekend') }),
]);

const name = z.object({
  voornamen: word.optional(),
  voorvoegsel: word.optional(),
  geslachtsnaam: word.optional(),
  inOnderzoek: doubt,
});

const homeAddress = z.object({
  officieleStraatnaam: word.optional(),
  huisnummer: z.int().min(1).max(99_999).optional(),
  huisletter: z.string().max(1).optional(),
  huisnummertoevoeging: z.string().max(4).optional(),
  postcode: z.string().max(7).optional(),
  woonplaats: word.optional(),
  inOnderzoek: doubt,
});

const residence = z.object({
  type: z.string(),
  verblijfadres: homeAddress.optional(),
  indicatieVastgesteldVerblijftNietOpAdres: z.boolean().optional(),
  inOnderzoek: doubt,
});

const person = z.object({
  burgerservicenummer: z
    .string()
    .regex(/^[0-9]{9}$/)
    .optional(),
  naam: name.optional(),
  geboorte: z.object({ datum: date.optional(), inOnderzoek: doubt }).optional(),
  geheimhoudingPersoonsgegevens: z.boolean().optional(),
  opschortingBijhouding: z.object({ reden: code.optional() }).optional(),
  gemeenteVanInschrijving: code.optional(),
  verblijfplaats: residence.optional(),
  partners: z.array(z.object({ naam: name.optional() })).optional(),
  inOnderzoek: doubt,
});
type BrpPerson = z.infer<typeof person>;

/** An answer of 200. `type` says which question it answers. */
export const brpAnswerSchema = z.object({ type: z.string(), personen: z.array(person).max(100).default([]) });

/** Somebody found at an address: who, not yet where. */
export function foundAtAddress(found: BrpPerson): RegisterPerson {
  return { ...identity(found), registration: null };
}

/** Somebody looked up by BSN: who, and where. */
export function lookedUp(found: BrpPerson): RegisterPerson {
  return { ...identity(found), registration: registrationOf(found) };
}

function identity(found: BrpPerson): Omit<RegisterPerson, 'registration'> {
  // The BRP delivers the present partner, or the one of whom the marriage ended last.
  const partner = found.partners?.[0]?.naam;
  return {
    bsn: found.burgerservicenummer ?? null,
    initials: null,
    firstNames: found.naam?.voornamen ?? null,
    prefix: found.naam?.voorvoegsel ?? null,
    surname: found.naam?.geslachtsnaam ?? null,
    partnerPrefix: partner?.voorvoegsel ?? null,
    partnerSurname: partner?.geslachtsnaam ?? null,
    birthDate: dateOf(found.geboorte?.datum),
    secret: found.geheimhoudingPersoonsgegevens ?? false,
    inDoubt:
      [found.inOnderzoek, found.naam?.inOnderzoek, found.geboorte?.inOnderzoek].some(isDoubt) ||
      addressInDoubt(found),
  };
}

function dateOf(written: z.infer<typeof date> | undefined): PartialDate | null {
  switch (written?.type) {
    case 'Datum': {
      const [year = 0, month = 0, day = 0] = written.datum.split('-').map(Number);
      return { year, month, day };
    }
    case 'JaarMaandDatum':
      return { year: written.jaar, month: written.maand, day: null };
    case 'JaarDatum':
      return { year: written.jaar, month: null, day: null };
    default:
      return null;
  }
}

function registrationOf(found: BrpPerson): Registration {
  const municipality = found.gemeenteVanInschrijving?.code;
  const abroad = found.verblijfplaats?.type === 'VerblijfplaatsBuitenland';
  const suspension = suspensionOf(found.opschortingBijhouding);
  return {
    suspension: suspension === 'none' && abroad ? 'abroad' : suspension,
    // An unknown municipality is no registration elsewhere.
    municipality:
      municipality !== undefined && /^[0-9]{4}$/.test(municipality)
        ? (`GM${municipality}` as MunicipalityCode)
        : null,
    address: addressOf(found.verblijfplaats),
    addressInDoubt: addressInDoubt(found) || municipality === undefined,
  };
}

/** Codes of the national table `Reden_Opschorting_Bijhouding`. */
function suspensionOf(suspended: BrpPerson['opschortingBijhouding']): Suspension {
  if (suspended === undefined) return 'none';
  switch (suspended.reden?.code) {
    case 'O':
      return 'deceased';
    case 'E':
    case 'R':
      return 'abroad';
    default:
      return 'other';
  }
}

function addressOf(lives: BrpPerson['verblijfplaats']): RegisterAddress | null {
  const address = lives?.verblijfadres;
  if (lives?.type !== 'Adres' || address?.postcode === undefined || address.huisnummer === undefined)
    return null;
  return {
    postcode: address.postcode.replaceAll(' ', '').toUpperCase(),
    houseNumber: address.huisnummer,
    houseLetter: address.huisletter ?? null,
    houseAddition: address.huisnummertoevoeging ?? null,
    street: address.officieleStraatnaam ?? null,
    place: address.woonplaats ?? null,
  };
}

function addressInDoubt({ verblijfplaats }: BrpPerson): boolean {
  return (
    verblijfplaats?.indicatieVastgesteldVerblijftNietOpAdres === true ||
    isDoubt(verblijfplaats?.inOnderzoek) ||
    isDoubt(verblijfplaats?.verblijfadres?.inOnderzoek)
  );
}

/** `inOnderzoek` names each doubted member with true, and beside them since when. */
function isDoubt(investigated: z.infer<typeof doubt>): boolean {
  return Object.values(investigated ?? {}).includes(true);
}

import type { MunicipalityCode } from '../ids.js';

/** An address within the Netherlands as a register writes it; parts that it does not give are null. */
export interface RegisterAddress {
  readonly postcode: string;
  readonly houseNumber: number;
  readonly houseLetter: string | null;
  readonly houseAddition: string | null;
  readonly street: string | null;
  readonly place: string | null;
}

/**
 * Why a register stopped keeping a person's data: dead; gone abroad or kept as a non-resident; or anything else, of
 * which nothing follows.
 */
export type Suspension = 'none' | 'deceased' | 'abroad' | 'other';

/** What a register says about where one person lives. Nothing by which the person could be named. */
export interface Registration {
  readonly suspension: Suspension;
  /** Null: not asked for, since the person was found at the address that was asked about. */
  readonly municipality: MunicipalityCode | null;
  /** Null where `municipality` is, and where the register knows none. */
  readonly address: RegisterAddress | null;
  /** The register doubts the address, or has found that the person does not live there (BRP `inOnderzoek`). */
  readonly addressInDoubt: boolean;
}

/** What follows for the signal. `under-investigation`: the register itself does not know, so a person looks. */
export type Residency =
  'resident' | 'moved-within' | 'not-resident' | 'deceased' | 'under-investigation' | 'nobody-found';

/**
 * Domain rule 5 for one person whom the register knows.
 *
 * Only a *positive* registration elsewhere makes somebody a non-resident: an address in doubt, a suspension without
 * a known meaning and a registration without an address are questions for a person, never a "does not live here".
 * Death goes first: nobody is written to who has died, whatever else is in doubt.
 *
 * @param asked the municipality that asks, and whether an address is the one that the creditor gave
 */
export function judgeResidency(
  registration: Registration,
  asked: {
    readonly municipality: MunicipalityCode;
    readonly isSameAddress: (address: RegisterAddress) => boolean;
  },
): Residency {
  const { suspension, municipality, address, addressInDoubt } = registration;
  if (suspension === 'deceased') return 'deceased';
  if (suspension === 'abroad') return 'not-resident';
  if (suspension === 'other' || addressInDoubt) return 'under-investigation';
  if (municipality === null) return 'resident';
  if (municipality !== asked.municipality) return 'not-resident';
  if (address === null) return 'under-investigation';
  return asked.isSameAddress(address) ? 'resident' : 'moved-within';
}

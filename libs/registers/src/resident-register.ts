import type { MunicipalityCode, PartialDate, RegisterAddress, Registration, Residency } from '#domain';

/** Whom a check is about: what the creditor said of the person, and the BSN where an earlier check found it. */
export interface SoughtResident {
  readonly municipality: MunicipalityCode;
  readonly bsn: string | null;
  readonly initials: string | null;
  readonly firstNames: string | null;
  readonly prefix: string | null;
  readonly surname: string;
  /** YYYY-MM-DD. */
  readonly birthDate: string | null;
  readonly postcode: string;
  readonly houseNumber: number;
  readonly houseLetter: string | null;
  readonly houseAddition: string | null;
  readonly street: string | null;
  readonly place: string | null;
}

/** One person of a register. Lives in memory for the time of one check; what is stored of it is the caller's to say. */
export interface RegisterPerson {
  readonly bsn: string | null;
  readonly initials: string | null;
  readonly firstNames: string | null;
  readonly prefix: string | null;
  readonly surname: string | null;
  readonly partnerPrefix: string | null;
  readonly partnerSurname: string | null;
  readonly birthDate: PartialDate | null;
  /** Null as long as only who, not where, was asked. */
  readonly registration: Registration | null;
  /** The resident asked that nobody outside is told where he lives (BRP `geheimhoudingPersoonsgegevens`). */
  readonly secret: boolean;
  /** Something that we asked for is being investigated by the register. */
  readonly inDoubt: boolean;
}

/** Which of the candidates the person is. `index` only with `match`. */
export type ResidentMatch =
  | { readonly outcome: 'match'; readonly index: number }
  | { readonly outcome: 'review' }
  | { readonly outcome: 'no-match' };

/** Compares a person with those whom a register names; pure, and the domain's to decide. */
export type MatchResident = (sought: SoughtResident, candidates: readonly RegisterPerson[]) => ResidentMatch;

/** What a register says of where somebody lives, and how often it was asked for that. */
export interface Finding {
  readonly residency: Residency | 'several-found';
  /** Who it is; null unless exactly one person was found. */
  readonly person: {
    readonly bsn: string | null;
    readonly secret: boolean;
    readonly inDoubt: boolean;
  } | null;
  /** Where the person is registered; null where the register did not say. */
  readonly registeredIn: MunicipalityCode | null;
  /** With `moved-within`: where to. */
  readonly movedTo: RegisterAddress | null;
  /** Questions that were put to the register, as its own log has them. */
  readonly questions: number;
}

/** Called, and waited for, before each question leaves: whoever asks about a person notes it first. */
export type BeforeQuestion = () => Promise<void>;

/**
 * Where a municipality looks up who lives where. Implementations: the BRP (`brp/`); the register that it holds itself, before
 * a house visit (`apps/outreach`, since this library stores nothing). `none` is the absence of one.
 *
 * @throws RegisterUnavailable; RegisterRefused
 */
export interface ResidentRegister {
  find(sought: SoughtResident, signal: AbortSignal, before: BeforeQuestion): Promise<Finding>;
}

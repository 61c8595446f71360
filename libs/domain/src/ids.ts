declare const brand: unique symbol;
type Brand<Name extends string> = string & { readonly [brand]: Name };

/** Municipality code as the national registers write it: `GM` and four digits, for example GM0505. */
export type MunicipalityCode = Brand<'MunicipalityCode'>;
/** UUID derived from the creditor's source and event id; see the contracts library. */
export type SignalId = Brand<'SignalId'>;
/** UUID of one address within a municipality. */
export type AddressId = Brand<'AddressId'>;
/** UUID of one resident within a municipality. */
export type PersonId = Brand<'PersonId'>;
/**
 * Whom a register knows a resident by, without saying who it is: an id of the local register, or a keyed hash of what
 * the BRP calls them by. One id is one person.
 */
export type ResidentId = Brand<'ResidentId'>;
/** UUID of one outreach task. */
export type TaskId = Brand<'TaskId'>;

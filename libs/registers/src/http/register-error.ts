/** Why a register gave no answer that could be used. Closed list: it is stored, counted and logged; no text of the register. */
export type UnavailableCode =
  | 'no-connection'
  | 'timeout'
  | 'too-many-requests'
  | 'out-of-service'
  | 'server-error'
  | 'circuit-open'
  | 'unreadable-answer'
  | 'not-configured';
export type RefusedCode = 'bad-request' | 'not-authenticated' | 'forbidden' | 'not-acceptable';

/** The register may answer later. Nothing of what was asked or answered is in it. */
export class RegisterUnavailable extends Error {
  override readonly name = 'RegisterUnavailable';

  constructor(
    readonly code: UnavailableCode,
    /** How long the register wants to be left alone, in milliseconds; null where it did not say. */
    readonly retryAfterMs: number | null = null,
    options?: ErrorOptions,
  ) {
    super(code, options);
  }
}

/**
 * The register will not answer this question as long as nothing changes: our request is wrong, or our access is.
 * Tried again rarely, since whoever mends the access should not have to mend every check too.
 */
export class RegisterRefused extends Error {
  override readonly name = 'RegisterRefused';

  constructor(
    readonly code: RefusedCode,
    /** The code of the problem as the register gave it, where it is one word of letters and digits. */
    readonly problem: string | null = null,
  ) {
    super(problem === null ? code : `${code}: ${problem}`);
  }
}

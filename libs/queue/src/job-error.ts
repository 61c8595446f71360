/** Where a payload differs from its schema: the place as JSON pointer and the kind of fault, never a value. */
export interface PayloadFault {
  readonly pointer: string;
  readonly code: string;
}

/**
 * A handler throws this when another run may help: a server that does not answer, a lock that is held. The job is
 * run again after the backoff of its queue, as often as its attempts allow. Any other error is treated likewise.
 * `code` is of a closed list of the caller and without personal data: it is stored in Redis and logged.
 */
export class RetryableJobError extends Error {
  override readonly name = 'RetryableJobError';

  constructor(
    readonly code: string,
    options?: ErrorOptions,
  ) {
    super(code, options);
  }
}

/** A handler throws this when no further run can help: the job is failed for good and stays visible as failed. */
export class FinalJobError extends Error {
  override readonly name = 'FinalJobError';

  constructor(
    readonly code: string,
    options?: ErrorOptions,
  ) {
    super(code, options);
  }
}

/** A payload that its queue does not take. Nothing of the call was added. `faults` names every one of them. */
export class PayloadInvalid extends Error {
  override readonly name = 'PayloadInvalid';

  constructor(
    readonly queue: string,
    readonly faults: readonly PayloadFault[],
  ) {
    super(`${queue}: ${faults.map((fault) => `${fault.pointer} ${fault.code}`).join(', ')}`);
  }
}

/** Redis did not do it within the time limit. Retryable: PostgreSQL still knows what has to be added. */
export class QueueUnavailable extends Error {
  override readonly name = 'QueueUnavailable';

  constructor(
    readonly queue: string,
    options?: ErrorOptions,
  ) {
    super(`${queue}: Redis did not answer`, options);
  }
}

/** The wiring of a process is wrong: queues without a handler, with two, or unknown. Final; stops the start. */
export class QueueWiringInvalid extends Error {
  override readonly name = 'QueueWiringInvalid';

  constructor(readonly faults: readonly string[]) {
    super(faults.join(' '));
  }
}

/** What may be told of an error: its class and code. Messages may quote a row or a name, so they are left out. */
export function errorLabel(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'Error';
  const name = 'name' in error && typeof error.name === 'string' ? error.name : 'Error';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return code === undefined ? name : `${name}: ${code}`;
}

import type { FaultPlace, ProblemCode, RequestFault, RequestFaultCode } from '#contracts';

/**
 * A use case that says no, as a value: an expected outcome is no exception. It becomes a problem (RFC 9457) at the
 * edge.
 */
export class Refusal {
  constructor(
    readonly code: ProblemCode,
    readonly faults: readonly RequestFault[] = [],
  ) {}
}

/** Bad input, with every fault named. */
export function invalid(faults: readonly RequestFault[]): Refusal {
  return new Refusal('invalid-request', faults);
}

export function fault(pointer: string, code: RequestFaultCode, place: FaultPlace = 'body'): RequestFault {
  return { in: place, pointer, code };
}

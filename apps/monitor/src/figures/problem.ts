import { problems, type Problem, type ProblemCode, type RequestFault } from '#contracts';

/** A refusal on its way out through Nest. */
export class ProblemException extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly faults: readonly RequestFault[] = [],
  ) {
    super(code);
    this.name = 'ProblemException';
  }
}

/** The body of a problem (RFC 9457), with every fault of the request together. */
export function problemOf(code: ProblemCode, faults: readonly RequestFault[], path: string): Problem {
  const { status, title } = problems[code];
  return {
    type: `urn:problem-type:eropaf:${code}`,
    title,
    status,
    instance: path,
    ...(faults.length > 0 ? { fouten: [...faults] } : {}),
  };
}

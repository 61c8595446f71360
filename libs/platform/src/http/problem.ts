/** The refusals that any HTTP application of ours knows; each has more of its own. */
export type UsualProblem =
  | 'invalid-request'
  | 'not-authenticated'
  | 'forbidden'
  | 'not-found'
  | 'too-large'
  | 'unsupported-media-type'
  | 'internal-error'
  | 'unavailable';

/** A refusal on its way out through Nest, with what is wrong in each place of the request. */
export class HttpProblem<Code extends string, Fault> extends Error {
  constructor(
    readonly code: Code,
    readonly faults: readonly Fault[] = [],
  ) {
    super(code);
    this.name = 'HttpProblem';
  }
}

import type { ProcessFailure } from '#domain';

import type { LetterFault } from './letter-input.js';

/**
 * Why a letter could not be made. All are final: the same input fails again, so a person has to look.
 *
 * - `input-invalid`: a field is empty, too long or holds what cannot be printed; `faults` names every one.
 * - `sign-missing`: a name holds a sign that the letter's fonts lack (they have Latin, Greek, Cyrillic and Arabic).
 * - `template-failed`: a defect of the template.
 */
export type LetterErrorCode = Extract<ProcessFailure, 'input-invalid' | 'sign-missing' | 'template-failed'>;

/**
 * A letter that cannot be rendered. Message and faults hold no personal data; the message of Typst does (it quotes
 * the text that it could not show), so it is deliberately not kept as `cause`.
 */
export class LetterError extends Error {
  override readonly name = 'LetterError';

  constructor(
    readonly code: LetterErrorCode,
    readonly faults: readonly LetterFault[] = [],
  ) {
    super([code, ...faults.map((fault) => `${fault.pointer} ${fault.code}`)].join(': '));
  }
}

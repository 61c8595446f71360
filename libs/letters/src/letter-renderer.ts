import type { LetterInput } from './letter-input.js';

/** Makes letters. A port, so that a use case and its tests need not know how. */
export interface LetterRenderer {
  /**
   * One letter as PDF/UA-1 (ISO 14289-1), exactly one page A4. The same input gives the same bytes.
   *
   * @throws {LetterError} always final; see its codes.
   */
  renderLetter(input: LetterInput): Promise<Uint8Array>;
}

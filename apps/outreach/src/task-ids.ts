import { randomBytes } from 'node:crypto';

import type { Day, MunicipalityCode, PersonId, TaskId } from '#domain';
import { derivedId } from '#platform';

/** Id of the one task of a step: the same whoever makes it, so that it can be made twice without harm. */
export function taskIdOf(step: {
  readonly municipality: MunicipalityCode;
  readonly personId: PersonId;
  readonly periodStart: Day;
  readonly step: string;
}): TaskId {
  return derivedId('task', step.municipality, step.personId, step.periodStart, step.step) as TaskId;
}

/** Id of the one attempt that a process of ours records for a task. */
export function attemptIdOf(taskId: TaskId): string {
  return derivedId('attempt', taskId);
}

/** Crockford's base 32: no I, L, O and U, so that it can be read out over the phone. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const referenceLength = 10;

/**
 * A reference that means nothing: 50 random bits. Should two tasks of a municipality draw the same, the
 * database refuses the transaction of the second, and its next round draws anew.
 */
export function drawLetterReference(): string {
  return Array.from(randomBytes(referenceLength), (byte) => alphabet[byte & 31]).join('');
}

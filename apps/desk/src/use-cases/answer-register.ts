import { randomUUID } from 'node:crypto';

import { answerWords, type answerRegisterRequest, type RegisterAnswer } from '#contracts';
import { insertRegisterAnswer, readSignal, touchAddress } from '#postgres';

import type { User } from '../access/user.js';
import { inSession, type Desk } from '../desk.js';
import type { Parsed } from '../http/input.js';
import { Refusal } from '../refusal.js';

/** Records what a person found in the register about the resident of a signal: a new event, which the fold reads. */
export function answerRegister(
  desk: Desk,
  user: User,
  { path, body }: Parsed<typeof answerRegisterRequest>,
): Promise<RegisterAnswer | Refusal> {
  return inSession(desk, user, async ({ tx, municipality, nowMs }) => {
    const signal = await readSignal(tx, municipality, path.signaalId);
    if (signal === undefined) return new Refusal('not-found');
    const answerId = randomUUID();
    await insertRegisterAnswer(tx, {
      municipality,
      answerId,
      signalId: signal.signalId,
      answer: answerWords.toOurs(body.antwoord)[0],
      answeredAtMs: nowMs,
      source: `desk:${user.actor}`,
    });
    await touchAddress(tx, {
      municipality,
      addressId: signal.addressId,
      fromReceiptMs: signal.receipt.getTime(),
      reason: 'register-answer',
    });
    return {
      antwoordId: answerId,
      signaalId: signal.signalId,
      antwoord: body.antwoord,
      op: new Date(nowMs).toISOString(),
    };
  });
}

import { identityAnswerWords, type AnsweredReview, type answerReviewRequest } from '#contracts';
import type { IdentityAnswer, PersonId, SignalId, StandingReview } from '#domain';
import {
  insertIdentityAnswer,
  insertPins,
  lockIdentityDecisions,
  lockPersons,
  readIdentity,
  readLastIdentityAnswer,
  readOpenReviews,
  readReviewedSignals,
  readSignal,
  touchAddress,
  type OpenReview,
  type PlacedSignal,
  type StoredIdentityAnswer,
} from '#postgres';

import type { User } from '../access/user.js';
import { inSession, type Desk, type Session } from '../desk.js';
import type { Parsed } from '../http/input.js';
import { fault, invalid, Refusal } from '../refusal.js';
import { joinPersons } from './merge-persons.js';
import { signalsOf, standingOf, versionOf } from './review-view.js';
import { instant } from './views.js';

interface Given {
  readonly answer: IdentityAnswer;
  readonly candidate: SignalId | null;
  readonly version: string;
}

/**
 * Says whose a signal is of which the matcher was in doubt: the same as a candidate (both persons become one), none of
 * them (the signal stays with the person it has, whatever later names say), or not to be told.
 */
export function answerReview(
  desk: Desk,
  user: User,
  { body, path }: Parsed<typeof answerReviewRequest>,
): Promise<AnsweredReview | Refusal> {
  const given: Given = {
    answer: identityAnswerWords.toOurs(body.antwoord)[0],
    candidate: body.antwoord === 'zelfde' ? (body.kandidaat as SignalId) : null,
    version: body.versie,
  };
  return inSession(desk, user, async (session) => {
    const { tx, municipality } = session;
    // Answers, merges and splits take turns, so nobody else decides about this signal from here on.
    await lockIdentityDecisions(tx, municipality);
    const signal = await readSignal(tx, municipality, path.signaalId);
    if (signal === undefined) return new Refusal('not-found');
    const looked = await readStanding(session, signal.signalId);
    if (looked === null) return settled(session, signal, given);
    await lockStanding(session, looked);
    // The fold may have judged anew while we waited for its locks.
    const standing = await readStanding(session, signal.signalId);
    if (standing === null) return settled(session, signal, given);
    if (versionOf(standing) !== given.version || versionOf(standing) !== versionOf(looked))
      return new Refusal('review-changed');
    return answer(session, signal, standing, given);
  });
}

async function answer(
  session: Session,
  signal: PlacedSignal,
  standing: StandingReview,
  given: Given,
): Promise<AnsweredReview | Refusal> {
  const { tx, municipality, nowMs, user } = session;
  const { signalId } = signal;
  const candidate = standing.candidates.find((one) => one.signalId === given.candidate);
  switch (given.answer) {
    case 'unsure': {
      const before = await readLastIdentityAnswer(tx, municipality, signalId);
      if (before?.answer === 'unsure' && before.answeredBy === user.actor) return view(signalId, before);
      break;
    }
    case 'same':
      if (candidate === undefined) return invalid([fault('/kandidaat', 'unknown-value')]);
      if ((await joinPersons(session, standing.personId, candidate.personId)) === null)
        return new Refusal('review-settled');
      break;
    case 'different':
      await insertPins(tx, {
        municipality,
        personId: standing.personId,
        signalIds: [signalId],
        decidedAtMs: nowMs,
        decidedBy: user.actor,
      });
      await touchAddress(tx, {
        municipality,
        addressId: signal.addressId,
        fromReceiptMs: signal.receipt.getTime(),
        reason: 'review-answered',
      });
      break;
    default:
      return given.answer satisfies never;
  }
  const stored = {
    answer: given.answer,
    candidateSignalId: given.candidate,
    answeredAt: new Date(nowMs),
    answeredBy: user.actor,
  };
  await insertIdentityAnswer(tx, { ...stored, municipality, signalId, answeredAtMs: nowMs });
  return view(signalId, stored);
}

/** The same answer a second time is the first; any other comes too late. */
async function settled(
  { municipality, tx }: Session,
  { pinned, signalId, personId }: PlacedSignal,
  { answer, candidate }: Given,
): Promise<AnsweredReview | Refusal> {
  const before = await readLastIdentityAnswer(tx, municipality, signalId);
  if (before?.answer !== answer || before.candidateSignalId !== candidate)
    return new Refusal('review-settled');
  // Undone since, by a split or a merge: then the first answer is none to repeat.
  const stands = answer === 'different' ? pinned : await areOne();
  return stands ? view(signalId, before) : new Refusal('review-settled');

  async function areOne(): Promise<boolean> {
    const other = candidate === null ? undefined : await readSignal(tx, municipality, candidate);
    if (!other?.personId || personId === null || pinned) return false;
    const whose = await readIdentity(tx, municipality, personId);
    return whose.ids.includes(other.personId);
  }
}

/** @returns null where there is nothing to answer (any more) */
async function readStanding(
  { municipality, tx }: Session,
  signalId: SignalId,
): Promise<StandingReview | null> {
  const [review] = await readOpenReviews(tx, {
    municipality,
    kind: 'identity',
    signalId,
    limit: 1,
    offset: 0,
  });
  return review === undefined ? null : standingOf(review, await reviewedOf(review, { municipality, tx }));
}

async function reviewedOf(
  review: OpenReview,
  { municipality, tx }: Pick<Session, 'municipality' | 'tx'>,
): Promise<Parameters<typeof standingOf>[1]> {
  const found = await readReviewedSignals(tx, municipality, signalsOf(review));
  return new Map(found.map((one) => [one.signalId, one]));
}

/** Everybody whom an answer may be about, in one go and in the order of the fold. */
async function lockStanding(
  { municipality, tx }: Session,
  { candidates, personId }: StandingReview,
): Promise<void> {
  const ids = new Set<PersonId>();
  for (const one of [personId, ...candidates.map((candidate) => candidate.personId)]) {
    for (const id of (await readIdentity(tx, municipality, one)).ids) ids.add(id);
  }
  await lockPersons(tx, municipality, [...ids]);
}

function view(signalId: SignalId, stored: StoredIdentityAnswer): AnsweredReview {
  return {
    signaalId: signalId,
    antwoord: identityAnswerWords.toDutch(stored.answer),
    kandidaat: stored.candidateSignalId,
    op: instant(stored.answeredAt),
    door: stored.answeredBy,
  };
}

import { reviewKinds, type MunicipalityCode } from '#domain';
import { readIdentityFigures, readReviewFigures, type IdentityFigure, type Transaction } from '#postgres';

import { sample, type Sample } from './definitions.js';

/**
 * How signals found their person: `alone` there was nobody at the address to compare with, `person` somebody of the
 * municipality put them there; the others are what the matcher said.
 */
const ways = ['alone', 'new', 'weight', 'same-customer', 'same-resident', 'review', 'person'] as const;
type Way = (typeof ways)[number];

/**
 * What waits in the tray, and how signals found their person. Every kind and way, so that an alert meets a 0 and not
 * nothing.
 *
 * @param nowMs null: a simulated clock without a time, so there are no ages
 */
export async function reviewSamples(
  tx: Transaction,
  municipality: MunicipalityCode,
  nowMs: number | null,
): Promise<readonly Sample[]> {
  const waiting = await readReviewFigures(tx, municipality);
  const identities = await readIdentityFigures(tx, municipality);
  return [
    ...reviewKinds.flatMap((kind) => {
      const labels = { municipality, kind };
      const found = waiting.find((one) => one.kind === kind);
      const count = sample('reviews', labels, found?.reviews ?? 0);
      if (nowMs === null) return [count];
      const ageMs = found === undefined ? 0 : Math.max(0, nowMs - found.oldestReceipt.getTime());
      return [count, sample('review_age_seconds', labels, ageMs / 1_000)];
    }),
    ...ways.map((by) => {
      const signals = identities
        .filter((one) => wayOf(one) === by)
        .reduce((sum, one) => sum + one.signals, 0);
      return sample('signals_identified', { municipality, by }, signals);
    }),
  ];
}

function wayOf({ outcome, pinned, rule }: IdentityFigure): Way {
  if (pinned) return 'person';
  if (outcome === null || rule === null) return 'alone';
  return outcome === 'match' ? rule : outcome;
}

import type { IdentityDecision, MunicipalityCode, ReviewKind } from '#domain';

import type { Transaction } from '../database.js';
import { openReviews } from './open-reviews.js';

/** What waits in the tray. */
export interface ReviewFigure {
  readonly kind: ReviewKind;
  readonly reviews: number;
  readonly oldestReceipt: Date;
}

export function readReviewFigures(tx: Transaction, municipality: MunicipalityCode): Promise<ReviewFigure[]> {
  return tx.query<ReviewFigure>({
    name: 'monitor-reviews',
    text: `select found.kind, count(*) as reviews, min(s.receipt) as "oldestReceipt"
           from ${openReviews} found
           join signal s on s.municipality = $1 and s.signal_id = found.signal_id
           group by found.kind`,
    values: [municipality],
  });
}

/** How signals found their person. Both null: there was nobody to compare with, or a person decided (`pinned`). */
export interface IdentityFigure {
  readonly outcome: IdentityDecision['outcome'] | null;
  readonly rule: IdentityDecision['rule'] | null;
  readonly pinned: boolean;
  readonly signals: number;
}

export function readIdentityFigures(
  tx: Transaction,
  municipality: MunicipalityCode,
): Promise<IdentityFigure[]> {
  return tx.query<IdentityFigure>({
    name: 'monitor-identities',
    text: `select s.identity ->> 'outcome' as outcome, s.identity ->> 'rule' as rule,
             p.signal_id is not null as pinned, count(*) as signals
           from signal s left join person_pin p on p.municipality = s.municipality and p.signal_id = s.signal_id
           where s.municipality = $1 group by 1, 2, 3`,
    values: [municipality],
  });
}

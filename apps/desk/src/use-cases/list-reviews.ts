import { reviewKindWords, type listReviewsRequest, type ReviewPage } from '#contracts';
import { readOpenReviews, readReviewedSignals } from '#postgres';

import type { User } from '../access/user.js';
import { inSession, type Desk } from '../desk.js';
import type { Parsed } from '../http/input.js';
import { reviewView, signalsOf } from './review-view.js';

/** The tray: signals of which a person has to say whose they are, or whether they count. */
export function listReviews(
  desk: Desk,
  user: User,
  { query }: Parsed<typeof listReviewsRequest>,
): Promise<ReviewPage> {
  return inSession(desk, user, async ({ tx, municipality }) => {
    const found = await readOpenReviews(tx, {
      municipality,
      kind: query.soort === undefined ? null : reviewKindWords.toOurs(query.soort)[0],
      signalId: null,
      // One more than asked for tells whether there is another page.
      limit: query.aantal + 1,
      offset: (query.pagina - 1) * query.aantal,
    });
    const shown = found.slice(0, query.aantal);
    const ids = [...new Set(shown.flatMap(signalsOf))];
    const signals = new Map(
      (await readReviewedSignals(tx, municipality, ids)).map((one) => [one.signalId, one]),
    );
    return {
      beoordelingen: shown.map((one) => reviewView(one, signals, user)),
      pagina: query.pagina,
      aantal: query.aantal,
      meer: found.length > query.aantal,
    };
  });
}

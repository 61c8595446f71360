import type { Day, MunicipalityCode, OverdueBefore } from '#domain';

import type { Transaction } from '../database.js';
import { canonicalJoin, canonicalOf, canonicalPersons } from './monitor-counted-cases.js';

/** Residents whose term has run out, each once. */
export interface OverdueFigures {
  /** Nobody tried yet, though the municipality's own norm has passed. */
  readonly firstAttempt: number;
  /** The offer was accepted, but no first conversation is recorded within four weeks. */
  readonly acceptedConversation: number;
  /** A threatening situation without a first conversation within three working days. */
  readonly crisisConversation: number;
  /** Not told within a month where the data come from. */
  readonly information: number;
  /** Spoken with, and the term of the decision has passed without a closing: no decision, nor that none is wanted. */
  readonly decision: number;
}

interface OverdueOptions {
  readonly municipality: MunicipalityCode;
  /** The day of the clock of the domain. */
  readonly today: Day;
  readonly before: OverdueBefore;
}

/**
 * Counts who waits too long. The conversation that counts is any with that resident since the receipt, whatever
 * period it was recorded under, and so with the information.
 *
 * Someone who may not be approached, or whose creditor withdrew everything, is owed no attempt. An accepted offer
 * stays owed after the case has closed: closing does not hold the conversation.
 */
export async function readOverdueFigures(tx: Transaction, options: OverdueOptions): Promise<OverdueFigures> {
  const { municipality, today, before } = options;
  const [row] = await tx.query<OverdueFigures>({
    name: 'monitor-overdue',
    text: `with recursive ${canonicalPersons},
           fact as (
             select ${canonicalOf('a')} as person_id, a.period_start, a.offer_accepted_at,
                    a.first_conversation_at, a.informed_at
             from approach a ${canonicalJoin('a')} where a.municipality = $1
           ),
           heard as (
             select person_id, max(first_conversation_at) as spoken_at, max(informed_at) as informed_at
             from fact group by person_id
           ),
           accepted as (
             select distinct person_id, period_start from fact where offer_accepted_at is not null
           ),
           person_case as (
             select ${canonicalOf('p')} as person_id, p.period_start, p.state, p.hold, p.attempts, p.crisis,
                    p.first_receipt, p.crisis_receipt, p.first_attempt_due_on
             from case_person p ${canonicalJoin('p')}
             where p.municipality = $1 and p.picked_up and p.state <> 'superseded'
           )
           select count(distinct p.person_id) filter (
                    where p.state = 'open' and p.attempts = 0 and p.first_attempt_due_on < $2::date
                      and coalesce(p.hold, '') not in ('do-not-approach', 'withdrawn')
                  ) as "firstAttempt",
                  count(distinct p.person_id) filter (
                    where a.person_id is not null and p.first_receipt < $3
                      and coalesce(h.spoken_at < p.first_receipt, true)
                  ) as "acceptedConversation",
                  count(distinct p.person_id) filter (
                    where p.state = 'open' and p.crisis and p.crisis_receipt < $4
                      and coalesce(h.spoken_at < p.first_receipt, true)
                  ) as "crisisConversation",
                  count(distinct p.person_id) filter (
                    where p.first_receipt < $5 and coalesce(h.informed_at < p.first_receipt, true)
                  ) as information,
                  count(distinct p.person_id) filter (
                    where p.state = 'open' and h.spoken_at >= p.first_receipt and h.spoken_at < $6
                  ) as decision
           from person_case p
           left join heard h on h.person_id = p.person_id
           left join accepted a on a.person_id = p.person_id and a.period_start = p.period_start`,
    values: [
      municipality,
      today,
      new Date(before.firstConversationMs),
      new Date(before.crisisConversationMs),
      new Date(before.informationMs),
      new Date(before.decisionMs),
    ],
  });
  return (
    row ?? { firstAttempt: 0, acceptedConversation: 0, crisisConversation: 0, information: 0, decision: 0 }
  );
}

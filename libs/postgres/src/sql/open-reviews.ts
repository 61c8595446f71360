/** Whose a signal is once the fold has followed what people said last. @param alias of a row of `signal` */
export function personNow(alias: string): string {
  return `coalesce((select a.same_as from person_alias a
    where a.municipality = ${alias}.municipality and a.person_id = ${alias}.person_id), ${alias}.person_id)`;
}

/**
 * Of signal `s`: a person has to say whose it is. Asked of the facts and not of the answers, so that whichever way a
 * signal was put with somebody or apart (answer, merge, split), nobody is asked again; and of what leads to nothing
 * (withdrawn, unjustified, repeated) nobody is asked at all.
 */
export const identityIsOpen = `s.identity ->> 'outcome' = 'review' and s.verdict in ('accepted', 'review', 'known')
  and not exists (select 1 from person_pin p where p.municipality = s.municipality and p.signal_id = s.signal_id)
  and not exists (
    select 1 from jsonb_array_elements(s.identity -> 'candidates') k
    join signal c on c.municipality = s.municipality and c.signal_id = (k ->> 'signalId')::uuid
    where ${personNow('c')} = ${personNow('s')})`;

/** The open reviews of municipality $1: kind and signal. */
export const openReviews = `(
  select 'identity' kind, s.signal_id from signal s where s.municipality = $1 and ${identityIsOpen}
  union all
  select 'verdict', s.signal_id from signal s where s.municipality = $1 and s.verdict = 'review')`;

import type { Statement, Transaction } from '../database.js';

/** The sources outside the signals that are asked about people. */
export type UseSource = 'brp' | 'local-register' | 'known-help-list' | 'known-help-http';

/** One question about one person, with the ground on which it is put. */
export interface RegisterUse {
  readonly municipality: string;
  readonly useId: string;
  readonly usedAtMs: number;
  readonly source: UseSource;
  readonly ground: string;
  readonly checkId: string;
}

/** Notes a question, before it is put: whether anything comes back nobody knows yet. */
export async function noteUse(tx: Transaction, use: RegisterUse): Promise<void> {
  const { checkId, ground, municipality, source, usedAtMs, useId } = use;
  await tx.query({
    name: 'register-note-use',
    text: `insert into register_use (municipality, use_id, used_at, source, ground, check_id, questions)
           values ($1, $2, $3, $4, $5, $6, 1)`,
    values: [municipality, useId, new Date(usedAtMs), source, ground, checkId],
  });
}

/** Notes that these questions were answered, and whether they found somebody. */
export async function noteUsesAnswered(
  tx: Transaction,
  uses: { readonly municipality: string; readonly useIds: readonly string[]; readonly found: number },
): Promise<void> {
  if (uses.useIds.length === 0) return;
  await tx.query({
    name: 'register-note-uses-answered',
    text: 'update register_use set found = $3 where municipality = $1 and use_id = any($2::uuid[])',
    values: [uses.municipality, uses.useIds, uses.found],
  });
}

/** The people of one batch who were looked up in the local register of one municipality, in the rows of one statement. */
export interface LocalUse {
  readonly municipality: string;
  readonly useId: string;
  readonly signalIds: readonly string[];
  readonly found: number;
}

/**
 * Notes who was looked up in local registers, one row a municipality, in the transaction that looked. The ground is the
 * one that the answers carry: that of the load that answered.
 */
export function noteLocalUses(uses: readonly LocalUse[], usedAtMs: number): Statement {
  return {
    name: 'intake-note-local-uses',
    text: `insert into register_use (municipality, use_id, used_at, source, ground, signals, questions, found)
           select given.municipality, given.use_id, $6, 'local-register',
             (select a.decision ->> 'ground' from register_answer a
              where a.municipality = given.municipality and a.signal_id = asked.signals[1]
                and a.source = 'local-register'),
             asked.signals, cardinality(asked.signals), given.found
           from unnest($1::text[], $2::uuid[], $3::integer[]) with ordinality as given (municipality, use_id, found, place)
           join (select place, array_agg(signal_id) signals
                 from unnest($4::uuid[], $5::bigint[]) as every (signal_id, place) group by place) asked using (place)
           order by given.municipality`,
    values: [
      uses.map(({ municipality }) => municipality),
      uses.map(({ useId }) => useId),
      uses.map(({ found }) => found),
      uses.flatMap(({ signalIds }) => signalIds),
      uses.flatMap(({ signalIds }, index) => signalIds.map(() => index + 1)),
      new Date(usedAtMs),
    ],
  };
}

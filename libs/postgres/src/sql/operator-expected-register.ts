import type { Day } from '#domain';

import type { Transaction } from '../database.js';

/** What the policy in force says of a municipality whose register is loaded. */
export interface ExpectedRegister {
  readonly inhabitants: number;
  /** Null: the policy says nothing of a register. */
  readonly source: string | null;
}

/** Undefined where no policy is in force yet. */
export async function readExpectedRegister(
  tx: Transaction,
  municipality: string,
  today: Day,
): Promise<ExpectedRegister | undefined> {
  const rows = await tx.query<ExpectedRegister>({
    name: 'operator-expected-register',
    text: `select (content ->> 'inhabitants')::integer inhabitants, content -> 'residentRegister' ->> 'source' source
           from policy_version where municipality = $1 and effective_from <= $2
           order by effective_from desc, version desc limit 1`,
    values: [municipality, today],
  });
  return rows[0];
}

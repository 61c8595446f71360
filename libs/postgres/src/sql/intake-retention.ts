import type { Day } from '#domain';

import type { Transaction } from '../database.js';

/** What is destroyed on its day: BSNs, marks of secret addresses, people on lists of helpers. */
export type DestroyedKind = 'bsn' | 'secret-address' | 'known-help';

export interface Destroyed {
  readonly what: DestroyedKind;
  readonly destroyed: number;
}

/** Destroys what registers and helpers said of people and whose last day lies before today, at most so many of a kind. */
export function destroyRegisterData(tx: Transaction, today: Day, atMost: number): Promise<Destroyed[]> {
  return tx.query<Destroyed>({
    name: 'destroy-register-data',
    text: 'select what, destroyed from destroy_register_data($1, $2)',
    values: [today, atMost],
  });
}

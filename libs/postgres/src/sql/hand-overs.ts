import type { AddressId, Day, PersonId } from '#domain';

import type { Transaction } from '../database.js';

/** Why something is passed on; to whom follows from it. */
export type HandOverKind = 'debt-help' | 'other-trajectory' | 'other-municipality';

/**
 * Passes on every open case-person of a resident at an address, each once: asked again, the register says the same.
 */
export async function insertHandOvers(
  tx: Transaction,
  options: {
    readonly municipality: string;
    readonly personId: PersonId;
    readonly addressId: AddressId;
    readonly kind: HandOverKind;
    readonly addressee: string;
    readonly madeAtMs: number;
    readonly checkId: string;
  },
): Promise<void> {
  await tx.query({
    name: 'register-insert-hand-overs',
    text: `insert into hand_over (municipality, person_id, period_start, kind, address_id, addressee, made_at, check_id)
           select municipality, person_id, period_start, $4, address_id, $5, $6, $7 from case_person
           where municipality = $1 and person_id = $2 and address_id = $3 and state = 'open'
             and led_by_period_start is null
           order by period_start
           on conflict do nothing`,
    values: [
      options.municipality,
      options.personId,
      options.addressId,
      options.kind,
      options.addressee,
      new Date(options.madeAtMs),
      options.checkId,
    ],
  });
}

/** Something that was passed on, or has to be. */
export interface HandOver {
  readonly personId: PersonId;
  readonly periodStart: Day;
  readonly addressId: AddressId;
  readonly kind: HandOverKind;
  readonly addressee: string;
  readonly madeAt: Date;
  readonly doneAt: Date | null;
  readonly doneBy: string | null;
}

const columns = `person_id "personId", period_start "periodStart", address_id "addressId", kind, addressee,
  made_at "madeAt", done_at "doneAt", done_by "doneBy"`;

/** A page of what has to be passed on, the oldest first. */
export function listHandOvers(
  tx: Transaction,
  options: { readonly municipality: string; readonly limit: number; readonly offset: number },
): Promise<HandOver[]> {
  return tx.query<HandOver>({
    name: 'desk-list-hand-overs',
    text: `select ${columns} from hand_over where municipality = $1 and done_at is null
           order by made_at, person_id, period_start, kind limit $2 offset $3`,
    values: [options.municipality, options.limit, options.offset],
  });
}

/** Notes that it was passed on; the first time stands. @returns undefined when there is no such row */
export async function finishHandOver(
  tx: Transaction,
  options: {
    readonly municipality: string;
    readonly ids: readonly PersonId[];
    readonly periodStart: string;
    readonly kind: HandOverKind;
    readonly doneAtMs: number;
    readonly doneBy: string;
  },
): Promise<HandOver | undefined> {
  const rows = await tx.query<HandOver>({
    name: 'desk-finish-hand-over',
    text: `update hand_over set done_at = coalesce(done_at, $5), done_by = coalesce(done_by, $6)
           where municipality = $1 and person_id = any($2::uuid[]) and period_start = $3 and kind = $4
           returning ${columns}`,
    values: [
      options.municipality,
      options.ids,
      options.periodStart,
      options.kind,
      new Date(options.doneAtMs),
      options.doneBy,
    ],
  });
  return rows[0];
}

import { randomUUID } from 'node:crypto';

import type { CheckSettings } from '#contracts';
import { dayOf, heldUntil, type MunicipalityCode } from '#domain';
import {
  findDueWithoutCheck,
  insertChecks,
  walkWithoutCheck,
  type CheckCursor,
  type NationalDatabase,
  type NeededCheck,
  type Transaction,
} from '#postgres';

import { checkingSince, type CheckingMunicipalities } from './checking-municipalities.js';

/** Case-persons of one kind that a round looks at. */
export const checksMax = 500;

/**
 * Asks for the checks that are needed: of everybody who came, as soon as the walk passes by, and of whoever is to be
 * visited. Several copies may run: of one person one check is under way.
 */
export class CheckRequests {
  private cursor: CheckCursor | null = null;

  constructor(
    private readonly database: NationalDatabase,
    private readonly municipalities: CheckingMunicipalities,
  ) {}

  /** @returns how many checks were asked for */
  round(nowMs: number): Promise<number> {
    return this.database.acrossMunicipalities(async (tx) => {
      const settings = await this.municipalities.settings(tx, dayOf(nowMs));
      if (settings.size === 0) return 0;
      const page = await walkWithoutCheck(tx, {
        checking: checkingSince(settings, nowMs),
        after: this.cursor,
        limit: checksMax,
      });
      this.cursor = page.next;
      return insert(tx, page.needed, settings, nowMs);
    });
  }
}

/**
 * Asks for the checks without which a step that is due would not be held: in the transaction that plans tasks, so that
 * no step slips through between the two.
 *
 * @returns how many were asked for
 */
export async function requestDueChecks(
  tx: Transaction,
  settings: ReadonlyMap<MunicipalityCode, CheckSettings>,
  nowMs: number,
): Promise<number> {
  if (settings.size === 0) return 0;
  const needed = await findDueWithoutCheck(tx, {
    checking: checkingSince(settings, nowMs),
    today: dayOf(nowMs),
    limit: checksMax,
  });
  return insert(tx, needed, settings, nowMs);
}

async function insert(
  tx: Transaction,
  needed: readonly NeededCheck[],
  settings: ReadonlyMap<MunicipalityCode, CheckSettings>,
  nowMs: number,
): Promise<number> {
  if (needed.length === 0) return 0;
  const checks = needed.map((one) => ({
    ...one,
    checkId: randomUUID(),
    holdUntilMs: heldUntil({
      askedMs: nowMs,
      crisis: one.crisis,
      begun: one.begun,
      channel: one.reason === 'before-visit' ? 'house-visits' : null,
      holdHours: settings.get(one.municipality)?.residentRegister.holdHours ?? 0,
    }),
  }));
  return insertChecks(tx, { checks, nowMs });
}

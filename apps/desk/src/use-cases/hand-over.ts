import {
  handOverWords,
  type finishHandOverRequest,
  type HandOverPage,
  type HandOverView,
  type listHandOversRequest,
} from '#contracts';
import { asDay, type Outcome, type PersonId } from '#domain';
import {
  finishHandOver as markDone,
  insertClosing,
  listHandOvers as readHandOvers,
  lockPerson,
  touchPerson,
  type HandOver,
  type HandOverKind,
} from '#postgres';

import type { User } from '../access/user.js';
import { inSession, type Desk } from '../desk.js';
import type { Parsed } from '../http/input.js';
import { Refusal } from '../refusal.js';
import { instant } from './views.js';

/** How DDAS calls what ends once the helper has made contact (rule 6). Another municipality is told by its verdict. */
const outcomeOfKind: Readonly<Record<HandOverKind, Outcome | null>> = {
  'debt-help': 'Inwoner al bekend bij schuldhulpverlening',
  'other-trajectory': 'Inwoner heeft al een ander lopend traject',
  'other-municipality': null,
};

/** What has to be passed on, the oldest first. */
export function listHandOvers(
  desk: Desk,
  user: User,
  { query }: Parsed<typeof listHandOversRequest>,
): Promise<HandOverPage> {
  return inSession(desk, user, async ({ tx, municipality }) => {
    // One more than asked for tells whether there is another page.
    const found = await readHandOvers(tx, {
      municipality,
      limit: query.aantal + 1,
      offset: (query.pagina - 1) * query.aantal,
    });
    return {
      overdrachten: found.slice(0, query.aantal).map(viewOf),
      pagina: query.pagina,
      aantal: query.aantal,
      meer: found.length > query.aantal,
    };
  });
}

/**
 * Records that the helper had contact, or that the other municipality was told. Only the contact of the helper closes
 * the case-person (rule 6), and only one that is still open; doing it again changes nothing.
 */
export function finishHandOver(
  desk: Desk,
  user: User,
  { path }: Parsed<typeof finishHandOverRequest>,
): Promise<HandOverView | Refusal> {
  return inSession(desk, user, async ({ tx, municipality, nowMs, today }) => {
    const person = await lockPerson(tx, municipality, path.persoonId as PersonId);
    if (person === undefined) return new Refusal('not-found');
    const [kind] = handOverWords.toOurs(path.soort);
    const { ids, personId } = person;
    const periodStart = asDay(path.periodeStart);
    const done = await markDone(tx, {
      municipality,
      ids,
      periodStart,
      kind,
      doneAtMs: nowMs,
      doneBy: user.actor,
    });
    if (done === undefined) return new Refusal('not-found');
    const outcome = outcomeOfKind[kind];
    const open = person.casePersons.some((one) => one.periodStart === periodStart && one.state === 'open');
    const first = done.doneAt?.getTime() === nowMs && done.doneBy === user.actor;
    if (outcome !== null && open && first) {
      await insertClosing(tx, {
        municipality,
        personId,
        periodStart,
        outcome,
        reason: null,
        closedAtMs: nowMs,
        day: today,
        closedBy: user.actor,
        motivation: null,
      });
      await touchPerson(tx, { municipality, ids, fromMs: null, reason: 'closing' });
    }
    return viewOf(done);
  });
}

function viewOf(one: HandOver): HandOverView {
  return {
    persoonId: one.personId,
    periodeStart: one.periodStart,
    adresId: one.addressId,
    soort: handOverWords.toDutch(one.kind),
    aan: one.addressee,
    sinds: instant(one.madeAt),
    gedaanOp: instant(one.doneAt),
    gedaanDoor: one.doneBy,
  };
}

import { foundCasesMax, parsePhone, type findCasesRequest, type FoundCases } from '#contracts';
import { caseStateWords } from '#contracts';
import { parsePostcode } from '#domain';
import {
  findPersons,
  readCasesOfPersons,
  readIdentity,
  readPersonal,
  type CaseSearch,
  type FoundCase,
} from '#postgres';

import type { User } from '../access/user.js';
import { inSession, type Desk, type Session } from '../desk.js';
import type { Parsed } from '../http/input.js';
import { fault, invalid, Refusal } from '../refusal.js';
import { nameView } from './views.js';

/**
 * Finds the cases of whoever phones: by the reference on the letter, by phone number, or by postcode, house number
 * and birth date. Never by name alone, which too many share.
 */
export function findCases(
  desk: Desk,
  user: User,
  { body }: Parsed<typeof findCasesRequest>,
): Promise<FoundCases | Refusal> {
  const search = searchOf(body);
  if (search instanceof Refusal) return Promise.resolve(search);
  return inSession(desk, user, async (session) => {
    const { tx, municipality } = session;
    const found = await findPersons(tx, municipality, search);
    // A letter names the person as he was known then; he may have been found to be another since.
    const current = await Promise.all(found.map((id) => readIdentity(tx, municipality, id)));
    const ids = [...new Set(current.map((one) => one.current))];
    const cases = await readCasesOfPersons(tx, { municipality, ids, limit: foundCasesMax });
    const zaken = [];
    for (const one of cases) zaken.push(await caseView(session, one));
    return { zaken };
  });
}

function searchOf(body: Parsed<typeof findCasesRequest>['body']): CaseSearch | Refusal {
  if ('briefkenmerk' in body) {
    return { by: 'letter-reference', reference: body.briefkenmerk.toUpperCase() };
  }
  if ('telefoonnummer' in body) {
    const { e164 } = parsePhone(body.telefoonnummer);
    return e164 === null ? invalid([fault('/telefoonnummer', 'malformed')]) : { by: 'phone', e164 };
  }
  const postcode = parsePostcode(body.postcode);
  if (!postcode.ok) return invalid([fault('/postcode', 'malformed')]);
  return {
    by: 'birth-date',
    postcode: postcode.value,
    houseNumber: body.huisnummer,
    birthDate: body.geboortedatum,
  };
}

async function caseView(session: Session, found: FoundCase): Promise<FoundCases['zaken'][number]> {
  const { tx, municipality } = session;
  const { addressId, personId } = found;
  const personal = await readPersonal(tx, { municipality, addressId, ids: [personId] });
  return {
    adresId: addressId,
    periodeStart: found.periodStart,
    persoonId: personId,
    status: caseStateWords.toDutch(found.state),
    crisis: found.crisis,
    persoon: nameView(personal),
  };
}

import { z } from 'zod';

import type { GuardedClient } from '../http/guarded-client.js';
import { problemCode } from '../http/guarded-client.js';
import { RegisterRefused, RegisterUnavailable } from '../http/register-error.js';
import type { BeforeQuestion, SoughtResident } from '../resident-register.js';
import type { HelpFound, KnownHelp } from './known-help.js';

const answer = z.discriminatedUnion('bekend', [
  z.object({ bekend: z.literal(false) }),
  z.object({
    bekend: z.literal(true),
    soort: z.enum(['schuldhulp', 'ander-traject']),
    hulpverlener: z.string().trim().min(1).max(80),
  }),
]);

/**
 * Asks a system of the municipality over HTTP; its contract stands in docs/registers.md. By POST, so that nothing
 * about a resident stands in a URL.
 */
export class HttpKnownHelp implements KnownHelp {
  constructor(private readonly client: Pick<GuardedClient, 'post'>) {}

  async find(sought: SoughtResident, signal: AbortSignal, before: BeforeQuestion): Promise<HelpFound | null> {
    const { status, body } = await this.client.post(questionOf(sought), signal, before);
    if (status === 400) throw new RegisterRefused('bad-request', problemCode(body));
    const parsed = answer.safeParse(body);
    if (!parsed.success) throw new RegisterUnavailable('unreadable-answer');
    if (!parsed.data.bekend) return null;
    const { soort, hulpverlener } = parsed.data;
    return { kind: soort === 'schuldhulp' ? 'known-at-debt-help' : 'known-elsewhere', helper: hulpverlener };
  }
}

function questionOf(sought: SoughtResident): Record<string, string | number> {
  const members: Record<string, string | number | null> = {
    gemeentecode: sought.municipality,
    voorletters: sought.initials,
    tussenvoegsel: sought.prefix,
    achternaam: sought.surname,
    geboortedatum: sought.birthDate,
    postcode: sought.postcode,
    huisnummer: sought.houseNumber,
    huisletter: sought.houseLetter,
    huisnummertoevoeging: sought.houseAddition,
  };
  return Object.fromEntries(
    Object.entries(members).filter((entry): entry is [string, string | number] => entry[1] !== null),
  );
}

import { addDays, asDay, type Day, type Outcome } from '#domain';
import { derivedId } from '#platform';
import {
  readClosableCases,
  readLettersOf,
  type ClosableCase,
  type NationalDatabase,
  type SentLetter,
} from '#postgres';

import type { DeskClient } from './desk-client.js';
import { acceptsHelp, closesAfterDays, isReached, outcomeAfterContact, type Approached } from './reach.js';
import type { Residents } from './residents.js';

const PAGE = 200;
const CONCURRENCY = 4;
/** Days without an answer to the last step, after which a person closes what does not close by itself. */
const SPENT_WAIT_DAYS = 14;

export interface Office {
  readonly database: NationalDatabase;
  readonly municipality: string;
  readonly desk: DeskClient;
  readonly residents: Residents;
}

/** What happens at the end of a day: residents phone back on yesterday's letters, and people close what is done. */
export async function endOfDay(office: Office, today: Day): Promise<void> {
  await phoneBacks(office, today);
  await closings(office, today);
}

async function phoneBacks(office: Office, today: Day): Promise<void> {
  const { database, municipality } = office;
  const day = addDays(today, -1);
  let after: string | null = null;
  for (;;) {
    const options: Parameters<typeof readLettersOf>[1] = { municipality, day, after, limit: PAGE };
    const letters: readonly SentLetter[] = await database.acrossMunicipalities((tx) =>
      readLettersOf(tx, options),
    );
    await eachOf(letters, (letter) => phoneBack(office, letter, today));
    if (letters.length < PAGE) return;
    after = letters.at(-1)?.task_id ?? null;
  }
}

/** The resident reads the reference out; whoever answers the phone looks the case up by it. */
async function phoneBack({ desk, residents }: Office, letter: SentLetter, today: Day): Promise<void> {
  const key = residents.approached(letter.person_id, letter.period_start);
  if (!isReached(key, 'letters', 'phone-back')) return;
  const found = await desk.findByLetter(letter.letter_reference);
  const own = found.find(
    ({ persoonId, periodeStart }) => persoonId === letter.person_id && periodeStart === letter.period_start,
  );
  if (own?.status !== 'open') return;
  const accepts = acceptsHelp(key);
  await desk.recordContact(
    { persoonId: own.persoonId, periodeStart: own.periodeStart },
    {
      contactpogingId: derivedId('demo phone back', letter.task_id),
      contactpoging: {
        soort: 'Telefoon',
        bereikt: true,
        datum: today,
        dagdeel: 'Middag',
        richting: 'inkomend',
      },
      aanbodGedaan: true,
      hulpGeaccepteerd: accepts,
      eersteGesprek: accepts,
    },
  );
}

async function closings(office: Office, today: Day): Promise<void> {
  const { database, municipality } = office;
  let after: ClosableCase | null = null;
  for (;;) {
    const options: Parameters<typeof readClosableCases>[1] = { municipality, after, limit: PAGE };
    const cases: readonly ClosableCase[] = await database.acrossMunicipalities((tx) =>
      readClosableCases(tx, options),
    );
    await eachOf(cases, (one) => close(office, one, today));
    if (cases.length < PAGE) return;
    after = cases.at(-1) ?? null;
  }
}

async function close({ desk, residents }: Office, one: ClosableCase, today: Day): Promise<void> {
  const key = residents.approached(one.person_id, one.period_start);
  const waits = one.spent ? SPENT_WAIT_DAYS : closesAfterDays(key);
  if (addDays(asDay(one.last_day), waits) > today) return;
  const eindresultaat = outcomeOf(one, key);
  await desk.close({ persoonId: one.person_id, periodeStart: one.period_start }, { eindresultaat });
}

function outcomeOf({ reached, spent }: ClosableCase, key: Approached): Outcome {
  if (!spent) return outcomeAfterContact(key);
  return reached ? 'Geen reactie na eerder contact' : 'Definitief geen contact kunnen krijgen';
}

/** A few at a time. */
async function eachOf<One>(all: readonly One[], work: (one: One) => Promise<void>): Promise<void> {
  const waiting = [...all];
  const next = async (): Promise<void> => {
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) await work(one);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, next));
}

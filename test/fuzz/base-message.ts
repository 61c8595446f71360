import type { JsonObject } from '#contracts';
import { planted } from './planted.js';

/** Who may write where, and what it must or may send. */
export interface Sender {
  readonly source: string;
  readonly topic: string;
  readonly mustState: boolean;
  readonly referenceMayBeBsn: boolean;
}

/** Takes choices out of one number, so that a plan stays small. */
export class Choices {
  constructor(private left: number) {}

  upTo(count: number): number {
    const chosen = this.left % count;
    this.left = Math.floor(this.left / count);
    return chosen;
  }

  of<T>(list: readonly T[]): T {
    const chosen = list[this.upTo(list.length)];
    if (chosen === undefined) throw new Error('a list of choices is not empty');
    return chosen;
  }

  maybe<T>(value: () => T): T | undefined {
    return this.upTo(2) === 1 ? value() : undefined;
  }
}

const DAY_MS = 86_400_000;
export const dayFrom = (today: string, days: number): string =>
  new Date(Date.parse(today) + days * DAY_MS).toISOString().slice(0, 10);

/** Without the members that are not there: the contract knows no null. */
const present = (object: Readonly<Record<string, unknown>>): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as JsonObject;

const statement = (): JsonObject => ({
  herinneringGestuurd: true,
  persoonlijkContactGezocht: true,
  gewezenOpHulp: true,
  doorgevenAangekondigd: true,
});

/** A signal that is well in every place, of a municipality and postcode that are served. */
export function baseSignal(nth: number, base: number, today: string, sender: Sender): JsonObject {
  const choices = new Choices(base);
  const crisis = choices.upTo(6);
  return present({
    gemeentecode: 'GM0505',
    klantreferentie: `${planted.references[0]}-${nth % 100_000}x`,
    soortPersoon: choices.of(['natuurlijkPersoon', 'eenmanszaak', 'vof', 'rechtspersoon']),
    persoon: present({
      achternaam: choices.of(planted.surnames),
      voorletters: choices.maybe(() => choices.of(planted.initials)),
      voornamen: choices.maybe(() => choices.of(planted.firstNames)),
      tussenvoegsel: choices.maybe(() => choices.of(planted.prefixes)),
      geboortedatum: choices.maybe(() => choices.of(planted.birthDates)),
    }),
    adres: present({
      postcode: choices.of(['3315 GH', '3311AB']),
      huisnummer: `${1 + (nth % 9_000)}`,
      straat: choices.maybe(() => choices.of(planted.streets)),
      plaats: choices.maybe(() => choices.of(planted.towns)),
    }),
    telefoonnummer: choices.maybe(() => choices.of(planted.phones)),
    emailadres: choices.maybe(() => choices.of(planted.emails)),
    bedragInCenten: 10_000 + (nth % 50_000),
    ontstaansdatum: dayFrom(today, -60),
    signaaldatum: dayFrom(today, -2),
    crisissignaal:
      crisis === 0
        ? { soort: 'eindeLeveringEnergie', einddatumLevering: dayFrom(today, 30) }
        : { soort: crisis === 1 ? 'afsluitingWater' : 'geen' },
    warmeOverdracht: choices.upTo(2) === 1,
    verklaringSchuldeiser: sender.mustState ? statement() : choices.maybe(statement),
  });
}

/** A withdrawal of another event. */
export function baseWithdrawal(withdrawn: string, today: string): JsonObject {
  return {
    gemeentecode: 'GM0505',
    ingetrokkenSignaal: withdrawn,
    datum: dayFrom(today, -1),
  };
}

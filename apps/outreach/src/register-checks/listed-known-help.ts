import type { Day } from '#domain';
import { readKnownHelp, type KnownHelpEntry, type MunicipalDatabase } from '#postgres';
import type {
  BeforeQuestion,
  HelpFound,
  KnownHelp,
  MatchResident,
  RegisterPerson,
  SoughtResident,
} from '#registers';

/**
 * Whoever stands on a list that a helper handed over (`eropaf known-help load`). Only a match counts: whom a list may
 * or may not mean is approached as everybody, and told that help is there.
 */
export class ListedKnownHelp implements KnownHelp {
  constructor(
    private readonly database: MunicipalDatabase,
    private readonly match: MatchResident,
    private readonly today: Day,
  ) {}

  async find(
    sought: SoughtResident,
    _signal: AbortSignal,
    before: BeforeQuestion,
  ): Promise<HelpFound | null> {
    await before();
    const { municipality, postcode, houseNumber } = sought;
    const entries = await this.database.withMunicipality(municipality, (tx) =>
      readKnownHelp(tx, { municipality, postcode, houseNumber, today: this.today }),
    );
    // One person may stand on two lists; the match wants everybody once, so each list is asked by itself.
    for (const ofHelper of Map.groupBy(entries, ({ kind, helper }) => `${kind} ${helper}`).values()) {
      const found = this.match(sought, ofHelper.map(personOf));
      if (found.outcome !== 'match') continue;
      const entry = ofHelper[found.index];
      if (entry === undefined) throw new Error('the match names one of the candidates');
      return {
        kind: entry.kind === 'debt-help' ? 'known-at-debt-help' : 'known-elsewhere',
        helper: entry.helper,
      };
    }
    return null;
  }
}

function personOf(entry: KnownHelpEntry): RegisterPerson {
  const [year, month, day] = (entry.birthDate ?? '').split('-').map(Number);
  return {
    bsn: null,
    initials: entry.initials,
    firstNames: null,
    prefix: entry.prefix,
    surname: entry.surname,
    partnerPrefix: null,
    partnerSurname: null,
    birthDate: year === undefined || month === undefined || day === undefined ? null : { year, month, day },
    registration: {
      suspension: 'none',
      municipality: null,
      address: {
        postcode: entry.postcode,
        houseNumber: entry.houseNumber,
        houseLetter: entry.houseLetter,
        houseAddition: entry.houseAddition,
        street: null,
        place: null,
      },
      addressInDoubt: false,
    },
    secret: false,
    inDoubt: false,
  };
}

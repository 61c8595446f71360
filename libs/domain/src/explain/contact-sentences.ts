import { dutchDay } from './dutch.js';
import { wordOf } from './rule-sentences.js';
import type { ToldAttempt } from './story-facts.js';
import type { ContactKind } from '../outcome/index.js';
import { momentOfDayNames } from './words.js';

interface KindWords {
  /** What we did, as it follows a day. */
  readonly byUs: string;
  /** What the resident did. */
  readonly byResident: string;
  /** Written: nobody spoke, and the part of the day says nothing. */
  readonly isWritten: boolean;
}

const kindWords: Readonly<Record<ContactKind, KindWords>> = {
  Administratief: {
    byUs: 'zochten wij contact via de administratie',
    byResident: 'was er contact via de administratie',
    isWritten: true,
  },
  'Afspraak op locatie': {
    byUs: 'hadden wij een afspraak met de inwoner',
    byResident: 'kwam de inwoner langs voor een afspraak',
    isWritten: false,
  },
  Brief: {
    byUs: 'stuurden wij een brief',
    byResident: 'kregen wij een brief van de inwoner',
    isWritten: true,
  },
  Huisbezoek: {
    byUs: 'gingen wij bij de inwoner langs',
    byResident: 'vroeg de inwoner ons om langs te komen',
    isWritten: false,
  },
  Kaartje: {
    byUs: 'lieten wij een kaartje achter',
    byResident: 'kregen wij een kaartje van de inwoner',
    isWritten: true,
  },
  Mail: {
    byUs: 'stuurden wij een e-mail',
    byResident: 'kregen wij een e-mail van de inwoner',
    isWritten: true,
  },
  Onbekend: unnamed(),
  Overige: unnamed(),
  'SMS/Whatsapp': {
    byUs: 'stuurden wij een bericht',
    byResident: 'kregen wij een bericht van de inwoner',
    isWritten: true,
  },
  Telefoon: { byUs: 'belden wij de inwoner', byResident: 'belde de inwoner ons', isWritten: false },
};

function unnamed(): KindWords {
  return { byUs: 'zochten wij contact', byResident: 'zocht de inwoner zelf contact', isWritten: false };
}

/** One contact attempt as the resident would tell it: `In de avond van 5 maart 2026 belden wij de inwoner.` */
export function tellAttempt({ day, direction, kind, partOfDay, reached }: ToldAttempt): string {
  const { byResident, byUs, isWritten } = wordOf(kindWords, kind, unnamed());
  const when = isWritten
    ? `Op ${dutchDay(day)}`
    : `${wordOf(momentOfDayNames, partOfDay, 'Op de dag')} van ${dutchDay(day)}`;
  const contact = `${when} ${direction === 'incoming' ? byResident : byUs}.`;
  if (!isWritten) return `${contact} Wij hebben elkaar ${reached ? '' : 'niet '}gesproken.`;
  return reached && direction === 'outgoing' ? `${contact} De inwoner reageerde daarop.` : contact;
}

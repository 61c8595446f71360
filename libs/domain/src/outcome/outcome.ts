/** The 16 results of a case-person, spelled as DDAS v1.2 does (`EnumEindresultaat`). */
export const outcomes = [
  '(Budget)advies en/of quick fix',
  'Definitief geen contact kunnen krijgen',
  'Geen reactie na eerder contact',
  'Inwoner al bekend bij schuldhulpverlening',
  'Inwoner heeft al een ander lopend traject',
  'Inwoner heeft zelf al betaald/betalingsregeling getroffen',
  'Inwoner is overleden',
  'Inwoner regelt het zelf/hoeft geen hulp vanuit vroegsignalering',
  'Niet opgepakt: andere reden',
  'Niet opgepakt: herhaalde melding',
  'Niet opgepakt: onterecht signaal',
  'Persoon is geen inwoner (meer) in de gemeente',
  'Vervolghulp en/of verwijzing',
  'Vervolghulp en/of verwijzing financieel',
  'Vervolghulp en/of verwijzing niet financieel',
  'Verwijzing zonder tussenkomst inwoner',
] as const;
export type Outcome = (typeof outcomes)[number];

/** What an outcome may tell the creditor; a closed list, so that the privacy officer can read it. */
export const creditorHearsWords = [
  'repeated',
  'unjustified',
  'not-picked-up',
  'not-resident',
  'deceased',
  'closed',
  'no-contact',
  'no-help-wanted',
  'help-accepted',
] as const;
export type CreditorHears = (typeof creditorHearsWords)[number];

/** What an outcome says of the contact. Null: the question does not arise, because nobody was to be reached. */
export interface OutcomeMeaning {
  readonly reached: boolean | null;
  readonly helpAccepted: boolean | null;
  readonly creditorHears: CreditorHears;
}

const noApproach = (creditorHears: CreditorHears): OutcomeMeaning => ({
  reached: null,
  helpAccepted: null,
  creditorHears,
});
const helped: OutcomeMeaning = { reached: true, helpAccepted: true, creditorHears: 'help-accepted' };
const declined: OutcomeMeaning = { reached: true, helpAccepted: false, creditorHears: 'no-help-wanted' };

/**
 * The meaning of every outcome, and what the creditor hears of it. That somebody is in debt help already, has
 * another trajectory or was referred on without taking part is not the creditor's to know: it hears "closed".
 */
export const outcomeMeanings: Readonly<Record<Outcome, OutcomeMeaning>> = {
  'Niet opgepakt: herhaalde melding': noApproach('repeated'),
  'Niet opgepakt: onterecht signaal': noApproach('unjustified'),
  'Niet opgepakt: andere reden': noApproach('not-picked-up'),
  'Persoon is geen inwoner (meer) in de gemeente': noApproach('not-resident'),
  'Inwoner is overleden': noApproach('deceased'),
  'Inwoner al bekend bij schuldhulpverlening': noApproach('closed'),
  'Inwoner heeft al een ander lopend traject': noApproach('closed'),
  'Definitief geen contact kunnen krijgen': {
    reached: false,
    helpAccepted: false,
    creditorHears: 'no-contact',
  },
  'Geen reactie na eerder contact': { reached: true, helpAccepted: false, creditorHears: 'no-contact' },
  'Inwoner regelt het zelf/hoeft geen hulp vanuit vroegsignalering': declined,
  'Inwoner heeft zelf al betaald/betalingsregeling getroffen': declined,
  '(Budget)advies en/of quick fix': helped,
  'Vervolghulp en/of verwijzing': helped,
  'Vervolghulp en/of verwijzing financieel': helped,
  'Vervolghulp en/of verwijzing niet financieel': helped,
  'Verwijzing zonder tussenkomst inwoner': { reached: false, helpAccepted: false, creditorHears: 'closed' },
};

/** What the creditor hears of an outcome. */
export function creditorHears(outcome: Outcome): CreditorHears {
  return outcomeMeanings[outcome].creditorHears;
}

/** The outcomes from the furthest to the least far: the order in which the result of a case is chosen. */
export const outcomesFurthestFirst: readonly Outcome[] = [
  'Vervolghulp en/of verwijzing financieel',
  'Vervolghulp en/of verwijzing niet financieel',
  'Vervolghulp en/of verwijzing',
  '(Budget)advies en/of quick fix',
  'Inwoner heeft zelf al betaald/betalingsregeling getroffen',
  'Inwoner regelt het zelf/hoeft geen hulp vanuit vroegsignalering',
  'Geen reactie na eerder contact',
  'Verwijzing zonder tussenkomst inwoner',
  'Definitief geen contact kunnen krijgen',
  'Inwoner al bekend bij schuldhulpverlening',
  'Inwoner heeft al een ander lopend traject',
  'Inwoner is overleden',
  'Persoon is geen inwoner (meer) in de gemeente',
  'Niet opgepakt: andere reden',
  'Niet opgepakt: onterecht signaal',
  'Niet opgepakt: herhaalde melding',
];

const rankOf: ReadonlyMap<Outcome, number> = new Map(
  outcomesFurthestFirst.map((outcome, position) => [outcome, position]),
);

/** The result of a case: the furthest outcome among its persons; null while there is none. */
export function furthestOutcome(found: Iterable<Outcome>): Outcome | null {
  let furthest: Outcome | null = null;
  let furthestRank = Number.POSITIVE_INFINITY;
  for (const outcome of found) {
    const rank = rankOf.get(outcome) ?? Number.POSITIVE_INFINITY;
    if (rank < furthestRank) {
      furthest = outcome;
      furthestRank = rank;
    }
  }
  return furthest;
}

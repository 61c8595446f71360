import {
  ProblemException,
  type QualityAnswer,
  type RateAnswer,
  type RequestFault,
  type TokenHolder,
} from '#contracts';
import {
  creditorQualities,
  creditorReport,
  publishedRate,
  suppressed,
  type CreditorQuality,
  type CreditorReport,
  type Rate,
  type WorkingCalendar,
} from '#domain';
import { readCreditorQuality, readServedMunicipalities, type MunicipalDatabase } from '#postgres';

import { parseFiguresQuery } from './figures-query.js';

const statementTimeoutMs = 20_000;

/** The shares as the API names them. */
const qualityWords: Readonly<Record<CreditorQuality, string>> = {
  'usable-phone': 'bruikbaarTelefoonnummer',
  repeated: 'herhaald',
  unjustified: 'onterecht',
  'not-found': 'nietGevondenInRegister',
  late: 'crisisTeLaat',
  'reference-like-bsn': 'klantreferentieLijktOpBsn',
};

const remarks = [
  'Aandelen van de signalen die in deze maanden binnenkwamen, naar het oordeel van nu.',
  'crisisTeLaat: minder dan 20 werkdagen voor de einddatum, van de crisissignalen met een einddatum.',
  'klantreferentieLijktOpBsn: ook een willekeurig getal van negen cijfers doet dat in één van de elf gevallen.',
];

/** Answers GET /v1/meldkwaliteit: how good the signals of each creditor were. */
export class CreditorQualityFigures {
  constructor(
    private readonly database: MunicipalDatabase,
    private readonly calendar: WorkingCalendar,
    private readonly z: number,
  ) {}

  /** @throws ProblemException with all faults of the question, or when the municipality is another's or not served here */
  async answer(input: unknown, holder: TokenHolder): Promise<QualityAnswer> {
    const parsed = parseFiguresQuery(input);
    const strange = foreignMembers(input);
    if (!parsed.ok || strange.length > 0)
      throw new ProblemException('invalid-request', [...strange, ...(parsed.ok ? [] : parsed.faults)]);
    const { external, municipality, range, words } = parsed.query;
    if (municipality !== holder.municipality) throw new ProblemException('not-found');
    const counts = await this.database.withMunicipality(municipality, async (tx) => {
      const served = await readServedMunicipalities(tx);
      if (!served.includes(municipality)) throw new ProblemException('not-found');
      await tx.query({ text: `set local statement_timeout = ${statementTimeoutMs}` });
      return readCreditorQuality(tx, { municipality, range });
    });
    return {
      gemeente: words.gemeente,
      van: words.van,
      tot: words.tot,
      extern: external,
      toelichting: external ? [...remarks, 'Aantallen onder de 10 zijn weggelaten.'] : [...remarks],
      signaalpartners: counts.map((one) => told(creditorReport(one, this.calendar, this.z), external)),
    };
  }
}

/** Members of the question to the contact rates that mean nothing here: whoever sends one expects something of it. */
function foreignMembers(input: unknown): readonly RequestFault[] {
  const given = typeof input === 'object' && input !== null ? input : {};
  return ['noemer', 'uitsplitsing', 'weergave']
    .filter((name) => name in given)
    .map((name) => ({ in: 'query', pointer: `/${name}`, code: 'unknown-member' }));
}

function told(report: CreditorReport, external: boolean): QualityAnswer['signaalpartners'][number] {
  const { creditorId, shares, signals } = report;
  return {
    signaalpartner: creditorId,
    signalen: external && suppressed(signals) ? null : signals,
    aandelen: Object.fromEntries(
      creditorQualities.map((quality) => [qualityWords[quality], shareAnswer(shares[quality], external)]),
    ),
  };
}

function shareAnswer(share: Rate, external: boolean): RateAnswer {
  const { denominator, high, low, numerator, rate } = external ? publishedRate(share) : share;
  return { teller: numerator, noemer: denominator, waarde: rate, laag: low, hoog: high };
}

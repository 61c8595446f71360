import { ProblemException, type RequestFault } from '#contracts';
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

interface ShareAnswer {
  readonly teller: number | null;
  readonly noemer: number | null;
  readonly waarde: number | null;
  readonly laag: number | null;
  readonly hoog: number | null;
}

export interface QualityAnswer {
  readonly gemeente: string;
  readonly van: string;
  readonly tot: string;
  readonly extern: boolean;
  readonly toelichting: readonly string[];
  readonly signaalpartners: readonly {
    readonly signaalpartner: string;
    readonly signalen: number | null;
    readonly aandelen: Readonly<Record<string, ShareAnswer>>;
  }[];
}

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

  /** @throws ProblemException with all faults of the question, or when the municipality is not served here */
  async answer(input: unknown): Promise<QualityAnswer> {
    const parsed = parseFiguresQuery(input);
    const strange = foreignMembers(input);
    if (!parsed.ok || strange.length > 0)
      throw new ProblemException('invalid-request', [...strange, ...(parsed.ok ? [] : parsed.faults)]);
    const { external, municipality, range, words } = parsed.query;
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
      toelichting: external ? [...remarks, 'Aantallen onder de 10 zijn weggelaten.'] : remarks,
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

function shareAnswer(share: Rate, external: boolean): ShareAnswer {
  const { denominator, high, low, numerator, rate } = external ? publishedRate(share) : share;
  return { teller: numerator, noemer: denominator, waarde: rate, laag: low, hoog: high };
}

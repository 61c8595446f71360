import { ProblemException, type FiguresAnswer, type TokenHolder } from '#contracts';
import { contactRates, readServedMunicipalities, type MunicipalDatabase } from '#postgres';

import { figuresAnswer } from './figures-answer.js';
import { parseFiguresQuery } from './figures-query.js';

/** A question to the figures may not take longer; what does is a range or a town beyond what was foreseen. */
const statementTimeoutMs = 20_000;

/** Answers GET /v1/contactcijfers: parse the question, count, say it in Dutch. */
export class ContactFigures {
  constructor(
    private readonly database: MunicipalDatabase,
    /** Quantile of the standard normal distribution for all intervals. */
    private readonly z: number,
  ) {}

  /** @throws ProblemException with all faults of the question, or when the municipality is another's or not served here */
  async answer(input: unknown, holder: TokenHolder): Promise<FiguresAnswer> {
    const parsed = parseFiguresQuery(input);
    if (!parsed.ok) throw new ProblemException('invalid-request', parsed.faults);
    const { query } = parsed;
    if (query.municipality !== holder.municipality) throw new ProblemException('not-found');
    const rates = await this.database.withMunicipality(query.municipality, async (tx) => {
      const served = await readServedMunicipalities(tx);
      if (!served.includes(query.municipality)) throw new ProblemException('not-found');
      await tx.query({ text: `set local statement_timeout = ${statementTimeoutMs}` });
      return contactRates(tx, { ...query, z: this.z });
    });
    return figuresAnswer(query, rates);
  }
}

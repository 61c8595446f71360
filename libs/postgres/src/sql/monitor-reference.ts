import {
  asDay,
  channels,
  lawTerms,
  sectors,
  type Benchmark,
  type BenchmarkScope,
  type Channel,
  type ConversationTerms,
  type Day,
  type MunicipalityCode,
  type Sector,
} from '#domain';

import type { Transaction } from '../database.js';

/** Every municipality that has a policy, sorted. Configuration, not residents: readable without one being set. */
export async function readServedMunicipalities(tx: Transaction): Promise<readonly MunicipalityCode[]> {
  const rows = await tx.query<{ municipality: MunicipalityCode }>({
    text: 'select distinct municipality from policy_version order by 1',
  });
  return rows.map((row) => row.municipality);
}

/** The number of inhabitants that a version of the policy says; null where it says none. */
export interface Inhabitants {
  readonly version: number;
  readonly effectiveFrom: Day;
  readonly inhabitants: number | null;
}

export async function readInhabitants(
  tx: Transaction,
  municipality: MunicipalityCode,
): Promise<readonly Inhabitants[]> {
  const rows = await tx.query<{ version: number; effective_from: string; inhabitants: number | null }>({
    text: `select version, effective_from, (content->>'inhabitants')::integer as inhabitants
           from policy_version where municipality = $1`,
    values: [municipality],
  });
  return rows.map((row) => ({
    version: row.version,
    effectiveFrom: asDay(row.effective_from),
    inhabitants: row.inhabitants,
  }));
}

/** The terms of the version in force on a day; the law's where it says none or there is none. */
export async function readConversationTerms(
  tx: Transaction,
  options: { readonly municipality: MunicipalityCode; readonly today: Day },
): Promise<ConversationTerms> {
  const [row] = await tx.query<{ terms: Partial<ConversationTerms> | null }>({
    text: `select content->'conversationTerms' as terms from policy_version
           where municipality = $1 and effective_from <= $2::date order by effective_from desc, version desc limit 1`,
    values: [options.municipality, options.today],
  });
  return { ...lawTerms, ...row?.terms };
}

/** The published rates to compare with: of each scope the latest year. */
export async function readBenchmarks(tx: Transaction): Promise<readonly Benchmark[]> {
  const rows = await tx.query<{
    year: number;
    scope: string;
    scope_value: string;
    rate: string;
    source: string;
  }>({
    text: `select distinct on (scope, scope_value) year, scope, scope_value, rate, source
           from benchmark order by scope, scope_value, year desc`,
  });
  return rows.flatMap(({ year, scope, scope_value, rate, source }) => {
    const about = benchmarkScope(scope, scope_value);
    return about === null ? [] : [{ year, scope: about, rate: Number(rate), source }];
  });
}

/** A benchmark about something that the domain has no word for is not shown beside anything. */
function benchmarkScope(scope: string, value: string): BenchmarkScope | null {
  if (scope === 'all') return { kind: 'all' };
  const channel = channels.find((one): one is Channel => one === value);
  if (scope === 'channel' && channel !== undefined) return { kind: 'channel', channel };
  const sector = sectors.find((one): one is Sector => one === value);
  return scope === 'sector' && sector !== undefined ? { kind: 'sector', sector } : null;
}

import type { MunicipalityCode } from '#domain';

import type { Transaction } from '../database.js';

/** One version of a municipality's configuration as it was activated; the contracts library parses it. */
export async function readPolicyContent(
  tx: Transaction,
  options: { readonly municipality: MunicipalityCode; readonly version: number },
): Promise<unknown> {
  const [row] = await tx.query<{ content: unknown }>({
    name: 'outreach-policy-content',
    text: `select content from policy_version where municipality = $1 and version = $2`,
    values: [options.municipality, options.version],
  });
  return row?.content;
}

/** The newest registry of creditors, or undefined when none was loaded. */
export async function readNewestRegistry(
  tx: Transaction,
): Promise<{ readonly version: number; readonly content: unknown } | undefined> {
  const [row] = await tx.query<{ version: number; content: unknown }>({
    name: 'outreach-newest-registry',
    text: `select version, content from creditor_registry order by version desc limit 1`,
  });
  return row;
}

/** The number of the newest registry; 0 when none was loaded. */
export async function readRegistryVersion(tx: Transaction): Promise<number> {
  const [row] = await tx.query<{ version: number }>({
    name: 'outreach-registry-version',
    text: `select coalesce(max(version), 0) version from creditor_registry`,
  });
  return row?.version ?? 0;
}

import { registerCheckQueue } from '#contracts';
import type { Clock, Configuration, Logger } from '#platform';
import type { NationalDatabase } from '#postgres';
import { MunicipalDatabase } from '#postgres';
import type { QueueHost } from '#queue';
import { BsnVault, noConnections, openConnections } from '#registers';

import type { OutreachMetrics } from '../metrics.js';
import { CheckingMunicipalities } from './checking-municipalities.js';
import { ResidentCheck } from './check-resident.js';
import { CheckJobs } from './queue-checks.js';
import { CheckRequests } from './request-checks.js';

const poolMax = 4;

/** What a process needs to look people up. */
export interface RegisterChecks {
  readonly municipalities: CheckingMunicipalities;
  readonly requests: CheckRequests;
  readonly jobs: CheckJobs;
  close(this: void): Promise<void>;
}

/**
 * Opens the ways to the registers and the connection of the one role that may know a BSN, and handles the queue.
 *
 * @throws ConnectionsInvalid when the file of registers cannot be used
 */
export async function openRegisterChecks(
  configuration: Configuration,
  parts: {
    readonly relay: NationalDatabase;
    readonly host: QueueHost;
    readonly clock: Clock;
    readonly metrics: OutreachMetrics;
    readonly logger: Logger;
  },
): Promise<RegisterChecks> {
  const file = configuration.EROPAF_REGISTERS_FILE;
  const connections = file === undefined ? noConnections : openConnections(file);
  const database = await MunicipalDatabase.open({
    host: configuration.EROPAF_POSTGRES_HOST,
    port: configuration.EROPAF_POSTGRES_PORT,
    database: configuration.EROPAF_POSTGRES_DATABASE,
    applicationName: 'outreach',
    role: 'register',
    password: configuration.EROPAF_POSTGRES_PASSWORD_REGISTER ?? '',
    poolMax,
  });
  const check = new ResidentCheck({
    database,
    clock: parts.clock,
    connections,
    vault: new BsnVault(Buffer.from(configuration.EROPAF_REGISTER_KEY ?? '', 'base64')),
  });
  parts.host.work(registerCheckQueue, async (job, { signal }) => {
    const result = await check.handle(job, signal);
    parts.metrics.registerChecks.inc({ result });
    if (result.includes(': ')) {
      const { municipality, checkId } = job;
      parts.logger.warn({ municipality, checkId, result }, 'a register gave no answer');
    }
  });
  const municipalities = new CheckingMunicipalities();
  return {
    municipalities,
    requests: new CheckRequests(parts.relay, municipalities),
    jobs: new CheckJobs(parts.relay, parts.host),
    close: async () => {
      connections.close();
      await database.close();
    },
  };
}

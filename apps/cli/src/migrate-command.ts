import { readConfiguration, type Configuration } from '#platform';
import { asAdmin, ensureDatabase, ensureRoles, migrate } from '#postgres';

import type { Command } from './command.js';

const passwords = [
  'EROPAF_POSTGRES_PASSWORD_OWNER',
  'EROPAF_POSTGRES_PASSWORD_INTAKE',
  'EROPAF_POSTGRES_PASSWORD_RELAY',
  'EROPAF_POSTGRES_PASSWORD_DESK',
  'EROPAF_POSTGRES_PASSWORD_WORKER',
  'EROPAF_POSTGRES_PASSWORD_MONITOR',
  'EROPAF_POSTGRES_PASSWORD_OPERATOR',
  'EROPAF_POSTGRES_PASSWORD_REGISTER',
] as const;

/** One migration at a time on one database. */
const migrationLock = 7_205_054;

export const migrateCommand: Command = {
  name: 'migrate',
  summary: 'make the database and its login roles, or bring them up to date',
  usage: '',
  run: async (_args, io) => {
    const configuration = readConfiguration([
      'EROPAF_POSTGRES_ADMIN_USER',
      'EROPAF_POSTGRES_ADMIN_PASSWORD',
      ...passwords,
    ]);
    for (const line of await migrateDatabase(configuration)) io.out(line);
    return 0;
  },
};

/** Makes roles and database as the administrator and migrates as the owner. Safe to repeat, and to run twice at once. */
export async function migrateDatabase(configuration: Configuration): Promise<readonly string[]> {
  const database = configuration.EROPAF_POSTGRES_DATABASE;
  const server = { host: configuration.EROPAF_POSTGRES_HOST, port: configuration.EROPAF_POSTGRES_PORT };
  const admin = {
    ...server,
    user: configuration.EROPAF_POSTGRES_ADMIN_USER ?? '',
    password: configuration.EROPAF_POSTGRES_ADMIN_PASSWORD ?? '',
  };
  const ownerPassword = configuration.EROPAF_POSTGRES_PASSWORD_OWNER ?? '';
  return asAdmin(admin, 'postgres', async (client) => {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await ensureRoles(client, {
      owner: ownerPassword,
      intake: configuration.EROPAF_POSTGRES_PASSWORD_INTAKE ?? '',
      relay: configuration.EROPAF_POSTGRES_PASSWORD_RELAY ?? '',
      desk: configuration.EROPAF_POSTGRES_PASSWORD_DESK ?? '',
      worker: configuration.EROPAF_POSTGRES_PASSWORD_WORKER ?? '',
      monitor: configuration.EROPAF_POSTGRES_PASSWORD_MONITOR ?? '',
      operator: configuration.EROPAF_POSTGRES_PASSWORD_OPERATOR ?? '',
      register: configuration.EROPAF_POSTGRES_PASSWORD_REGISTER ?? '',
    });
    await ensureDatabase(client, database);
    const ran = await migrate({ ...server, database, ownerPassword });
    return ran.length === 0 ? ['The database is up to date.'] : ran.map((name) => `migrated: ${name}`);
  });
}

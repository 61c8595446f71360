import { randomBytes } from 'node:crypto';

import type { MunicipalRole, NationalRole } from '#postgres';
import {
  asAdmin,
  ensureDatabase,
  ensureRoles,
  migrate,
  migrationsHash,
  MunicipalDatabase,
  NationalDatabase,
} from '#postgres';

import { testStack } from './stack.js';

/** One maker of the template at a time, over all test processes. */
const templateLock = 7_205_051;

export interface TestDatabase {
  readonly name: string;
  national(role: NationalRole): Promise<NationalDatabase>;
  municipal(role: MunicipalRole): Promise<MunicipalDatabase>;
  /** Closes what was opened here and drops the database. */
  drop(): Promise<void>;
}

/** A database of its own for one spec file, cloned from a template that was migrated once. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { postgres, passwords } = testStack();
  const name = `spec_${randomBytes(6).toString('hex')}`;
  await asAdmin(postgres, 'postgres', async (client) => {
    await client.query('select pg_advisory_lock($1)', [templateLock]);
    const template = `eropaf_template_${migrationsHash()}`;
    const { rowCount } = await client.query(
      'select 1 from pg_database where datname = $1 and datistemplate',
      [template],
    );
    if (rowCount === 0) {
      await client.query(`drop database if exists ${template} with (force)`);
      await ensureRoles(client, passwords);
      await ensureDatabase(client, template);
      await migrate({ ...postgres, database: template, ownerPassword: passwords.owner });
      await client.query(`alter database ${template} is_template true`);
    }
    await client.query(`create database ${name} template ${template} owner eropaf_owner`);
  });
  const open: { close(): Promise<void> }[] = [];
  const options = {
    host: postgres.host,
    port: postgres.port,
    database: name,
    poolMax: 4,
    applicationName: 'spec',
  };
  return {
    name,
    national: async (role) => {
      const database = await NationalDatabase.open({ ...options, role, password: passwords[role] });
      open.push(database);
      return database;
    },
    municipal: async (role) => {
      const database = await MunicipalDatabase.open({ ...options, role, password: passwords[role] });
      open.push(database);
      return database;
    },
    drop: async () => {
      for (const database of open) await database.close();
      await asAdmin(postgres, 'postgres', (client) => client.query(`drop database ${name}`));
    },
  };
}

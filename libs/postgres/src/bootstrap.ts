import { Client, escapeIdentifier, escapeLiteral } from 'pg';

import { roleName, roles, type Role } from './roles.js';

export interface AdminOptions {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** Any number that is ours: one bootstrap at a time on one server. */
const bootstrapLock = 7_205_050;

/** Opens an administrator's connection, runs the work and closes it. */
export async function asAdmin<T>(
  options: AdminOptions,
  database: string,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({ ...options, database, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Makes the login roles, or gives them the passwords that the configuration says now. Safe to repeat. */
export async function ensureRoles(client: Client, passwords: Readonly<Record<Role, string>>): Promise<void> {
  await client.query('select pg_advisory_lock($1)', [bootstrapLock]);
  try {
    for (const role of roles) {
      const name = escapeIdentifier(roleName(role));
      const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [roleName(role)]);
      if (rowCount === 0) await client.query(`create role ${name}`);
      await client.query(
        `alter role ${name} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls
         password ${escapeLiteral(passwords[role])}`,
      );
    }
  } finally {
    await client.query('select pg_advisory_unlock($1)', [bootstrapLock]);
  }
}

/** Makes the database, owned by the role that runs the migrations, and lets the roles in. Safe to repeat. */
export async function ensureDatabase(client: Client, database: string): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database]);
  if (rowCount === 0) {
    await client.query(
      `create database ${escapeIdentifier(database)} owner ${escapeIdentifier(roleName('owner'))}
       encoding 'UTF8' template template0 locale 'C.UTF-8'`,
    );
    await client.query(`revoke all on database ${escapeIdentifier(database)} from public`);
  }
  // Also for a database that was there: a version of ours may bring a role.
  for (const role of roles) {
    await client.query(
      `grant connect on database ${escapeIdentifier(database)} to ${escapeIdentifier(roleName(role))}`,
    );
  }
}

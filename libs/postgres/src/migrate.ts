import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';

import type { AdminOptions } from './bootstrap.js';
import { packageRoot } from './package-root.js';
import { roleName } from './roles.js';

export interface MigrationFile {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

/** The migrations in their order. Hand-written, append-only; the number is the order. */
export function migrationFiles(): readonly MigrationFile[] {
  const folder = join(packageRoot(), 'libs/postgres/migrations');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const match = /^(\d{4})-([a-z0-9-]+)\.sql$/.exec(file);
      if (match?.[1] === undefined || match[2] === undefined)
        throw new Error(`a migration with a strange name: ${file}`);
      return { number: Number(match[1]), name: match[2], sql: readFileSync(join(folder, file), 'utf8') };
    });
}

/** Names the state that the migrations lead to: a template database made of others is stale. */
export function migrationsHash(): string {
  const hash = createHash('sha256');
  for (const file of migrationFiles()) hash.update(file.sql);
  return hash.digest('hex').slice(0, 16);
}

/** TypeORM wants a class a migration, whose name ends in a timestamp; the text lives in the SQL file. */
function migrationClass(file: MigrationFile): new () => MigrationInterface {
  return class implements MigrationInterface {
    readonly name = `${file.name.replaceAll('-', '_')}${1_700_000_000_000 + file.number}`;

    async up(runner: QueryRunner): Promise<void> {
      await runner.query(file.sql);
    }

    down(): Promise<void> {
      return Promise.reject(new Error('migrations only go forward: write a new one'));
    }
  };
}

/**
 * Brings a database up to date as its owner, one transaction a migration.
 *
 * @returns the names of the migrations that ran
 */
export async function migrate(
  options: Pick<AdminOptions, 'host' | 'port'> & {
    readonly database: string;
    readonly ownerPassword: string;
  },
): Promise<readonly string[]> {
  const source = new DataSource({
    type: 'postgres',
    host: options.host,
    port: options.port,
    database: options.database,
    username: roleName('owner'),
    password: options.ownerPassword,
    migrations: migrationFiles().map(migrationClass),
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
  });
  await source.initialize();
  try {
    const ran = await source.runMigrations();
    return ran.map((migration) => migration.name);
  } finally {
    await source.destroy();
  }
}

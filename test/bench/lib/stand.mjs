// Databases and topics of the bench's own on the servers of this clone's stack. What a run makes, the next one removes
// if it was killed; databases with residents are kept, since they take minutes to make, and recognised by what made them.
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';

import { createAdmin, createProducer, silentKafkaLogger } from '#kafka';
import { kafkaAccess } from '#platform';
import { asAdmin, ensureDatabase, ensureRoles, migrate, migrationsHash } from '#postgres';
import { testStack } from '#testing';
import pg from 'pg';

import { clone, placesOf } from '../../../deploy/stack/places.mjs';
import { runningPid } from '../../../deploy/stack/processes.mjs';
import { readEnvironment } from '../../../deploy/stack/settings.mjs';
import { policies, registryOf } from './world.mjs';

const KEPT = 'bench_kept_';
const PASSING = 'bench_run_';
const TOPIC_TRIES_MAX = 5;
const TOPIC_WAIT_MS = 1_000;

/** Reads the settings of the stack; what the environment says already wins. @returns its places */
export function useStack() {
  const places = placesOf(env.EROPAF_STACK_DIR ?? '.stack');
  for (const [name, value] of Object.entries(readEnvironment(places))) env[name] ??= value;
  return places;
}

/** What the invented residents follow from: another generator makes others. */
function worldHash() {
  const hash = createHash('sha256').update(migrationsHash());
  const folders = ['dist/libs/generator/src', 'dist/libs/domain/src/matching', 'dist/apps/cli/src/register'];
  for (const folder of folders) {
    for (const name of readdirSync(join(clone, folder), { recursive: true }).sort()) {
      if (name.endsWith('.js')) hash.update(readFileSync(join(clone, folder, name)));
    }
  }
  hash.update(readFileSync(join(clone, 'test/bench/lib/world.mjs')));
  return hash.digest('hex').slice(0, 10);
}

export class Stand {
  /** A word that no other run has: topics and creditors bear it. */
  run = randomBytes(4).toString('hex');
  stack = testStack();
  kafka = kafkaAccess(this.stack.configuration);
  #places;
  #topics = [];
  #groups = [];
  #clients = [];
  #admin;

  constructor(places) {
    this.#places = places;
  }

  static async open(places) {
    const stand = new Stand(places);
    stand.#admin = createAdmin({ ...stand.kafka, clientId: 'bench', logger: silentKafkaLogger });
    await stand.#admin.connect();
    await stand.#removeLeftovers();
    return stand;
  }

  async close() {
    for (const client of this.#clients) await client.end();
    await this.#admin.deleteTopics(this.#topics);
    for (const group of this.#groups) await this.#admin.deleteGroups([group]).catch(() => undefined);
    await this.#dropDatabases((name) => name.startsWith(PASSING));
    await this.#admin.disconnect();
  }

  /** Forgets the residents too. */
  async forget() {
    await this.#dropDatabases((name) => name.startsWith(KEPT));
  }

  get brokerPid() {
    return runningPid(this.#places, 'kafka');
  }

  async #removeLeftovers() {
    const topics = await this.#admin.topics();
    const left = topics.filter((topic) => /(^|\.)bench-[0-9a-f]{8}/u.test(topic));
    if (left.length > 0) await this.#admin.deleteTopics(left);
    const kept = `${KEPT}${worldHash()}`;
    await this.#dropDatabases(
      (name) => name.startsWith(PASSING) || (name.startsWith(KEPT) && !name.startsWith(kept)),
    );
  }

  async #dropDatabases(which) {
    await this.asAdmin('postgres', async (client) => {
      const { rows } = await client.query(`select datname from pg_database where datname like 'bench\\_%'`);
      for (const { datname } of rows.filter((row) => which(row.datname)))
        await client.query(`drop database if exists ${datname} with (force)`);
    });
  }

  /** Runs the work as the administrator, whom no row-level security binds: to load and to count, never under measure. */
  asAdmin(database, work) {
    return asAdmin(this.stack.postgres, database, work);
  }

  /** A connection that stays open and is left out of all figures. */
  async watcher(database) {
    const client = new pg.Client({ ...this.stack.postgres, database, application_name: 'bench' });
    client.on('error', () => undefined);
    await client.connect();
    this.#clients.push(client);
    return {
      rows: async (text, values) => (await client.query(text, values)).rows,
      close: async () => {
        this.#clients = this.#clients.filter((one) => one !== client);
        await client.end();
      },
    };
  }

  /**
   * A database that is kept for later runs.
   *
   * @param {string} name
   * @param {{ from?: string, fill: (database: string) => Promise<void> }} how from: a kept one to begin with
   */
  async keptDatabase(name, { fill, from }) {
    const database = `${KEPT}${worldHash()}_${name}`;
    const exists = await this.asAdmin('postgres', async (client) => {
      const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database]);
      return rowCount === 1;
    });
    if (exists) return database;
    const unfinished = `${PASSING}${this.run}_unfinished`;
    if (from === undefined) await this.#makeDatabase(unfinished);
    else await this.#copyDatabase(from, unfinished);
    await fill(unfinished);
    await this.asAdmin('postgres', (client) =>
      client.query(`alter database ${unfinished} rename to ${database}`),
    );
    return database;
  }

  /** A database for this run alone. */
  async passingDatabase(name, from) {
    const database = `${PASSING}${this.run}_${name}`;
    await this.#copyDatabase(from, database);
    return database;
  }

  /** A database with nothing in it. */
  async emptyDatabase(name) {
    const database = `${PASSING}${this.run}_${name}`;
    await this.asAdmin('postgres', (client) =>
      client.query(`create database ${database} template template0`),
    );
    return database;
  }

  async dropDatabase(database) {
    await this.asAdmin('postgres', (client) => client.query(`drop database ${database} with (force)`));
  }

  async #makeDatabase(database) {
    const { passwords, postgres } = this.stack;
    await this.asAdmin('postgres', async (client) => {
      await ensureRoles(client, passwords);
      await ensureDatabase(client, database);
    });
    await migrate({ ...postgres, database, ownerPassword: passwords.owner });
  }

  async #copyDatabase(from, to) {
    await this.asAdmin('postgres', (client) =>
      client.query(`create database ${to} template ${from} strategy file_copy owner eropaf_owner`),
    );
  }

  /** The policies of all municipalities, in turn with or without a register of their own. */
  async loadPolicies(database, register) {
    const documents = policies(register);
    await this.asAdmin(database, async (client) => {
      await client.query('delete from policy_version');
      await client.query(
        `insert into policy_version (municipality, version, effective_from, activated_at, sha256, content)
         select one ->> 'municipality', 1, (one ->> 'effectiveFrom')::date, now(), '\\x00', one
         from jsonb_array_elements($1::jsonb) one`,
        [JSON.stringify(documents)],
      );
    });
  }

  async loadCreditors(database, creditors) {
    await this.asAdmin(database, (client) =>
      client.query(
        `insert into creditor_registry (version, loaded_at, sha256, content) values (1, now(), '\\x00', $1)`,
        [JSON.stringify(registryOf(creditors))],
      ),
    );
  }

  /** @param {{ topic: string, partitions: number, config: Record<string, string> }[]} definitions */
  async makeTopics(definitions) {
    this.#topics.push(...definitions.map(({ topic }) => topic));
    for (let tries = 1; ; tries += 1) {
      try {
        await this.#admin.ensureTopics(definitions);
        return;
      } catch (error) {
        // A busy broker says for a moment that it does not know what it has just made.
        if (tries === TOPIC_TRIES_MAX) throw error;
        await pause(TOPIC_WAIT_MS);
      }
    }
  }

  async connectedProducer() {
    const producer = createProducer({
      ...this.kafka,
      clientId: 'bench',
      logger: silentKafkaLogger,
      idempotent: true,
    });
    await producer.connect();
    return producer;
  }

  /** Has the broker drop a group when the stand closes. */
  forgetGroup(group) {
    this.#groups.push(group);
  }

  /** A group that nobody was in. */
  newGroup() {
    const group = `bench-${this.run}-${this.#groups.length}`;
    this.#groups.push(group);
    return group;
  }
}

import type { Socket } from 'node:net';

import type { MunicipalityCode } from '#domain';
import type { ClientBase } from 'pg';
import { types } from 'pg';
import { DataSource } from 'typeorm';

import { roleName, type MunicipalRole, type NationalRole, type Role } from './roles.js';

/** One statement with its values. A name makes it a prepared statement of the connection. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

/**
 * A running transaction. Statements outside one do not exist in this code base.
 *
 * Statements that need no answer of each other may be asked together (`Promise.all`): they go to the server in one way
 * and run there one after the other, in the order in which they were asked. Once one fails so do those behind it,
 * with its error: theirs would only say that something had failed before. Whoever swallows an error saves nothing by it:
 * the transaction is rolled back and throws it, unless the work has gone back to a savepoint.
 */
export interface Transaction {
  query<Row extends object = Record<string, unknown>>(statement: Statement): Promise<Row[]>;
}

export interface DatabaseOptions {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly role: Role;
  readonly password: string;
  /** Connections of the pool at most. */
  readonly poolMax: number;
  /** Shown by the server beside each connection. */
  readonly applicationName: string;
}

const connectTimeoutMs = 5_000;
/** A transaction that stands still longer than this is ended by the server, so that its locks cannot stay. */
const idleInTransactionTimeoutMs = 60_000;
/** Below the session of a Kafka consumer (45 s), which sends no heartbeat while a statement runs. */
const statementTimeoutMs = 30_000;

const dateOid: number = types.builtins.DATE;
const int8Oid: number = types.builtins.INT8;

/** Days stay the strings they are: a `Date` would be shifted by a time zone. Counts and offsets fit a number. */
function getTypeParser(oid: number, format?: 'text'): unknown {
  if (oid === dateOid) return (value: string) => value;
  if (oid === int8Oid) return Number;
  return types.getTypeParser(oid, format);
}

async function openSource(options: DatabaseOptions): Promise<DataSource> {
  const source = new DataSource({
    type: 'postgres',
    host: options.host,
    port: options.port,
    database: options.database,
    username: roleName(options.role),
    password: options.password,
    applicationName: options.applicationName,
    poolSize: options.poolMax,
    connectTimeoutMS: connectTimeoutMs,
    extra: {
      types: { getTypeParser },
      idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
      statement_timeout: statementTimeoutMs,
      // What is asked without waiting is sent in one go and answered in its order, each statement by itself.
      pipeline: true,
    },
    synchronize: false,
    logging: false,
  });
  return source.initialize();
}

const begin: Statement = { text: 'begin' };

/**
 * @param opening what the transaction begins with, sent in one go; nothing of the work runs before all of it did
 * @throws the error of the first statement that failed, also when the work swallowed it: nothing was committed then
 */
async function inTransaction<T>(
  source: DataSource,
  opening: readonly Statement[],
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const runner = source.createQueryRunner();
  let broken = false;
  try {
    const client = (await runner.connect()) as ClientBase;
    try {
      await Promise.all(opening.map((statement) => ask(client, statement)));
      const { tx, end, failed } = openTransaction(client);
      const result = await work(tx).finally(end);
      const { command } = await client.query('commit');
      // The server answers so when a statement failed, also one whose error the work has swallowed.
      if (command !== 'COMMIT') failed(new Error('the server rolled the transaction back'));
      return result;
    } catch (error) {
      await client.query('rollback').catch(() => {
        // The connection is gone, and with it the transaction: the first error tells why.
        broken = true;
      });
      throw error;
    }
  } finally {
    if (!broken) await runner.release();
    else await runner.release().catch(() => undefined);
  }
}

/** What is asked of a transaction that has ended would run in the next one of its connection: it is refused. */
function openTransaction(client: ClientBase): {
  readonly tx: Transaction;
  end(this: void): void;
  /** Throws the error of the first statement that failed; where none did, this one. */
  failed(this: void, error: unknown): never;
} {
  let hasEnded = false;
  let failure: { readonly error: unknown } | null = null;
  const failed = (error: unknown): never => {
    failure ??= { error };
    throw failure.error;
  };
  return {
    tx: {
      query: <Row extends object>(statement: Statement) =>
        hasEnded
          ? Promise.reject(new Error('the transaction of this statement has ended'))
          : ask<Row>(client, statement).catch(failed),
    },
    end: () => {
      hasEnded = true;
    },
    failed,
  };
}

async function ask<Row extends object>(client: ClientBase, statement: Statement): Promise<Row[]> {
  leaveTogether(client);
  const { rows } = await client.query<Row>({ ...statement, values: [...(statement.values ?? [])] });
  return rows;
}

/** Holds back what is written to the server until the caller waits: what was asked in one go is one write to the socket. */
function leaveTogether(client: ClientBase): void {
  const { stream } = (client as ClientBase & { readonly connection: { readonly stream: Socket } }).connection;
  stream.cork();
  queueMicrotask(() => {
    stream.uncork();
  });
}

/** One statement that reads. The server makes a transaction of it by itself: one way there instead of three. */
async function readAlone<Row extends object>(source: DataSource, statement: Statement): Promise<Row[]> {
  const runner = source.createQueryRunner();
  try {
    const rows = await ask<Row>((await runner.connect()) as ClientBase, statement);
    await runner.release();
    return rows;
  } catch (error) {
    // Where the connection is gone, the first error tells why.
    await runner.release().catch(() => undefined);
    throw error;
  }
}

/** Connections of a role that works on many municipalities at once. */
export class NationalDatabase {
  private constructor(private readonly source: DataSource) {}

  static async open(options: DatabaseOptions & { readonly role: NationalRole }): Promise<NationalDatabase> {
    return new NationalDatabase(await openSource(options));
  }

  /** Runs the work in one transaction over all municipalities that the role's policies open. */
  acrossMunicipalities<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return inTransaction(this.source, [begin], work);
  }

  /** One statement that reads, as a transaction of its own. */
  read<Row extends object>(statement: Statement): Promise<Row[]> {
    return readAlone(this.source, statement);
  }

  close(): Promise<void> {
    return this.source.destroy();
  }
}

/** Connections of a role that sees one municipality at a time. */
export class MunicipalDatabase {
  private constructor(private readonly source: DataSource) {}

  static async open(options: DatabaseOptions & { readonly role: MunicipalRole }): Promise<MunicipalDatabase> {
    return new MunicipalDatabase(await openSource(options));
  }

  /**
   * Runs the work in one transaction that sees only the rows of this municipality. The setting ends with the
   * transaction, so a connection that goes back to the pool carries nothing over.
   */
  withMunicipality<T>(municipality: MunicipalityCode, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const setting: Statement = {
      name: 'see-one-municipality',
      text: `select set_config('app.municipality', $1, true)`,
      values: [municipality],
    };
    return inTransaction(this.source, [begin, setting], work);
  }

  /** Reads reference data, which belongs to no municipality; rows of any municipality are invisible here. */
  withReferenceData<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return inTransaction(this.source, [begin], work);
  }

  /** One statement that reads reference data, as a transaction of its own; rows of any municipality are invisible here. */
  read<Row extends object>(statement: Statement): Promise<Row[]> {
    return readAlone(this.source, statement);
  }

  close(): Promise<void> {
    return this.source.destroy();
  }
}

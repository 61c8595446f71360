import { machineClock, readConfiguration, type Clock, type Configuration } from '#platform';
import { NationalDatabase, simulatedClock, type Transaction } from '#postgres';

/** What a one-shot command needs of the operator's role. */
export interface Operator {
  readonly configuration: Configuration;
  readonly clock: Clock;
  readonly run: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;
}

/** Opens the operator's connections for one command and closes them behind it. */
export async function asOperator<T>(work: (operator: Operator) => Promise<T>): Promise<T> {
  const configuration = readConfiguration(['EROPAF_POSTGRES_PASSWORD_OPERATOR']);
  const database = await NationalDatabase.open({
    host: configuration.EROPAF_POSTGRES_HOST,
    port: configuration.EROPAF_POSTGRES_PORT,
    database: configuration.EROPAF_POSTGRES_DATABASE,
    role: 'operator',
    password: configuration.EROPAF_POSTGRES_PASSWORD_OPERATOR ?? '',
    poolMax: 2,
    applicationName: 'eropaf-cli',
  });
  try {
    const run = <R>(transaction: (tx: Transaction) => Promise<R>): Promise<R> =>
      database.acrossMunicipalities(transaction);
    const clock = configuration.EROPAF_CLOCK === 'simulated' ? simulatedClock(database) : machineClock;
    return await work({ configuration, clock, run });
  } finally {
    await database.close();
  }
}

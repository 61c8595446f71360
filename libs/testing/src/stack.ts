import { readConfiguration, type Configuration } from '#platform';
import type { AdminOptions, Role } from '#postgres';

export interface TestStack {
  readonly kafkaBrokers: readonly string[];
  readonly redisUrl: string;
  readonly postgres: AdminOptions;
  readonly passwords: Readonly<Record<Role, string>>;
  readonly configuration: Configuration;
}

/** The servers that this run of the tests was given, from the environment that `make stack` wrote. */
export function testStack(): TestStack {
  const configuration = readConfiguration([
    'EROPAF_POSTGRES_ADMIN_USER',
    'EROPAF_POSTGRES_ADMIN_PASSWORD',
    'EROPAF_POSTGRES_PASSWORD_OWNER',
    'EROPAF_POSTGRES_PASSWORD_INTAKE',
    'EROPAF_POSTGRES_PASSWORD_RELAY',
    'EROPAF_POSTGRES_PASSWORD_DESK',
    'EROPAF_POSTGRES_PASSWORD_WORKER',
    'EROPAF_POSTGRES_PASSWORD_MONITOR',
    'EROPAF_POSTGRES_PASSWORD_OPERATOR',
    'EROPAF_POSTGRES_PASSWORD_REGISTER',
  ]);
  return {
    kafkaBrokers: configuration.EROPAF_KAFKA_BROKERS.split(','),
    redisUrl: configuration.EROPAF_REDIS_URL,
    postgres: {
      host: configuration.EROPAF_POSTGRES_HOST,
      port: configuration.EROPAF_POSTGRES_PORT,
      user: given(configuration.EROPAF_POSTGRES_ADMIN_USER),
      password: given(configuration.EROPAF_POSTGRES_ADMIN_PASSWORD),
    },
    passwords: {
      owner: given(configuration.EROPAF_POSTGRES_PASSWORD_OWNER),
      intake: given(configuration.EROPAF_POSTGRES_PASSWORD_INTAKE),
      relay: given(configuration.EROPAF_POSTGRES_PASSWORD_RELAY),
      desk: given(configuration.EROPAF_POSTGRES_PASSWORD_DESK),
      worker: given(configuration.EROPAF_POSTGRES_PASSWORD_WORKER),
      monitor: given(configuration.EROPAF_POSTGRES_PASSWORD_MONITOR),
      operator: given(configuration.EROPAF_POSTGRES_PASSWORD_OPERATOR),
      register: given(configuration.EROPAF_POSTGRES_PASSWORD_REGISTER),
    },
    configuration,
  };
}

function given(value: string | undefined): string {
  if (value === undefined) throw new Error('readConfiguration let a required variable through');
  return value;
}

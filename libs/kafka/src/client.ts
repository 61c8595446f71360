import { setTimeout } from 'node:timers/promises';

import {
  Kafka,
  KafkaJSError,
  KafkaJSProtocolError,
  logLevel,
  type KafkaConfig,
  type SASLOptions,
} from 'kafkajs';
import { installCodecs } from './codecs.js';
import { DependencyUnavailable } from './errors.js';
import { kafkajsLogCreator, type KafkaLogger } from './logging.js';
import { restWhereNothingWaits } from './pending-requests.js';

/** How to reach a cluster. */
export interface KafkaConnection {
  /** host:port of some brokers; the others are learnt from them. */
  readonly brokers: readonly string[];
  /** Names this process in the broker's logs and quotas. */
  readonly clientId: string;
  readonly logger: KafkaLogger;
  /** Absent: not encrypted. */
  readonly ssl?: true | { readonly ca: string };
  /** Absent: not logged in. */
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
}

const CONNECTION_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 30_000;

/** Some 20 seconds in all: a broker that restarts is back by then, and a caller still learns of one that is not. */
const RETRY = { initialRetryTime: 300, maxRetryTime: 5_000, retries: 8 };

export function kafkaClient(connection: KafkaConnection): Kafka {
  installCodecs();
  restWhereNothingWaits();
  const config: KafkaConfig = {
    brokers: [...connection.brokers],
    clientId: connection.clientId,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retry: RETRY,
    logLevel: logLevel.INFO,
    logCreator: kafkajsLogCreator(connection.logger),
  };
  if (connection.ssl !== undefined) config.ssl = connection.ssl;
  // kafkajs has a type for each mechanism; the three take the same two fields.
  if (connection.sasl !== undefined) config.sasl = connection.sasl as SASLOptions;
  return new Kafka(config);
}

/** A partition has no leader for a moment after it was made, or while a broker goes. kafkajs asks again for some requests only. */
const LEADER_TRIES_MAX = 10;
const LEADER_WAIT_MS = 200;
const leaderFaults: readonly string[] = ['NOT_LEADER_FOR_PARTITION', 'LEADER_NOT_AVAILABLE'];

/** Runs one request; what the broker or the way to it did becomes `DependencyUnavailable`. */
export async function asking<T>(request: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof KafkaJSError)) throw error;
      const isElecting = error instanceof KafkaJSProtocolError && leaderFaults.includes(error.type);
      if (!isElecting || tries === LEADER_TRIES_MAX)
        throw new DependencyUnavailable(`Kafka: ${error.message}`, { cause: error });
      await setTimeout(LEADER_WAIT_MS);
    }
  }
}

/** Whether a question that `asking` put failed as the broker's rules do not let this user ask it. */
export function isNotAllowed(error: unknown): boolean {
  const { cause } = error instanceof Error ? error : {};
  return cause instanceof KafkaJSProtocolError && cause.type.endsWith('AUTHORIZATION_FAILED');
}

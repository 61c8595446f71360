// Whether a server truly answers. Each probe throws while it does not; used after a start, and for servers that we only use.

import { readFileSync } from 'node:fs';

const CONNECT_TIMEOUT_MS = 2_000;

/** PostgreSQL answers a query of the administrator. */
export async function probePostgres(environment) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    host: environment.EROPAF_POSTGRES_HOST,
    port: Number(environment.EROPAF_POSTGRES_PORT),
    user: environment.EROPAF_POSTGRES_ADMIN_USER,
    password: environment.EROPAF_POSTGRES_ADMIN_PASSWORD,
    database: 'postgres',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
  } finally {
    await client.end();
  }
}

/** Redis answers PING (while it still loads its file it answers with an error). */
export async function probeRedis(environment) {
  const { Redis } = await import('ioredis');
  const redis = new Redis(environment.EROPAF_REDIS_URL, {
    lazyConnect: true,
    retryStrategy: null,
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    enableReadyCheck: false,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await redis.ping();
  } finally {
    redis.disconnect();
  }
}

/** How we log in at Kafka, as the processes do (libs/platform/src/kafka-access.ts): also before anything is built. */
function kafkaAccess(environment) {
  const ca = environment.EROPAF_KAFKA_TLS_CA_FILE;
  const mechanism = environment.EROPAF_KAFKA_SASL ?? 'none';
  const { EROPAF_KAFKA_USERNAME: username, EROPAF_KAFKA_PASSWORD: password } = environment;
  return {
    brokers: environment.EROPAF_KAFKA_BROKERS.split(','),
    ...(environment.EROPAF_KAFKA_TLS === 'on' ? { ssl: ca ? { ca: readFileSync(ca, 'utf8') } : true } : {}),
    ...(mechanism === 'none' ? {} : { sasl: { mechanism, username, password } }),
  };
}

/** Kafka shows a broker and serves consumer groups, for which it must have made __consumer_offsets. */
export async function probeKafka(environment) {
  const { Kafka, logLevel } = (await import('kafkajs')).default;
  const kafka = new Kafka({
    clientId: 'eropaf-stack',
    ...kafkaAccess(environment),
    logLevel: logLevel.NOTHING,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    retry: { retries: 0 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    const { brokers } = await admin.describeCluster();
    if (brokers.length === 0) throw new Error('no broker has registered');
    await admin.describeGroups(['eropaf-stack-ready']);
  } finally {
    await admin.disconnect();
  }
}

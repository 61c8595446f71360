import { z } from 'zod';
import { kafkaAccessFaults } from './kafka-access.js';

/**
 * Everything that a process reads from its environment, in one schema. Parsed once at the start, frozen, and
 * handed out in slices; this is the only file that reads `process.env`.
 */
const port = z.coerce.number().int().min(1).max(65_535);
const secret = z.string().min(8).max(200);
const key32 = z
  .string()
  .regex(/^[A-Za-z0-9+/]{43}=$/, 'must be 32 bytes in base64')
  .describe('32 bytes in base64');

/** The part of an OIN source that the contract allows; twenty digits and at most one system of that organisation. */
const oinSource = z
  .string()
  .regex(
    /^urn:nld:oin:[0-9]{20}(?:[:.][A-Za-z0-9](?:[A-Za-z0-9._:-]{0,98}[A-Za-z0-9])?)?$/,
    'must be urn:nld:oin:<20 digits>, with one part for a system at most',
  );

export const configurationSchema = z.object({
  EROPAF_ENV: z.enum(['development', 'test', 'production']),
  EROPAF_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  EROPAF_CLOCK: z.enum(['machine', 'simulated']).default('machine'),

  EROPAF_KAFKA_BROKERS: z.string().regex(/^[^,\s]+:\d+(,[^,\s]+:\d+)*$/, 'must be host:port[,host:port]'),
  EROPAF_KAFKA_GROUP: z.string().min(1).max(100).default('eropaf-intake'),
  EROPAF_KAFKA_TLS: z.enum(['off', 'on']).default('off'),
  /** The authority behind the brokers' certificates, in PEM, where it is none that Node knows. */
  EROPAF_KAFKA_TLS_CA_FILE: z.string().min(1).max(500).optional(),
  EROPAF_KAFKA_SASL: z.enum(['none', 'scram-sha-512', 'scram-sha-256', 'plain']).default('none'),
  EROPAF_KAFKA_USERNAME: z.string().min(1).max(100).optional(),
  EROPAF_KAFKA_PASSWORD: secret.optional(),

  EROPAF_POSTGRES_HOST: z.string().min(1).max(255),
  EROPAF_POSTGRES_PORT: port,
  EROPAF_POSTGRES_DATABASE: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/),
  EROPAF_POSTGRES_ADMIN_USER: z.string().min(1).max(63).optional(),
  EROPAF_POSTGRES_ADMIN_PASSWORD: secret.optional(),
  EROPAF_POSTGRES_PASSWORD_OWNER: secret.optional(),
  EROPAF_POSTGRES_PASSWORD_INTAKE: secret.optional(),
  EROPAF_POSTGRES_PASSWORD_RELAY: secret.optional(),
  EROPAF_POSTGRES_PASSWORD_DESK: secret.optional(),
  EROPAF_POSTGRES_PASSWORD_WORKER: secret.optional(),
  EROPAF_POSTGRES_PASSWORD_MONITOR: secret.optional(),
  EROPAF_POSTGRES_PASSWORD_OPERATOR: secret.optional(),
  EROPAF_POSTGRES_PASSWORD_REGISTER: secret.optional(),

  /** Who says it: the `source` of the events that this installation sends to creditors. */
  EROPAF_EVENT_SOURCE: oinSource.optional(),

  EROPAF_REDIS_URL: z.string().regex(/^rediss?:\/\/.+/, 'must be redis://… or rediss://…'),

  EROPAF_QUARANTINE_KEY: key32.optional(),
  EROPAF_PSEUDONYM_KEY: key32.optional(),
  /** Seals the BSN that a register gave (docs/registers.md). */
  EROPAF_REGISTER_KEY: key32.optional(),
  /** How each municipality reaches its registers; absent: none does. */
  EROPAF_REGISTERS_FILE: z.string().min(1).max(500).optional(),
  EROPAF_OBJECTS_DIR: z.string().min(1).max(500).optional(),
  EROPAF_DEMO_TOKEN: z.string().min(16).max(200).optional(),

  /** Where the ports below listen. Only a container, whose network decides who reaches it, needs another. */
  EROPAF_BIND_ADDRESS: z.union([z.ipv4(), z.ipv6()]).default('127.0.0.1'),
  EROPAF_INTAKE_PORT: port.default(7101),
  EROPAF_OUTREACH_PORT: port.default(7102),
  EROPAF_DESK_PORT: port.default(7103),
  EROPAF_DESK_OPERATIONS_PORT: port.default(7104),
  EROPAF_MONITOR_PORT: port.default(7105),
});

export type Configuration = Readonly<z.infer<typeof configurationSchema>>;

/** The names of all variables, for the tests that hold compose files and documents against the schema. */
export const configurationVariables: readonly string[] = Object.freeze(
  Object.keys(configurationSchema.shape),
);

/** Configuration that cannot be used; `faults` names each variable and what is wrong, never its value. */
export class ConfigurationInvalid extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The configuration cannot be used:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigurationInvalid';
  }
}

/**
 * Parses the environment.
 *
 * @param required variables that this process cannot do without although the schema leaves them optional
 * @throws ConfigurationInvalid with all faults together
 */
export function readConfiguration(
  required: readonly (keyof Configuration)[] = [],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Configuration {
  const faults: string[] = [];
  for (const name of Object.keys(environment)) {
    if (name.startsWith('EROPAF_') && !configurationVariables.includes(name) && !toolVariables.has(name)) {
      faults.push(`${name}: unknown variable`);
    }
  }
  const parsed = configurationSchema.safeParse(environment);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) faults.push(`${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigurationInvalid(faults);
  }
  for (const name of required) {
    if (parsed.data[name] === undefined) faults.push(`${name}: is needed by this process`);
  }
  faults.push(...kafkaAccessFaults(parsed.data));
  if (parsed.data.EROPAF_ENV === 'production') {
    if (parsed.data.EROPAF_CLOCK === 'simulated')
      faults.push('EROPAF_CLOCK: production has no simulated clock');
    // Until login, the processing log and retention exist, nobody's real data may enter (Wgs 8b, AVG 32).
    faults.push(
      'EROPAF_ENV: production is refused until login, processing log and retention have landed (docs/privacy.md)',
    );
  }
  if (faults.length > 0) throw new ConfigurationInvalid(faults);
  return Object.freeze(parsed.data);
}

/** Variables of the scripts around the processes; a process ignores them. */
const toolVariables: ReadonlySet<string> = new Set(['EROPAF_STACK_DIR']);

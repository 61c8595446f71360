// What a stack chose at its first start and keeps: ports and secrets; and the env file that is made from them.
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { clone, hashOf } from './places.mjs';
import { StackError } from './processes.mjs';

// Below the range from which Linux takes the ports of outgoing connections (32768 and up): one of those could hold our port
// at the moment when the server starts again.
const PORT_FIRST = 20_000;
const PORT_LAST = 31_999;
const portNames = [
  'kafka',
  'kafkaController',
  'postgres',
  'redis',
  'intake',
  'outreach',
  'desk',
  'deskOperations',
  'monitor',
];

const roles = ['OWNER', 'INTAKE', 'RELAY', 'DESK', 'WORKER', 'MONITOR', 'OPERATOR', 'REGISTER'];

function writeWhole(file, text) {
  // Renamed into place, so that a reader or a crash never sees half a file.
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  chmodSync(`${file}.new`, 0o600);
  renameSync(`${file}.new`, file);
}

const readJson = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});

/** Ports that the other stacks of this clone keep, also while they do not run. */
function portsOfSiblings() {
  const root = join(clone, '.stack');
  const folders = existsSync(root)
    ? readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    : [];
  const files = [root, ...folders.map((folder) => join(root, folder.name))].map((folder) =>
    join(folder, 'ports.json'),
  );
  return files.flatMap((file) => Object.values(readJson(file)));
}

export const portIsFree = (port) =>
  new Promise((answer) => {
    const server = createServer();
    server.once('error', () => answer(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => answer(true)));
  });

/** The ports of the stack: those kept from its first start, and new free ones for names that have none yet. */
export async function portsOf(places) {
  const kept = readJson(places.ports);
  const taken = new Set([...Object.values(kept), ...portsOfSiblings()]);
  const size = PORT_LAST - PORT_FIRST + 1;
  // Each clone begins to look at a place of its own, so that two clones that start at once do not choose the same.
  let offset = Number.parseInt(hashOf(places.root).slice(0, 8), 16) % size;
  for (const name of portNames.filter((each) => kept[each] === undefined)) {
    for (let tries = 0; kept[name] === undefined; tries += 1) {
      if (tries > size) throw new StackError(`No free port between ${PORT_FIRST} and ${PORT_LAST}.`);
      const port = PORT_FIRST + offset;
      offset = (offset + 1) % size;
      if (!taken.has(port) && (await portIsFree(port))) kept[name] = port;
    }
    taken.add(kept[name]);
  }
  writeWhole(places.ports, `${JSON.stringify(kept, undefined, 2)}\n`);
  return kept;
}

/** The secrets of the stack, made at the first start. Hexadecimal where they become part of an address. */
export function secretsOf(places) {
  const kept = readJson(places.secrets);
  const fresh = () => randomBytes(24).toString('hex');
  const secrets = {
    postgresAdmin: fresh(),
    redis: fresh(),
    demoToken: fresh(),
    quarantineKey: randomBytes(32).toString('base64'),
    pseudonymKey: randomBytes(32).toString('base64'),
    registerKey: randomBytes(32).toString('base64'),
    ...Object.fromEntries(roles.map((role) => [`postgres${role}`, fresh()])),
    ...kept,
  };
  writeWhole(places.secrets, `${JSON.stringify(secrets, undefined, 2)}\n`);
  return secrets;
}

/** Addresses of servers that this stack runs on this machine, on its own ports (STACK=local and STACK=docker). */
export const ownAddresses = (ports, secrets) => ({
  EROPAF_KAFKA_BROKERS: `127.0.0.1:${ports.kafka}`,
  EROPAF_POSTGRES_HOST: '127.0.0.1',
  EROPAF_POSTGRES_PORT: String(ports.postgres),
  EROPAF_POSTGRES_ADMIN_USER: 'postgres',
  EROPAF_POSTGRES_ADMIN_PASSWORD: secrets.postgresAdmin,
  EROPAF_REDIS_URL: `redis://:${secrets.redis}@127.0.0.1:${ports.redis}/0`,
});

/** Every variable that the apps read, from the addresses of the servers and what the stack keeps. */
export function environmentOf(places, { addresses, ports, secrets, database }) {
  return {
    EROPAF_ENV: 'development',
    ...addresses,
    EROPAF_POSTGRES_DATABASE: database,
    ...Object.fromEntries(
      roles.map((role) => [`EROPAF_POSTGRES_PASSWORD_${role}`, secrets[`postgres${role}`]]),
    ),
    EROPAF_QUARANTINE_KEY: secrets.quarantineKey,
    EROPAF_PSEUDONYM_KEY: secrets.pseudonymKey,
    EROPAF_REGISTER_KEY: secrets.registerKey,
    // An OIN that no organisation has: what this stack says is said by nobody.
    EROPAF_EVENT_SOURCE: 'urn:nld:oin:00000099999999990000:vroeg-eropaf',
    EROPAF_OBJECTS_DIR: places.objects,
    EROPAF_CLOCK: 'simulated',
    EROPAF_BIND_ADDRESS: '127.0.0.1',
    EROPAF_INTAKE_PORT: String(ports.intake),
    EROPAF_OUTREACH_PORT: String(ports.outreach),
    EROPAF_DESK_PORT: String(ports.desk),
    EROPAF_DESK_OPERATIONS_PORT: String(ports.deskOperations),
    EROPAF_MONITOR_PORT: String(ports.monitor),
    EROPAF_DEMO_TOKEN: secrets.demoToken,
  };
}

/** Writes an env file, which a shell can source: values with other characters than these stand in single quotes. */
export function writeEnvironment(file, environment) {
  const plain = /^[A-Za-z0-9_./:@%+=,-]*$/;
  const quoted = (value) => (plain.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`);
  const lines = Object.entries(environment).map(([name, value]) => `${name}=${quoted(value)}\n`);
  writeWhole(file, lines.join(''));
}

/** The env file as an object; empty when the stack was never started. */
export function readEnvironment(places) {
  if (!existsSync(places.env)) return {};
  const lines = readFileSync(places.env, 'utf8').split('\n').filter(Boolean);
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf('=');
      const value = line.slice(at + 1);
      return [line.slice(0, at), value.startsWith("'") ? value.slice(1, -1).replaceAll("'\\''", "'") : value];
    }),
  );
}

// The servers that the apps need: node deploy/stack/stack.mjs up|down|status|env|clean|jars [--dir .stack] [--database eropaf]
// STACK=local|docker|env says where they come from. Safe to repeat: what runs and answers is left alone.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { argv, env, exit, getuid, hrtime, platform, stderr, stdout, umask } from 'node:process';
import { parseArgs } from 'node:util';
import { clone, hashOf, outsideClone, placesOf } from './places.mjs';
import { probeKafka, probePostgres, probeRedis } from './probes.mjs';
import { StackError, runningPid, startProcess, stopProcess, waitUntilReady, withLock } from './processes.mjs';
import { kafkaJars, servers } from './servers.mjs';
import {
  environmentOf,
  ownAddresses,
  portIsFree,
  portsOf,
  readEnvironment,
  secretsOf,
  writeEnvironment,
} from './settings.mjs';

const kinds = ['local', 'docker', 'env'];
const say = (line) => stdout.write(`${line}\n`);

/** Where the servers come from: as asked, else as this stack was first made, else the default of the platform. */
function kindOf(places) {
  const kept = existsSync(places.kind) ? readFileSync(places.kind, 'utf8').trim() : undefined;
  const asked = env.STACK === undefined || env.STACK === '' ? undefined : env.STACK;
  if (asked !== undefined && !kinds.includes(asked))
    throw new StackError(`STACK=${asked} is unknown; choose ${kinds.join(', ')}.`);
  if (asked !== undefined && kept !== undefined && asked !== kept) {
    throw new StackError(
      `The stack in ${places.root} was made with STACK=${kept}. Remove it (make clean) before taking STACK=${asked}.`,
    );
  }
  return kept ?? asked ?? (platform === 'linux' ? 'local' : 'docker');
}

/* STACK=local */

async function upServer(server, context) {
  if (runningPid(context.places, server.name) === undefined) {
    for (const name of server.ports) {
      const port = context.ports[name];
      if (await portIsFree(port)) continue;
      throw new StackError(
        `Port ${port} of ${server.name} is in use by another process. End that process, or remove "${name}" from ${context.places.ports} to get another port.`,
      );
    }
    await server.prepare(context);
    await startProcess(context.places, { name: server.name, ...server.launch(context) });
  }
  await waitUntilReady(
    context.places,
    server.name,
    () => server.ready(context.environment),
    server.readyTimeoutMs,
  );
}

async function upLocal(context) {
  const results = await Promise.allSettled(servers.map((server) => upServer(server, context)));
  const failures = results.filter((result) => result.status === 'rejected').map((result) => result.reason);
  const bug = failures.find((failure) => !(failure instanceof StackError));
  if (bug !== undefined) throw bug;
  if (failures.length > 0) throw new StackError(failures.map((failure) => failure.message).join('\n'));
}

/* STACK=docker */

function compose(places, args) {
  const all = ['compose', '-f', join(clone, 'docker-compose.yml'), '--env-file', places.composeEnv, ...args];
  const run = spawnSync('docker', all, { encoding: 'utf8', stdio: ['ignore', 'inherit', 'pipe'] });
  if (run.error?.code === 'ENOENT')
    throw new StackError(
      'Docker is missing. Fix: https://docs.docker.com/engine/install/, or on Linux STACK=local.',
    );
  if (run.status === 0) return;
  throw new StackError(`docker ${all.join(' ')} failed: ${run.stderr.trim().split('\n').at(-1)}`);
}

/** What docker-compose.yml needs beside the apps' variables: a project name of this stack, and the servers' own ports. */
function writeComposeEnvironment(places, { environment, ports, secrets }) {
  writeEnvironment(places.composeEnv, {
    ...environment,
    COMPOSE_PROJECT_NAME: `eropaf-${hashOf(places.root)}`,
    STACK_KAFKA_PORT: String(ports.kafka),
    STACK_REDIS_PORT: String(ports.redis),
    STACK_REDIS_PASSWORD: secrets.redis,
  });
}

/* STACK=env */

const givenNames = [
  'EROPAF_KAFKA_BROKERS',
  'EROPAF_POSTGRES_HOST',
  'EROPAF_POSTGRES_PORT',
  'EROPAF_POSTGRES_ADMIN_USER',
  'EROPAF_POSTGRES_ADMIN_PASSWORD',
  'EROPAF_REDIS_URL',
];
/** How to log in at a Kafka that asks for it. */
const givenAccess = ['TLS', 'TLS_CA_FILE', 'SASL', 'USERNAME', 'PASSWORD'].map(
  (name) => `EROPAF_KAFKA_${name}`,
);

function givenAddresses() {
  const missing = givenNames.filter((name) => !env[name]);
  if (missing.length > 0) throw new StackError(`STACK=env needs in the environment: ${missing.join(', ')}.`);
  const given = [...givenNames, ...givenAccess.filter((name) => env[name])];
  return Object.fromEntries(given.map((name) => [name, env[name]]));
}

async function checkGiven(environment) {
  const probes = { Kafka: probeKafka, PostgreSQL: probePostgres, Redis: probeRedis };
  const answers = await Promise.all(
    Object.entries(probes).map(([name, probe]) =>
      probe(environment).then(
        () => undefined,
        (error) => `${name} does not answer: ${error.message}`,
      ),
    ),
  );
  const faults = answers.filter(Boolean);
  if (faults.length > 0) throw new StackError(faults.join('\n'));
}

/* Commands */

async function up(places, database) {
  const began = hrtime.bigint();
  mkdirSync(places.root, { recursive: true });
  // PostgreSQL's user passes through here; what is secret in it has its own mode.
  chmodSync(places.root, 0o755);
  mkdirSync(places.objects, { recursive: true, mode: 0o700 });
  const kind = kindOf(places);
  say(`stack: STACK=${kind} in ${relative(clone, places.root) || places.root}`);
  const ports = await portsOf(places);
  const secrets = secretsOf(places);
  const addresses = kind === 'env' ? givenAddresses() : ownAddresses(ports, secrets);
  const environment = environmentOf(places, { addresses, ports, secrets, database });
  writeEnvironment(places.env, environment);
  const remember = () => writeFileSync(places.kind, `${kind}\n`);
  // Our own servers are remembered before they start, so that `down` also finds those of a start that failed halfway.
  if (kind === 'local') remember();
  if (kind === 'local') await upLocal({ places, ports, secrets, environment });
  if (kind === 'docker') {
    writeComposeEnvironment(places, { environment, ports, secrets });
    compose(places, ['--profile', 'stack', 'up', '-d', '--wait']);
  }
  if (kind === 'env') await checkGiven(environment);
  remember();
  const seconds = Number(hrtime.bigint() - began) / 1e9;
  say(
    `stack: ready in ${seconds.toFixed(1)} s (Kafka ${environment.EROPAF_KAFKA_BROKERS}, PostgreSQL ${environment.EROPAF_POSTGRES_HOST}:${environment.EROPAF_POSTGRES_PORT}, Redis ${new URL(environment.EROPAF_REDIS_URL).host})`,
  );
}

async function down(places) {
  if (!existsSync(places.kind)) return say('stack: none to stop');
  const kind = readFileSync(places.kind, 'utf8').trim();
  if (kind === 'docker') compose(places, ['--profile', '*', 'down']);
  if (kind === 'local')
    await Promise.all(
      servers.map((server) => stopProcess(places, server.name, { signal: server.stopSignal })),
    );
  say(kind === 'env' ? 'stack: the servers are not ours, they were left alone' : 'stack: stopped');
}

function status(places) {
  if (!existsSync(places.kind)) return say('stack: never started');
  say(`stack: STACK=${readFileSync(places.kind, 'utf8').trim()}`);
  for (const server of servers) {
    const pid = runningPid(places, server.name);
    say(`${server.name.padEnd(9)} ${pid === undefined ? 'stopped' : `running, process ${pid}`}`);
  }
}

/** Ends the stack and removes its data; for the clone's main stack also what PostgreSQL kept outside the clone. */
async function clean(places) {
  if (existsSync(places.kind) && readFileSync(places.kind, 'utf8').trim() === 'docker')
    compose(places, ['--profile', '*', 'down', '--volumes']);
  else await down(places);
  rmSync(join(outsideClone, places.name), { recursive: true, force: true });
  if (
    places.root === join(clone, '.stack') &&
    existsSync(outsideClone) &&
    lstatSync(outsideClone).uid === getuid?.()
  ) {
    rmSync(outsideClone, { recursive: true, force: true });
  }
  rmSync(places.root, { recursive: true, force: true });
  say('stack: its data is removed');
}

async function main() {
  umask(0o022);
  const { values, positionals } = parseArgs({
    args: argv.slice(2),
    allowPositionals: true,
    options: { dir: { type: 'string', default: '.stack' }, database: { type: 'string', default: 'eropaf' } },
  });
  const places = placesOf(values.dir);
  const commands = {
    up: () => withLock(places, () => up(places, values.database)),
    down: () => (existsSync(places.root) ? withLock(places, () => down(places)) : down(places)),
    status: () => status(places),
    env: () =>
      say(
        Object.entries(readEnvironment(places))
          .map(([name, value]) => `${name}=${value}`)
          .join('\n'),
      ),
    clean: () => clean(places),
    jars: () => say(kafkaJars()),
  };
  const command = commands[positionals[0] ?? ''];
  if (command === undefined)
    throw new StackError(
      `Usage: stack.mjs ${Object.keys(commands).join('|')} [--dir .stack] [--database eropaf]`,
    );
  await command();
}

main().catch((error) => {
  stderr.write(
    `${error instanceof StackError || error.code?.startsWith('ERR_PARSE_ARGS') ? error.message : error.stack}\n`,
  );
  exit(1);
});

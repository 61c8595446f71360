// Processes of the bench, and what processes have used: CPU time and memory, from /proc.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';

import { clone } from '../../../deploy/stack/places.mjs';

/** Ticks of /proc a second, on every Linux that Node runs on. */
const TICKS = 100;
const READY_WITHIN_MS = 90_000;

const operationsPort = {
  intake: 'EROPAF_INTAKE_PORT',
  outreach: 'EROPAF_OUTREACH_PORT',
  monitor: 'EROPAF_MONITOR_PORT',
};

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** A child process of the bench, with its output for when it fails. */
export class Child {
  #output = '';

  constructor(name, command, args, options = {}) {
    this.name = name;
    this.startedAtMs = performance.now();
    this.process = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    this.exited = once(this.process, 'exit').then(([code]) => code);
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream.on('data', (chunk) => {
        this.#output = (this.#output + chunk).slice(-20_000);
      });
    }
  }

  get pid() {
    return this.process.pid;
  }

  get log() {
    return this.#output.slice(-4_000);
  }

  /** @throws Error when it has ended by itself */
  mustRun() {
    if (this.process.exitCode !== null) throw new Error(`${this.name} ended:\n${this.log}`);
  }

  async stop(signal = 'SIGTERM') {
    if (this.process.exitCode === null) this.process.kill(signal);
    return this.exited;
  }
}

/**
 * One built app on a database of the bench, as production would start it.
 *
 * @param {'intake' | 'outreach' | 'monitor'} app
 * @param {{ settings: Record<string, string>, nodeArgs?: string[], main?: string, mainArgs?: string[] }} how
 *   main: another entry than the app's, with mainArgs
 */
export async function startApp(app, { main, mainArgs = [], nodeArgs = [], settings }) {
  const port = await freePort();
  const environment = {
    ...env,
    KAFKAJS_NO_PARTITIONER_WARNING: '1',
    EROPAF_CLOCK: 'machine',
    [operationsPort[app]]: `${port}`,
    ...settings,
  };
  const file = main ?? join(clone, 'dist/apps', app, 'src/main.js');
  const args = ['--disable-warning=TimeoutNegativeWarning', ...nodeArgs, file, ...mainArgs];
  const child = new Child(app, execPath, args, { env: environment, cwd: clone });
  child.port = port;
  return child;
}

/** Waits until an app says that it can do its work. */
export async function ready(app) {
  const says = async () => {
    try {
      const answer = await fetch(`http://127.0.0.1:${app.port}/health/ready`);
      await answer.body?.cancel();
      return answer.ok ? true : undefined;
    } catch {
      return undefined;
    }
  };
  await until(`${app.name} is ready`, says, { child: app });
}

/** Asks until the answer is not undefined. */
export async function until(what, ask, { child, everyMs = 50, withinMs = READY_WITHIN_MS } = {}) {
  const giveUpAtMs = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    child?.mustRun();
    if (Date.now() > giveUpAtMs) throw new Error(`waited in vain: ${what}\n${child?.log ?? ''}`);
    await pause(everyMs);
  }
}

/** CPU time of a process with all its threads so far, in microseconds; null: it is gone or on another machine. */
function cpuMicros(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return ((Number(fields[11]) + Number(fields[12])) * 1e6) / TICKS;
  } catch {
    return null;
  }
}

/** Resident memory in bytes at its peak so far; null: it is gone. */
export function rssBytesPeak(pid) {
  try {
    const line = /^VmHWM:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return line === null ? null : Number(line[1]) * 1024;
  } catch {
    return null;
  }
}

/** Adds up what changing sets of processes use; a process that comes later counts from its first look. */
export class CpuMeter {
  #first = new Map();
  #last = new Map();

  /** @param {readonly number[]} pids */
  look(pids) {
    for (const pid of pids) {
      const now = cpuMicros(pid);
      if (now === null) continue;
      if (!this.#first.has(pid)) this.#first.set(pid, now);
      this.#last.set(pid, now);
    }
  }

  get usedMicros() {
    let used = 0;
    for (const [pid, last] of this.#last) used += last - this.#first.get(pid);
    return used;
  }
}

/** Server processes that work for one database, and those that write for all. Watchers of the bench are left out. */
export async function postgresPids(watcher) {
  const rows = await watcher.rows(
    `select pid from pg_stat_activity
     where (datname = current_database() and application_name <> 'bench')
        or backend_type in ('checkpointer', 'background writer', 'walwriter', 'io worker')`,
  );
  return rows.map(({ pid }) => pid);
}

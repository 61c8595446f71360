// Background processes of a stack: start, recognise, stop. A process id alone proves nothing, since the system gives it
// out again; so its start time is kept with it, and a record whose process started at another moment is stale.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kill, pid as ownPid, platform } from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 100;
const LOG_LINES_SHOWN = 15;

/** An expected failure whose message is for the person at the terminal: no stack trace. */
export class StackError extends Error {}

/** A string that two processes never share, or undefined when no process runs under this id. */
export function identityOf(pid) {
  if (platform !== 'linux') {
    const started = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
    }).stdout?.trim();
    return started === '' ? undefined : started;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name may hold spaces and brackets; the fields begin after the last closing bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return undefined;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}:${fields[19]}`;
  } catch {
    return undefined;
  }
}

const recordOf = (places, name) => join(places.pids, `${name}.json`);
const logOf = (places, name) => join(places.logs, `${name}.log`);

/** The id of the running process of that name, or undefined. Removes a stale record. */
export function runningPid(places, name) {
  const file = recordOf(places, name);
  if (!existsSync(file)) return undefined;
  try {
    const record = JSON.parse(readFileSync(file, 'utf8'));
    if (identityOf(record.pid) === record.identity) return record.pid;
  } catch {
    // A half-written record says nothing about a process: treated like a stale one.
  }
  rmSync(file, { force: true });
  return undefined;
}

/** What the running process of that name was started from (see startProcess), undefined where none was said. */
export function runningVersion(places, name) {
  if (runningPid(places, name) === undefined) return undefined;
  return JSON.parse(readFileSync(recordOf(places, name), 'utf8')).version;
}

/**
 * Starts a process in the background, its output appended to `<stack>/logs/<name>.log`.
 * @param {{ name: string, command: string, args: string[], cwd: string, env: Record<string, string>, uid?: number, gid?: number, version?: string }} what
 */
export async function startProcess(places, what) {
  mkdirSync(places.logs, { recursive: true });
  mkdirSync(places.pids, { recursive: true });
  const log = openSync(logOf(places, what.name), 'a', 0o600);
  try {
    const child = spawn(what.command, what.args, {
      cwd: what.cwd,
      env: what.env,
      detached: true,
      stdio: ['ignore', log, log],
      ...(what.uid === undefined ? {} : { uid: what.uid, gid: what.gid }),
    });
    await new Promise((done, failed) => child.once('spawn', done).once('error', failed));
    writeFileSync(
      recordOf(places, what.name),
      JSON.stringify({ pid: child.pid, identity: identityOf(child.pid), version: what.version }),
    );
    child.unref();
    return child.pid;
  } catch (error) {
    throw new StackError(`${what.name} cannot be started: ${error.message}`, { cause: error });
  } finally {
    closeSync(log);
  }
}

/** Waits until the probe answers without throwing; fails as soon as the process is gone, with the end of its log. */
export async function waitUntilReady(places, name, probe, timeoutMs) {
  const end = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await probe();
    } catch (error) {
      const gone = runningPid(places, name) === undefined;
      if (gone || Date.now() > end) {
        const state = gone
          ? 'ended while it started'
          : `is not ready after ${timeoutMs / 1000} s (${error.message})`;
        throw new StackError(
          `${name} ${state}; the end of ${logOf(places, name)}:\n${endOfLog(places, name)}`,
        );
      }
      await pause(POLL_MS);
    }
  }
}

function endOfLog(places, name) {
  const file = logOf(places, name);
  return existsSync(file)
    ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-LOG_LINES_SHOWN).join('\n')
    : '(no log)';
}

/** Asks the process to end, and ends it by force when it does not. Returns whether one was running. */
export async function stopProcess(places, name, { signal = 'SIGTERM', timeoutMs = 20_000 } = {}) {
  const pid = runningPid(places, name);
  if (pid === undefined) return false;
  send(pid, signal);
  const end = Date.now() + timeoutMs;
  while (runningPid(places, name) !== undefined) {
    if (Date.now() > end) send(pid, 'SIGKILL');
    await pause(POLL_MS);
  }
  return true;
}

function send(pid, signal) {
  try {
    kill(pid, signal);
  } catch (error) {
    // It ended between our look and our signal.
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Runs work while no other command works on the same stack; a lock whose holder is gone is taken over. */
export async function withLock(places, work) {
  mkdirSync(places.root, { recursive: true });
  for (;;) {
    try {
      writeFileSync(places.lock, JSON.stringify({ pid: ownPid, identity: identityOf(ownPid) }), {
        flag: 'wx',
      });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (!lockIsHeld(places)) rmSync(places.lock, { force: true });
      else await pause(POLL_MS);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(places.lock, { force: true });
  }
}

function lockIsHeld(places) {
  try {
    const holder = JSON.parse(readFileSync(places.lock, 'utf8'));
    return identityOf(holder.pid) === holder.identity;
  } catch (error) {
    // Empty for the instant between its creation and its first byte.
    return error instanceof SyntaxError;
  }
}

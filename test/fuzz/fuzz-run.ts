import { packageRoot } from '#postgres';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env, stdout } from 'node:process';
import type { Message } from './message.js';
import type { Plan } from './fuzz-plan.js';

/** What `make fuzz` says, else what a run of all tests takes. */
interface FuzzSettings {
  readonly messages: number;
  readonly seed: number;
  /** Where fast-check found a failure before: only that one is tried again. */
  readonly path: string | undefined;
}

/**
 * How many messages, and from which seed. `FUZZ_SEED` and `FUZZ_PATH` of an earlier run give its messages again.
 *
 * @param variable name of the variable with the number of messages
 */
export function fuzzSettings(variable: string, messages: number): FuzzSettings {
  const seed = Number(env['FUZZ_SEED'] ?? Date.now() % 0x7fff_ffff);
  const wanted = Number(env[variable] ?? messages);
  if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(wanted) || wanted < 1)
    throw new Error(`FUZZ_SEED and ${variable} must be whole numbers`);
  return { messages: wanted, seed, path: env['FUZZ_PATH'] };
}

const folder = join(packageRoot(), '.stack/fuzz');

/** Writes one line for whoever runs it, and keeps it for the end of `make fuzz`. */
export function report(name: string, line: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.txt`), `${line}\n`);
  stdout.write(`fuzz, ${name}: ${line}\n`);
}

/** Saves a message that broke a promise, whole: its plan, and the bytes as base64. Returns where. */
export function save(name: string, plan: Plan, { record }: Message, why: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}-failure.json`);
  const text = (bytes: Buffer | null): string | null => bytes?.toString('base64') ?? null;
  const kept = {
    why,
    plan,
    topic: record.topic,
    key: text(record.key),
    value: text(record.value),
    headers: record.headers.map(([header, value]) => [header, text(value)]),
  };
  writeFileSync(file, JSON.stringify(kept, null, 2));
  return file;
}

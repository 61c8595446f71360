import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { channels, dayOf, partOfDayOf, type Channel, type ContactKind } from '#domain';
import { derivedId } from '#platform';
import {
  insertOwnAttempt,
  knownTasks,
  lockDoubtfulTasks,
  moveTask,
  noteInformed,
  touchAddress,
  type DoubtfulTask,
  type Transaction,
} from '#postgres';

import { instantMsOfText } from './arguments.js';
import { CommandRefused, UsageError, type Command } from './command.js';
import { asOperator } from './connections.js';

/** Channels of which a ledger can say all there is to say: nobody is spoken to. A call or a visit is for a person to tell. */
const kindOfChannel: Readonly<Partial<Record<Channel, ContactKind>>> = {
  letters: 'Brief',
  messages: 'SMS/Whatsapp',
};
const ledgerChannels = channels.filter((one) => kindOfChannel[one] !== undefined);
const MUNICIPALITY = /^GM\d{4}$/;
const TASK_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const settleCommand: Command = {
  name: 'settle',
  summary:
    'after eropaf recover: the tasks in doubt, and what the ledger of a channel says of them; --apply settles',
  usage: `[LEDGER] [--complete --municipality CODE --channel letters|messages [--nothing-went-out]] [--apply]
  LEDGER: a file with a line for each letter or message that went out: TASK-ID,MOMENT (2026-03-03T10:00:00+01:00)
  --complete: whatever of this municipality and channel is in doubt and not in it did not go out: it is given out again
  --nothing-went-out: the complete ledger is empty, and that is so
  --apply: settle; without it nothing is changed. What no ledger knows is for a person: the worklist of the team lead`,
  run: async (args, io) => {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        complete: { type: 'boolean' },
        municipality: { type: 'string' },
        channel: { type: 'string' },
        'nothing-went-out': { type: 'boolean' },
        apply: { type: 'boolean' },
      },
    });
    if (positionals.length > 1) throw new UsageError('one ledger at a time');
    if (positionals.length === 0 && (values.complete === true || values.apply === true))
      throw new UsageError('LEDGER is needed to settle');
    const [file] = positionals;
    const completeFor = completenessOf(values);
    const ledger: Ledger = file === undefined ? new Map() : parseLedger(await readFile(file, 'utf8'));
    if (
      file !== undefined &&
      completeFor !== null &&
      ledger.size === 0 &&
      values['nothing-went-out'] !== true
    )
      throw new CommandRefused([
        `${file} is empty: everything in doubt of ${completeFor.municipality} would be given out again. ` +
          '--nothing-went-out if that is so',
      ]);
    const settled = await asOperator(async ({ clock, run }) => {
      const nowMs = await clock.nowMs();
      const options = { ledger, completeFor, apply: values.apply === true, nowMs };
      return run((tx) => settle(tx, options));
    });
    for (const line of linesOf(settled)) io.out(line);
    return 0;
  },
};

/** Whose ledger says all there is to say: what is in doubt of anybody else's is not in it and may have gone out. */
export interface Completeness {
  readonly municipality: string;
  readonly channel: Channel;
}

/** @throws UsageError where it is not said of whom the ledger is complete */
function completenessOf(values: {
  readonly complete?: boolean | undefined;
  readonly municipality?: string | undefined;
  readonly channel?: string | undefined;
}): Completeness | null {
  const { municipality } = values;
  if (values.complete !== true) {
    if (municipality !== undefined || values.channel !== undefined)
      throw new UsageError(
        '--municipality and --channel say of whom a ledger is complete: only with --complete',
      );
    return null;
  }
  if (municipality === undefined || !MUNICIPALITY.test(municipality))
    throw new UsageError(
      '--complete needs --municipality, such as GM0505: only its tasks are given out again',
    );
  const channel = ledgerChannels.find((one) => one === values.channel);
  if (channel === undefined)
    throw new UsageError(`--complete needs --channel, one of ${ledgerChannels.join(', ')}`);
  return { municipality, channel };
}

/** What a ledger says of a task. */
export interface LedgerEntry {
  /** When it went out, in milliseconds since 1970. */
  readonly atMs: number;
  /** Where it stands in the file, from 1. */
  readonly line: number;
}

/** By task id. */
export type Ledger = ReadonlyMap<string, LedgerEntry>;

/**
 * Reads a ledger: a line for each task, with the moment at which it went out.
 *
 * @throws CommandRefused with every line that cannot be read, by its number
 */
export function parseLedger(text: string): Ledger {
  const ledger = new Map<string, LedgerEntry>();
  const faults: string[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const where = `line ${index + 1}`;
    const [taskId = '', moment = '', ...more] = line.split(',').map((one) => one.trim());
    if (more.length > 0 || !TASK_ID.test(taskId)) {
      faults.push(`${where}: must be a task id, a comma and a moment`);
      continue;
    }
    if (ledger.has(taskId)) faults.push(`${where}: task ${taskId} is there twice`);
    try {
      ledger.set(taskId, { atMs: instantMsOfText(where, moment), line: index + 1 });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      faults.push(error.message);
    }
  }
  if (faults.length > 0) throw new CommandRefused(faults);
  return ledger;
}

/** What became of the tasks in doubt. */
export interface Settled {
  readonly done: readonly DoubtfulTask[];
  readonly again: readonly DoubtfulTask[];
  /** For a person: no ledger knows them. */
  readonly left: readonly DoubtfulTask[];
  /** Went out by the ledger, and the database has no such task: their signals are not in the topics any more. */
  readonly unknown: readonly string[];
  readonly applied: boolean;
}

/**
 * Settles what a recovery put into doubt by the ledger of a channel.
 *
 * @param options.completeFor whose tasks are given out again when the ledger does not have them; null: nobody's
 * @throws CommandRefused with every line whose moment cannot be, before anything is changed
 */
export async function settle(
  tx: Transaction,
  options: {
    readonly ledger: Ledger;
    readonly completeFor: Completeness | null;
    readonly apply: boolean;
    readonly nowMs: number;
  },
): Promise<Settled> {
  const { apply, completeFor, ledger, nowMs } = options;
  const doubtful = await lockDoubtfulTasks(tx);
  const faults = momentFaults(ledger, doubtful, nowMs);
  if (faults.length > 0) throw new CommandRefused(faults);
  const done: DoubtfulTask[] = [];
  const again: DoubtfulTask[] = [];
  const left: DoubtfulTask[] = [];
  for (const task of doubtful) {
    const kind = kindOfChannel[task.channel];
    const entry = ledger.get(task.taskId);
    if (kind === undefined) left.push(task);
    else if (entry !== undefined) {
      done.push(task);
      if (apply) await wentOut(tx, task, { kind, atMs: entry.atMs, nowMs });
    } else if (task.municipality === completeFor?.municipality && task.channel === completeFor.channel) {
      again.push(task);
      if (apply) await moveTask(tx, { task, transition: 'decide-again', marks: {}, nowMs });
    } else left.push(task);
  }
  const known = await knownTasks(tx, [...ledger.keys()]);
  const unknown = [...ledger.keys()].filter((taskId) => !known.has(taskId));
  return { done, again, left, unknown, applied: apply };
}

/**
 * Moments that cannot be: the day of a contact moves all that follows from it, so one wrong sign in a year and somebody
 * is forgotten, or written to again at once.
 */
function momentFaults(ledger: Ledger, doubtful: readonly DoubtfulTask[], nowMs: number): readonly string[] {
  const earliest = new Map<string, Date | null>(doubtful.map((task) => [task.taskId, task.earliestAt]));
  const faults: string[] = [];
  for (const [taskId, { atMs, line }] of ledger) {
    const from = earliest.get(taskId);
    if (atMs > nowMs) faults.push(`line ${line}: lies in the future; it is ${new Date(nowMs).toISOString()}`);
    else if (from && atMs < from.getTime())
      faults.push(`line ${line}: lies before ${from.toISOString()}, when there was no such task yet`);
  }
  return faults;
}

/** It went out: the task is done, and its one attempt is recorded at the moment that the ledger names. */
async function wentOut(
  tx: Transaction,
  task: DoubtfulTask,
  { atMs, kind, nowMs }: { readonly kind: ContactKind; readonly atMs: number; readonly nowMs: number },
): Promise<void> {
  const marks = { finishedOn: dayOf(atMs), result: 'sent' };
  if (!(await moveTask(tx, { task, transition: 'complete', marks, nowMs }))) return;
  await insertOwnAttempt(tx, {
    ...task,
    attemptId: derivedId('attempt', task.taskId),
    kind,
    atMs,
    day: dayOf(atMs),
    partOfDay: partOfDayOf(atMs),
    recordedBy: 'system',
  });
  if (kind === 'Brief') await noteInformed(tx, { approach: task, how: 'letter', atMs });
  await touchAddress(tx, { ...task, fromReceiptMs: atMs, reason: 'attempt' });
}

function linesOf({ again, applied, done, left, unknown }: Settled): readonly string[] {
  const word = applied ? '' : 'would be ';
  const lines = (what: string, tasks: readonly DoubtfulTask[]): string[] =>
    tasks.map((one) => [what, one.municipality, one.taskId, one.channel, one.step, one.dueOn].join('\t'));
  return [
    ['what', 'municipality', 'task', 'channel', 'step', 'due'].join('\t'),
    ...lines(`${word}done`, done),
    ...lines(`${word}given out again`, again),
    ...lines('in doubt', left),
    ...unknown.map((taskId) => ['went out, no such task', '', taskId, '', '', ''].join('\t')),
  ];
}

import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import {
  findQuarantinedAt,
  listQuarantine,
  readReplayAnswers,
  requestReplay,
  withdrawReplay,
  type QuarantinedRecord,
  type RecordPlace,
  type ReplayAnswer,
  type Transaction,
} from '#postgres';

import { wholeNumber } from './arguments.js';
import { CommandRefused, UsageError, type Command } from './command.js';
import { asOperator, type Operator } from './connections.js';
import { parsePlace, placeText } from './quarantine-place.js';

/** Records in one call: the intake does some tens a second. */
const RECORDS_MAX = 1_000;
const LOOK_AGAIN_MS = 200;

export const quarantineReplayCommand: Command = {
  name: 'quarantine replay',
  summary: 'have the intake judge records of the quarantine anew, with their first place and receipt',
  usage: `PLACE... | --reason CODE [--timeout 60]
  PLACE: LOG/PARTITION/OFFSET, as quarantine list prints it; at most ${RECORDS_MAX}
  --reason: the ${RECORDS_MAX} oldest records with this reason whose bytes are kept
  --timeout: seconds to wait for the intake; what it has not done by then is taken back`,
  run: async (args, io) => {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { reason: { type: 'string' }, timeout: { type: 'string' } },
    });
    if ((values.reason === undefined) === (positionals.length === 0)) {
      throw new UsageError('places or --reason are needed, one of both');
    }
    const seconds = wholeNumber('--timeout', values.timeout, { min: 1, max: 3_600, preset: 60 });
    const places = placesOf(positionals);
    const answers = await asOperator(async ({ run }) => {
      const records = await run((tx) =>
        values.reason === undefined ? recordsAt(tx, places) : recordsWith(tx, values.reason),
      );
      return replay(run, records, seconds * 1_000);
    });
    for (const answer of answers) io.out(lineOf(answer));
    const open = answers.filter(({ result }) => result === null).length;
    if (open > 0) {
      io.err(
        `${open} of ${answers.length} were not done within ${seconds} seconds and were taken back; is the intake running?`,
      );
    }
    return answers.every(({ result }) => result !== null && moved.has(result)) ? 0 : 1;
  },
};

/** What became of a record that could enter after all. */
const moved: ReadonlySet<string> = new Set([
  'accepted',
  'repeated',
  'unjustified',
  'review',
  'withdrawn',
  'not-picked-up',
  'withdrawal',
  'duplicate',
]);

function placesOf(texts: readonly string[]): readonly RecordPlace[] {
  const faults = texts
    .filter((text) => parsePlace(text) === null)
    .map((text) => `${text}: not a place; quarantine list prints them as LOG/PARTITION/OFFSET`);
  if (texts.length > RECORDS_MAX) faults.push(`at most ${RECORDS_MAX} places at once`);
  if (faults.length > 0) throw new CommandRefused(faults);
  return [...new Set(texts)].map(parsePlace).filter((place) => place !== null);
}

async function recordsAt(tx: Transaction, places: readonly RecordPlace[]): Promise<QuarantinedRecord[]> {
  const records = await findQuarantinedAt(tx, places);
  const found = new Set(records.map(placeText));
  const missing = places
    .map(({ logId, offset, partition }) => `${logId}/${partition}/${offset}`)
    .filter((place) => !found.has(place));
  if (missing.length > 0) {
    throw new CommandRefused(missing.map((place) => `${place}: not in quarantine`));
  }
  return records;
}

async function recordsWith(tx: Transaction, reason: string | undefined): Promise<QuarantinedRecord[]> {
  const filter = { municipality: null, reason: reason ?? null, day: null, limit: RECORDS_MAX };
  const records = (await listQuarantine(tx, filter)).filter((record) => record.bytes_kept);
  if (records.length === 0) {
    throw new CommandRefused([`no record with reason ${reason} is in quarantine with its bytes`]);
  }
  return records;
}

/**
 * Asks the intake and waits for its answers. Only the intake has the key of the quarantine and the way of a signal.
 *
 * @returns one answer a record; without a result where the intake did not come to it in time
 */
export async function replay(
  run: Operator['run'],
  records: readonly QuarantinedRecord[],
  timeoutMs: number,
): Promise<readonly ReplayAnswer[]> {
  const requestId = randomUUID();
  await run((tx) => requestReplay(tx, requestId, records, Date.now()));
  const giveUpAtMs = Date.now() + timeoutMs;
  for (;;) {
    const answers = await run((tx) => readReplayAnswers(tx, requestId));
    if (answers.every(({ result }) => result !== null)) return answers;
    if (Date.now() >= giveUpAtMs) break;
    await wait(LOOK_AGAIN_MS);
  }
  return run(async (tx) => {
    const open = await withdrawReplay(tx, requestId);
    return [...(await readReplayAnswers(tx, requestId)), ...open];
  });
}

const resultLine: Readonly<Record<string, string>> = {
  'no-bytes': 'no bytes were kept',
  gone: 'not in quarantine any more',
  unreadable: 'its bytes cannot be opened with the key of this configuration',
  'storage-refused': 'the database refuses it; it stays in quarantine',
};

function lineOf(answer: ReplayAnswer): string {
  const result = answer.result === null ? 'not done' : (resultLine[answer.result] ?? answer.result);
  const faults = (answer.faults ?? []).map(({ code, pointer }) => `${pointer}:${code}`).join(' ');
  return [placeText(answer), result, answer.reason ?? '', faults].join('\t').trimEnd();
}

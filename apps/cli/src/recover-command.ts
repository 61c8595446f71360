import { parseArgs } from 'node:util';

import { readWitness } from '#platform';
import {
  beginRecovery,
  decidePosition,
  lockPlacedPosition,
  markDecided,
  newestLog,
  readWitnessCount,
  type Transaction,
} from '#postgres';

import { instantMsOfText } from './arguments.js';
import { CommandRefused, UsageError, type Command } from './command.js';
import { asOperator, type Operator } from './connections.js';
import { recovery, type Recovery } from './offset-decision.js';
import { asClusterAdmin, readPartitions, type KnownPartition } from './partition-facts.js';

export const recoverCommand: Command = {
  name: 'recover',
  summary:
    'after a restore of the database to an older state: show what is to be done again; --apply allows it',
  usage: `--from TIME [--group GROUP] [--apply]
  --from: from when on facts are missing: the moment of the backup, with its zone; for an empty database any moment before
    the first record
  --group: the group whose offsets in Kafka are ahead (default: EROPAF_KAFKA_GROUP)
  --apply: the intake reads on from the stored positions, every task that had not ended is in doubt, and outreach starts again.
    docs/runbook.md says what to stop first`,
  run: async (args, io) => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        from: { type: 'string' },
        group: { type: 'string' },
        apply: { type: 'boolean' },
      },
    });
    if (values.from === undefined) throw new UsageError('--from is needed: from when on facts are missing');
    const fromMs = instantMsOfText('--from', values.from);
    const apply = values.apply === true;
    const says = await asOperator((operator) => {
      const group = values.group ?? operator.configuration.EROPAF_KAFKA_GROUP;
      return recover(operator, { group, fromMs, apply });
    });
    for (const line of says) io.out(line);
    if (says.length === 0)
      io.out('nothing is to be recovered: the database is not older than what stands beside it');
    else io.out(apply ? 'the database is recovered' : 'nothing was changed: --apply recovers');
    return 0;
  },
};

/**
 * Recovers a database that is older than its witnesses: the group's offsets in Kafka, and the number in the folder of
 * letters. Every task of it that had not ended may have ended since, and is in doubt.
 *
 * @returns lines that say what was done, or is to be done; none where nothing is older
 * @throws CommandRefused where a position moved meanwhile
 */
export async function recover(
  operator: Operator,
  options: { readonly group: string; readonly fromMs: number; readonly apply: boolean },
): Promise<readonly string[]> {
  const { clock, configuration, run } = operator;
  const says = [...(await recoverPositions(operator, options))];
  const folder = configuration.EROPAF_OBJECTS_DIR;
  const witness = folder === undefined ? 0 : await readWitness(folder);
  const counted = await run(readWitnessCount);
  if (counted < witness)
    says.push(`the database has counted to ${counted}, the folder of letters has seen ${witness}`);
  if (says.length === 0) return [];
  const nowMs = await clock.nowMs();
  const { fromMs } = options;
  if (fromMs > nowMs) throw new CommandRefused([`--from lies after now, ${new Date(nowMs).toISOString()}`]);
  if (!options.apply) return [...says, 'every task that has not ended will be in doubt'];
  const doubtful = await run((tx) =>
    beginRecovery(tx, { missingFromMs: fromMs, counted: Math.max(witness, counted), nowMs }),
  );
  return [
    ...says,
    `${doubtful} tasks are in doubt; so will be what is made of signals received before now and was due by today`,
  ];
}

/** @returns lines that say what is read again; none where nothing is to be recovered */
export async function recoverPositions(
  operator: Operator,
  { apply, group }: { readonly group: string; readonly apply: boolean },
): Promise<readonly string[]> {
  return asClusterAdmin(operator, async (cluster) => {
    const partitions = await readPartitions(operator, cluster, group);
    const found = partitions.flatMap((partition) => {
      const one = recovery(partition);
      return one === null ? [] : [{ partition, recovery: one }];
    });
    if (apply) await operator.run((tx) => applyRecoveries(tx, cluster.clusterId, found));
    return found.flatMap((one) => one.recovery.says);
  });
}

interface Found {
  readonly partition: KnownPartition;
  readonly recovery: Recovery;
}

/** All partitions or none: somebody who reads on with half of them would look in vain for the rest. */
async function applyRecoveries(tx: Transaction, clusterId: string, found: readonly Found[]): Promise<void> {
  for (const { partition: known, recovery: one } of found) {
    const { partition, row, topic } = known;
    const locked = await lockPlacedPosition(tx, clusterId, topic, partition);
    if (locked?.next_offset !== row?.next_offset) {
      throw new CommandRefused([`${topic}/${partition}: the position moved meanwhile; look again`]);
    }
    if (one.isMissing) {
      const logId = await newestLog(tx, clusterId, topic);
      await decidePosition(tx, { clusterId, topic, partition, logId, next: one.next });
    } else {
      await markDecided(tx, clusterId, topic, partition);
    }
  }
}

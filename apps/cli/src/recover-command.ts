import { parseArgs } from 'node:util';

import { decidePosition, lockPlacedPosition, markDecided, newestLog, type Transaction } from '#postgres';

import { CommandRefused, type Command } from './command.js';
import { asOperator, type Operator } from './connections.js';
import { recovery, type Recovery } from './offset-decision.js';
import { asClusterAdmin, readPartitions, type KnownPartition } from './partition-facts.js';

export const recoverCommand: Command = {
  name: 'recover',
  summary:
    'after a restore of the database to an older state: show what is to be read again; --apply allows it',
  usage: `[--group GROUP] [--apply]
  --group: the group whose offsets in Kafka are ahead (default: EROPAF_KAFKA_GROUP)
  --apply: the intake reads on from the stored positions. docs/runbook.md says what to stop first`,
  run: async (args, io) => {
    const { values } = parseArgs({
      args: [...args],
      options: { group: { type: 'string' }, apply: { type: 'boolean' } },
    });
    const says = await asOperator((operator) =>
      recoverPositions(operator, {
        group: values.group ?? operator.configuration.EROPAF_KAFKA_GROUP,
        apply: values.apply === true,
      }),
    );
    for (const line of says) io.out(line);
    if (says.length === 0) io.out('nothing is to be recovered: no partition is behind its group in Kafka');
    else
      io.out(
        values.apply === true
          ? 'the intake reads on'
          : 'nothing was changed: --apply lets the intake read on',
      );
    return 0;
  },
};

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

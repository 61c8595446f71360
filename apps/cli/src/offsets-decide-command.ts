import { decidePosition, followingLog, lockPlacedPosition } from '#postgres';

import { CommandRefused, UsageError, type Command } from './command.js';
import { asOperator, type Operator } from './connections.js';
import { acceptGap, rewind, type OffsetDecision, type PartitionFacts } from './offset-decision.js';
import { asClusterAdmin, lookAtLast, readPartitions, type KnownPartition } from './partition-facts.js';

export const offsetsAcceptGapCommand: Command = {
  name: 'offsets accept-gap',
  summary: 'give up what a partition has lost, so that the intake reads on; docs/runbook.md first',
  usage: 'TOPIC PARTITION',
  run: async (args, io) => {
    const [topic, partition] = partitionOf(args, 2);
    const says = await asOperator((operator) => decideOffset(operator, { topic, partition }, acceptGap));
    for (const line of says) io.out(line);
    return 0;
  },
};

export const offsetsRewindCommand: Command = {
  name: 'offsets rewind',
  summary: 'have the intake read a partition again from an offset; what was received before is a duplicate',
  usage: 'TOPIC PARTITION OFFSET',
  run: async (args, io) => {
    const [topic, partition] = partitionOf(args, 3);
    const text = args[2] ?? '';
    if (!/^\d{1,18}$/.test(text)) throw new UsageError('OFFSET must be a whole number');
    const offset = BigInt(text);
    const says = await asOperator((operator) =>
      decideOffset(operator, { topic, partition }, (facts) => rewind(facts, offset)),
    );
    for (const line of says) io.out(line);
    return 0;
  },
};

function partitionOf(args: readonly string[], count: number): readonly [string, number] {
  const [topic, partition] = args;
  if (args.length !== count || topic === undefined || partition === undefined) {
    throw new UsageError(`${count} arguments are needed`);
  }
  if (!/^\d{1,6}$/.test(partition)) throw new UsageError('PARTITION must be a whole number');
  return [topic, Number(partition)];
}

/**
 * Decides on one partition after a look at it, and writes that only if the row is still the one that was looked at. A
 * decided position is not held against the group's offset in Kafka until the intake has moved it.
 *
 * @returns lines that say what was done
 * @throws CommandRefused with every fault
 */
export async function decideOffset(
  operator: Operator,
  { partition, topic }: { readonly topic: string; readonly partition: number },
  choose: (facts: PartitionFacts) => OffsetDecision,
): Promise<readonly string[]> {
  return asClusterAdmin(operator, async (cluster) => {
    const all = await readPartitions(operator, cluster, operator.configuration.EROPAF_KAFKA_GROUP);
    const known = all.find((one) => one.topic === topic && one.partition === partition);
    if (known === undefined) {
      throw new CommandRefused([
        `${topic}/${partition}: no topic of the registry with this partition; eropaf offsets show lists them`,
      ]);
    }
    const facts = await lookAtLast(operator, known);
    const decision = choose(facts);
    if (!decision.ok) throw new CommandRefused(decision.faults);
    return [...decision.says, ...(await write(operator, cluster.clusterId, facts, decision))];
  });
}

async function write(
  { run }: Operator,
  clusterId: string,
  { partition, row, topic }: KnownPartition,
  { isNewLog, next }: Extract<OffsetDecision, { ok: true }>,
): Promise<readonly string[]> {
  return run(async (tx) => {
    const locked = await lockPlacedPosition(tx, clusterId, topic, partition);
    if (locked === null || locked.next_offset !== row?.next_offset || locked.log_id !== row.log_id) {
      throw new CommandRefused([`${topic}/${partition}: the position moved meanwhile; look again`]);
    }
    if (!isNewLog) {
      await decidePosition(tx, { clusterId, topic, partition, logId: locked.log_id, next });
      return [];
    }
    const { incarnation, logId } = await followingLog(tx, clusterId, topic, locked.log_id);
    await decidePosition(tx, { clusterId, topic, partition, logId, next });
    return [`${topic}/${partition}: records of it are kept under incarnation ${incarnation} of the topic`];
  });
}

import { parseArgs } from 'node:util';

import { countForeignPositions } from '#postgres';

import type { Command } from './command.js';
import { asOperator, type Operator } from './connections.js';
import { readCreditors } from './creditors-command.js';
import { offsetStateOf, type PartitionFacts } from './offset-decision.js';
import { asClusterAdmin, readPartitions, type Cluster } from './partition-facts.js';

const COLUMNS = [
  'topic',
  'partition',
  'state',
  'next',
  'low',
  'high',
  'unread',
  'group',
  'incarnation',
] as const;

export const offsetsShowCommand: Command = {
  name: 'offsets show',
  summary: 'show how far each partition is read, beside the log of the broker; exit code 1 when one waits',
  usage: `[--json]
  next: the offset to be read next; low, high: oldest and end of the log; group: position of the group in Kafka
  --json: one object a line; docs/runbook.md says what each state asks of a person`,
  run: async (args, io) => {
    const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } } });
    const { foreign, missing, partitions } = await asOperator((operator) =>
      asClusterAdmin(operator, async (cluster) => ({
        missing: await missingTopics(operator, cluster),
        partitions: await readPartitions(operator, cluster, operator.configuration.EROPAF_KAFKA_GROUP),
        foreign: await operator.run((tx) => countForeignPositions(tx, cluster.clusterId)),
      })),
    );
    if (values.json !== true && partitions.length > 0) io.out(COLUMNS.join('\t'));
    for (const { row, ...facts } of partitions) {
      const shown: Shown = { ...objectOf(facts), incarnation: row?.incarnation ?? null };
      io.out(
        values.json === true
          ? JSON.stringify(shown)
          : COLUMNS.map((column) => `${shown[column] ?? '-'}`).join('\t'),
      );
    }
    if (partitions.length === 0)
      io.err('no partition is known: eropaf creditors load, eropaf topics --apply');
    if (foreign > 0)
      io.err(`${foreign} positions belong to another cluster than that of EROPAF_KAFKA_BROKERS`);
    if (missing.length > 0)
      io.err(`topics of the registry do not exist (eropaf topics --apply): ${missing.join(', ')}`);
    const waiting = partitions.filter((facts) => !['ok', 'not-read-yet'].includes(offsetStateOf(facts)));
    return waiting.length === 0 && missing.length === 0 ? 0 : 1;
  },
};

async function missingTopics({ run }: Operator, { admin }: Cluster): Promise<readonly string[]> {
  const registry = await run(readCreditors);
  const existing = new Set(await admin.topics());
  return (registry?.signalTopics() ?? []).filter((topic) => !existing.has(topic));
}

type Shown = Readonly<Record<(typeof COLUMNS)[number], string | number | null>>;

/** Offsets as text: they may be beyond what a number holds. */
function objectOf(facts: PartitionFacts): Omit<Shown, 'incarnation'> {
  const { committed, log, partition, stored, topic } = facts;
  const next = stored?.next ?? log?.low ?? 0n;
  return {
    topic,
    partition,
    state: stored?.decided === true ? `${offsetStateOf(facts)} (decided)` : offsetStateOf(facts),
    next: stored === null ? null : `${stored.next}`,
    low: log === null ? null : `${log.low}`,
    high: log === null ? null : `${log.high}`,
    unread: log === null || log.high < next ? null : `${log.high - (next < log.low ? log.low : next)}`,
    group: committed === null ? null : `${committed}`,
  };
}

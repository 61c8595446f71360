const DAY_MS = 86_400_000;

/**
 * What every topic of the pipeline is configured with, as Kafka writes it. Seven days and a day's segment: a record
 * is gone after eight at most, which docs/privacy.md promises. The broker sets the time, so that no creditor chooses
 * its own receipt. A record is at most 64 KB; a producer's batch may hold several.
 */
export const TOPIC_CONFIGURATION: Readonly<Record<string, string>> = Object.freeze({
  'retention.ms': `${7 * DAY_MS}`,
  'segment.ms': `${DAY_MS}`,
  'message.timestamp.type': 'LogAppendTime',
  'compression.type': 'zstd',
  'max.message.bytes': `${1_024 * 1_024}`,
  'cleanup.policy': 'delete',
});

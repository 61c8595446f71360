/** Where the receipt of a record comes from. Any other value lets its producer choose it, and with it its legal clocks. */
export const RECEIPT_CONFIG = Object.freeze({ name: 'message.timestamp.type', value: 'LogAppendTime' });

/** A setting of a topic that is not as wanted, as Kafka prints both. */
export interface TopicDifference {
  readonly topic: string;
  readonly name: string;
  readonly wanted: string;
  /** Null: the broker does not have the setting. */
  readonly found: string | null;
}

/** What a topic is at the broker, beside what was wanted. */
export interface TopicState {
  readonly topic: string;
  /** Null: the topic does not exist. */
  readonly partitions: number | null;
  readonly differences: readonly TopicDifference[];
}

/**
 * The settings of topics that are not as wanted, in the order of the topics.
 *
 * @param found by topic; one that could not be read is absent, and nothing is said of it
 */
export function configDifferences(
  topics: readonly string[],
  wanted: Readonly<Record<string, string>>,
  found: ReadonlyMap<string, ReadonlyMap<string, string>>,
): readonly TopicDifference[] {
  return topics.flatMap((topic) => {
    const config = found.get(topic);
    if (config === undefined) return [];
    return Object.entries(wanted)
      .filter(([name, value]) => config.get(name) !== value)
      .map(([name, value]) => ({ topic, name, wanted: value, found: config.get(name) ?? null }));
  });
}

/** The topics whose records would carry a time that their producer set. */
export function topicsWithoutReceipt(differences: readonly TopicDifference[]): readonly string[] {
  return differences.filter(({ name }) => name === RECEIPT_CONFIG.name).map(({ topic }) => topic);
}

import type { TopicDifference } from '#kafka';
import type { Logger } from '#platform';
import { Gauge, type Registry } from 'prom-client';

/** What the intake tells of the topics themselves: those that it cannot read, and settings that are not as wanted. */
export class TopicMetrics {
  private missing: readonly string[] = [];
  private withoutReceipt: readonly string[] = [];
  private differing = '[]';
  private readonly unread: Gauge;
  private readonly differs: Gauge;

  constructor(
    registry: Registry,
    private readonly logger: Logger,
  ) {
    const registers = [registry];
    this.unread = new Gauge({
      name: 'eropaf_intake_topic_unread',
      help: '1 while a topic of the registry is not read at all, by reason.',
      labelNames: ['topic', 'reason'],
      registers,
    });
    this.differs = new Gauge({
      name: 'eropaf_intake_topic_config_differs',
      help: '1 while a setting of a topic is not as wanted.',
      labelNames: ['topic', 'setting'],
      registers,
    });
  }

  /** What a person has to do before every topic is read. */
  faults(): readonly string[] {
    return [
      ...this.missing.map((topic) => `${topic}: the topic does not exist (eropaf topics --apply)`),
      ...this.withoutReceipt.map(
        (topic) => `${topic}: not read, as producers set the times (eropaf topics --apply)`,
      ),
    ];
  }

  topicsMissing(topics: readonly string[]): void {
    this.missing = topics;
    this.showUnread();
    if (topics.length > 0) this.logger.warn({ topics }, 'topics of the registry do not exist');
  }

  topicsWithoutReceipt(topics: readonly string[]): void {
    this.withoutReceipt = topics;
    this.showUnread();
    if (topics.length > 0)
      this.logger.error({ topics }, 'topics are not read: message.timestamp.type is not LogAppendTime');
  }

  /** Told every minute; said again only when something has changed. */
  topicsDiffering(differences: readonly TopicDifference[]): void {
    const told = JSON.stringify(differences);
    if (told === this.differing) return;
    this.differing = told;
    this.differs.reset();
    for (const { name, topic } of differences) this.differs.set({ topic, setting: name }, 1);
    if (differences.length > 0)
      this.logger.warn({ differences }, 'topics are configured otherwise than wanted (eropaf topics)');
  }

  private showUnread(): void {
    this.unread.reset();
    for (const topic of this.missing) this.unread.set({ topic, reason: 'missing' }, 1);
    for (const topic of this.withoutReceipt) this.unread.set({ topic, reason: 'producer-time' }, 1);
  }
}

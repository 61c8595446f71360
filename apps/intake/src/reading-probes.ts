import type { KafkaHealth } from '#kafka';
import type { Probe } from '#platform';

/** The consumer's loop turns every quarter of a second, and every minute while Kafka is away. */
const SILENCE_MS_MAX = 120_000;

type Health = () => KafkaHealth;

/** Fails when only a restart can help. While Kafka is away the loop turns on, and a restart would not bring it back. */
export function readingLiveness(health: Health): Probe {
  return {
    name: 'kafka-loop',
    check: () => {
      const { hasCrashed, turnedAtMs } = health();
      if (hasCrashed) return Promise.reject(new Error('the consumer has crashed'));
      const isSilent = turnedAtMs !== null && Date.now() - turnedAtMs > SILENCE_MS_MAX;
      return isSilent ? Promise.reject(new Error('the consumer hangs')) : Promise.resolve();
    },
  };
}

const WAITING: Readonly<Record<NonNullable<KafkaHealth['waitsFor']>, string>> = {
  topics: 'no topic is read: load creditors, make topics',
  membership: 'not a member of the consumer group: Kafka is away, or the group is being joined',
  heartbeat: 'the coordinator of the consumer group is silent',
  positions: 'the stored positions were not read yet',
};

/** Fails while not everything is read that should be, whatever the last fetch seemed to say. */
export function readingReadiness(health: Health): Probe {
  return {
    name: 'kafka-group',
    check: () => {
      const { waitsFor } = health();
      return waitsFor === null ? Promise.resolve() : Promise.reject(new Error(WAITING[waitsFor]));
    },
  };
}

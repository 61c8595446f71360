import { KafkaOptionsInvalid } from './errors.js';

/** Every bound of the consumer. Times in milliseconds. */
export interface KafkaLimits {
  /** Records in one sub-batch, so in one transaction of the handler; a heartbeat follows each. */
  readonly subBatchMax: number;
  /** A member that does not send a heartbeat for this long loses its partitions. */
  readonly sessionTimeoutMs: number;
  /** How long a rebalance waits for a member to finish what it is doing. */
  readonly rebalanceTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  /** How long a fetch waits for something new. */
  readonly fetchWaitMsMax: number;
  readonly partitionFetchBytesMax: number;
  readonly fetchBytesMax: number;
  /** Two in flight give 10 to 30 % more; the handler must then expect to be called twice at a time. */
  readonly partitionsInFlightMax: number;
  /** Between two looks at log ends, lag, control-only ranges and decisions of a person. */
  readonly watchIntervalMs: number;
  /** Between two readings of the topic names. */
  readonly topicsRefreshMs: number;
  /** First and longest wait after a failed dependency. */
  readonly retryDelayMsMin: number;
  readonly retryDelayMsMax: number;
  /** How long `close()` waits for the running sub-batch and for leaving the group. */
  readonly closeTimeoutMs: number;
}

/** The values of decision 3; what they trade is said at each field. */
export const KAFKA_LIMITS: KafkaLimits = Object.freeze({
  subBatchMax: 1_000,
  sessionTimeoutMs: 45_000,
  rebalanceTimeoutMs: 60_000,
  heartbeatIntervalMs: 3_000,
  fetchWaitMsMax: 250,
  partitionFetchBytesMax: 512 * 1024,
  fetchBytesMax: 10 * 1024 * 1024,
  partitionsInFlightMax: 1,
  watchIntervalMs: 5_000,
  topicsRefreshMs: 60_000,
  retryDelayMsMin: 100,
  retryDelayMsMax: 30_000,
  closeTimeoutMs: 30_000,
});

/**
 * The limits with some of them replaced.
 *
 * @throws KafkaOptionsInvalid with every fault.
 */
export function kafkaLimits(overrides: Partial<KafkaLimits> = {}): KafkaLimits {
  const limits: KafkaLimits = Object.freeze({ ...KAFKA_LIMITS, ...overrides });
  const faults = Object.entries(limits)
    .filter(([, value]) => !Number.isSafeInteger(value) || value < 1)
    .map(([name]) => `${name} must be a whole number above 0`);
  if (limits.heartbeatIntervalMs * 3 > limits.sessionTimeoutMs) {
    faults.push('heartbeatIntervalMs must fit three times into sessionTimeoutMs');
  }
  if (limits.sessionTimeoutMs > limits.rebalanceTimeoutMs) {
    faults.push('sessionTimeoutMs must not exceed rebalanceTimeoutMs');
  }
  if (limits.fetchWaitMsMax > limits.heartbeatIntervalMs) {
    faults.push('fetchWaitMsMax must not exceed heartbeatIntervalMs');
  }
  if (limits.retryDelayMsMin > limits.retryDelayMsMax) {
    faults.push('retryDelayMsMin must not exceed retryDelayMsMax');
  }
  if (faults.length > 0) throw new KafkaOptionsInvalid(faults);
  return limits;
}

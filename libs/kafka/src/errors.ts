/** What a broker or a database did, so that the partition waits and tries again. */
export class DependencyUnavailable extends Error {
  override readonly name = 'DependencyUnavailable';
  readonly code = 'dependency-unavailable';
}

/**
 * The store refuses what is in the sub-batch (SQLSTATE 22 or 23). It is tried again in halves until one record
 * is left, which comes back with `storageRefused`.
 */
export class DataRefused extends Error {
  override readonly name = 'DataRefused';
  readonly code = 'data-refused';
}

/** The stored position is not the expected one: another member has taken over, or a person set it. */
export class PositionMoved extends Error {
  override readonly name = 'PositionMoved';
  readonly code = 'position-moved';
}

/** Options or limits that contradict themselves or each other; every fault is named. */
export class KafkaOptionsInvalid extends Error {
  override readonly name = 'KafkaOptionsInvalid';
  readonly code = 'kafka-options-invalid';

  constructor(readonly faults: readonly string[]) {
    super(`Kafka options are invalid: ${faults.join('; ')}`);
  }
}

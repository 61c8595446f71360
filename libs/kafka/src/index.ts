export { createAdmin, type EnsuredTopic, type KafkaAdmin, type TopicDefinition } from './admin.js';
export { KafkaBatchServer, type KafkaBatchServerOptions, type KafkaHealth } from './batch-server.js';
export type { KafkaConnection } from './client.js';
export { DataRefused, DependencyUnavailable, KafkaOptionsInvalid, PositionMoved } from './errors.js';
export type { BatchHandler, SubBatch } from './handler.js';
export { KAFKA_LIMITS, kafkaLimits, type KafkaLimits } from './limits.js';
export { silentKafkaLogger, type KafkaLogFields, type KafkaLogger } from './logging.js';
export type { HandledBatch, KafkaObserver, PartitionLag, PausedPartition, PauseReason } from './observer.js';
export {
  admit,
  positionRecord,
  samePosition,
  type Admission,
  type Lag,
  type LogRange,
  type PartitionPosition,
  type PositionRecord,
  type RefusalReason,
  type StoredPosition,
  type Unreadable,
} from './position.js';
export {
  createProducer,
  type KafkaProducer,
  type KafkaProducerOptions,
  type OutgoingRecord,
} from './producer.js';
export { HEADERS_READ_MAX } from './record-headers.js';
export { lookForRecord, lookForUnreadable } from './record-at.js';
export { type TopicDifference, type TopicState } from './topic-config.js';
export type { KafkaRecord, PartitionPlace, TopicPartition } from './records.js';
export { HandlerErrorsPassThrough, SIGNAL_BATCH, SignalBatchHandler } from './signal-batch.js';

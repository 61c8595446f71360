import { KafkaOptionsInvalid } from './errors.js';
import { KAFKA_LIMITS, kafkaLimits } from './limits.js';

test('the defaults fit together and cannot be changed', () => {
  expect(kafkaLimits()).toEqual(KAFKA_LIMITS);
  expect(Object.isFrozen(kafkaLimits({ subBatchMax: 10 }))).toBe(true);
});

test('all faults are named together', () => {
  let caught: unknown;
  try {
    kafkaLimits({
      subBatchMax: 0,
      heartbeatIntervalMs: 20_000,
      sessionTimeoutMs: 45_000,
      rebalanceTimeoutMs: 10_000,
    });
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeInstanceOf(KafkaOptionsInvalid);
  expect((caught as KafkaOptionsInvalid).faults).toEqual([
    'subBatchMax must be a whole number above 0',
    'heartbeatIntervalMs must fit three times into sessionTimeoutMs',
    'sessionTimeoutMs must not exceed rebalanceTimeoutMs',
  ]);
});

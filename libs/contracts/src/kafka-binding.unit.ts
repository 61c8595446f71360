import { Kafka, type CloudEvent } from 'cloudevents';
import { EVENT_TYPES, feedbackDataSchema, toKafkaRecord } from './index.js';

const source = 'urn:nld:oin:00000001234567890000';

it('another reader of CloudEvents finds the same event in our record', () => {
  const data = {
    signaal: 'signal-1',
    oordeel: 'geenContact',
    revisie: 2,
    vervangt: 'f-1',
    datum: '2026-03-20',
  };
  const record = toKafkaRecord({
    type: EVENT_TYPES.feedback,
    source,
    id: 'f-2',
    time: '2026-03-20T10:00:00Z',
    data,
  });
  expect(feedbackDataSchema.safeParse(data).success).toBe(true);
  const message = { ...record, timestamp: '', body: record.value };
  const event = Kafka.toEvent<Record<string, unknown>>(message) as CloudEvent<Record<string, unknown>>;
  expect(event).toMatchObject({ specversion: '1.0', type: EVENT_TYPES.feedback, source, id: 'f-2', data });
  expect(event.datacontenttype).toBe('application/json');
  expect(event.validate()).toBe(true);
});

it('what belongs together has one key', () => {
  const key = (type: (typeof EVENT_TYPES)[keyof typeof EVENT_TYPES], data: Record<string, string>): string =>
    toKafkaRecord({ type, source, id: 'own-id', data }).key;
  expect(key(EVENT_TYPES.signal, {})).toBe('own-id');
  expect(key(EVENT_TYPES.withdrawal, { ingetrokkenSignaal: 'signal-1' })).toBe('signal-1');
  expect(key(EVENT_TYPES.feedback, { signaal: 'signal-1' })).toBe('signal-1');
});

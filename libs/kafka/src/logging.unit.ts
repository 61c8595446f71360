import { logLevel } from 'kafkajs';
import { kafkajsLogCreator, type KafkaLogFields } from './logging.js';

test('only names and numbers of Kafka get into the log, never what a record holds', () => {
  const lines: Array<[string, string, KafkaLogFields]> = [];
  const write = (level: string) => (message: string, fields: KafkaLogFields) => {
    lines.push([level, message, fields]);
  };
  const logger = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  const log = kafkajsLogCreator(logger)(logLevel.INFO);
  const entry = (message: string, more: object) => ({ timestamp: '2026-11-22T00:00:00Z', message, ...more });
  log({
    namespace: 'Runner',
    level: logLevel.ERROR,
    label: 'ERROR',
    log: entry('failed', {
      topic: 't',
      partition: 3,
      stack: 'secret',
      payload: { value: 'secret' },
      error: {},
    }),
  });
  log({ namespace: 'Consumer', level: logLevel.WARN, label: 'WARN', log: entry('hm', { groupId: 'g' }) });
  expect(lines).toEqual([
    ['error', 'failed', { namespace: 'Runner', topic: 't', partition: 3 }],
    ['warn', 'hm', { namespace: 'Consumer', groupId: 'g' }],
  ]);
});

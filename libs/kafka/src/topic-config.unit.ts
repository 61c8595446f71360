import { configDifferences, topicsWithoutReceipt } from './topic-config.js';

const wanted = { 'message.timestamp.type': 'LogAppendTime', 'retention.ms': '604800000' };
const found = new Map([
  ['as-wanted', new Map(Object.entries(wanted))],
  ['longer', new Map(Object.entries({ ...wanted, 'retention.ms': '-1' }))],
  ['producer-time', new Map(Object.entries({ ...wanted, 'message.timestamp.type': 'CreateTime' }))],
  ['bare', new Map()],
]);

test('each setting that differs is named with what is wanted and what was found', () => {
  expect(configDifferences(['as-wanted', 'longer'], wanted, found)).toEqual([
    { topic: 'longer', name: 'retention.ms', wanted: '604800000', found: '-1' },
  ]);
});

test('of a topic whose configuration could not be read nothing is said', () => {
  expect(configDifferences(['hidden'], wanted, found)).toEqual([]);
});

test('a topic without append time, or without any such setting, gives no receipt', () => {
  const differences = configDifferences([...found.keys()], wanted, found);
  expect(topicsWithoutReceipt(differences)).toEqual(['producer-time', 'bare']);
});

import type { QuarantinedRecord } from '#postgres';

import { quarantineColumns, quarantineLine, quarantineObject } from './quarantine-list-command.js';
import { parsePlace, placeText } from './quarantine-place.js';

const record: QuarantinedRecord = {
  municipality: '',
  log_id: 3,
  partition: 0,
  kafka_offset: '9007199254740993',
  topic: 'signals.energie',
  receipt: new Date('2026-03-09T10:00:00Z'),
  verdict: 'refused',
  reason: 'missing',
  faults: [
    { pointer: '/data/persoon', code: 'missing' },
    { pointer: '', code: 'too-large' },
  ],
  creditor_id: null,
  source: null,
  event_id: null,
  bytes_kept: true,
};

describe('a record in quarantine', () => {
  it('is a line of tab-separated columns', () => {
    expect(quarantineLine(record).split('\t')).toEqual([
      '3/0/9007199254740993',
      'signals.energie',
      '2026-03-09T10:00:00.000Z',
      '-',
      'refused',
      'missing',
      '-',
      '-',
      '/data/persoon:missing :too-large',
    ]);
    expect(quarantineColumns.split('\t')).toHaveLength(quarantineLine(record).split('\t').length);
  });

  it('is an object with exactly the members that hold nothing personal', () => {
    expect(Object.keys(quarantineObject(record))).toEqual([
      'place',
      'topic',
      'receipt',
      'municipality',
      'verdict',
      'reason',
      'faults',
      'creditor',
      'source',
      'eventId',
      'bytesKept',
    ]);
  });

  it('has a place that can be read back, beyond what a number holds', () => {
    expect(parsePlace(placeText(record))).toEqual({ logId: 3, partition: 0, offset: 9_007_199_254_740_993n });
    for (const text of ['', '3/0', '3/0/-1', 'a/0/1', '3/0/1/2', '3/0/1 '])
      expect(parsePlace(text)).toBeNull();
  });
});

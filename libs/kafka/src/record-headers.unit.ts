import { RECORD_HEADERS_MAX } from '#contracts';
import { createRequire } from 'node:module';
import { HEADERS_READ_MAX, withBoundedHeaders } from './record-headers.js';

interface Written {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer>>;
}

/** The way of kafkajs to write and read one record: what was shortened must still be what it understands. */
const kafkajs = createRequire(__filename);
const encode = kafkajs('kafkajs/src/protocol/recordBatch/record/v0') as (
  record: Written & { offsetDelta: number; timestampDelta: number },
) => { buffer: Buffer };
const Encoder = kafkajs('kafkajs/src/protocol/encoder') as new () => {
  writeEncoderArray(records: readonly object[]): { buffer: Buffer };
};
const Decoder = kafkajs('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => {
  readVarIntBytes(): Buffer;
  canReadBytes(count: number): boolean;
};
const decode = kafkajs('kafkajs/src/protocol/recordBatch/record/v0/decoder') as (
  decoder: object,
  batch: object,
) => Written;

const pack = (records: readonly Written[]): Buffer =>
  Buffer.from(
    new Encoder().writeEncoderArray(
      records.map((record, nth) => encode({ ...record, offsetDelta: nth, timestampDelta: 70_000 * nth })),
    ).buffer,
  );

function unpack(bytes: Buffer): Written[] {
  const decoder = new Decoder(bytes);
  const records: Written[] = [];
  while (decoder.canReadBytes(1))
    records.push(decode(new Decoder(decoder.readVarIntBytes()), { firstOffset: 0, firstTimestamp: 0 }));
  return records.map(({ headers, key, value }) => ({ key, value, headers }));
}

const record = (headers: number, value: Buffer | null = Buffer.from('x'.repeat(300))): Written => ({
  key: headers % 2 === 0 ? null : Buffer.from('key'),
  value,
  headers: Object.fromEntries(
    Array.from({ length: headers }, (_, nth) => [`header-${nth}`, Buffer.from('v'.repeat(nth % 200))]),
  ),
});
const first = (written: Written): Written => ({
  ...written,
  headers: Object.fromEntries(Object.entries(written.headers).slice(0, HEADERS_READ_MAX)),
});

test('what holds no more headers than are read is handed on as it is', () => {
  const packed = pack([record(0), record(5, null), record(HEADERS_READ_MAX)]);
  expect(withBoundedHeaders(packed, 3)).toBe(packed);
  expect(withBoundedHeaders(Buffer.alloc(0), 0)).toHaveLength(0);
});

test('of more the first are kept, and the records around it are untouched', () => {
  const records = [record(2), record(HEADERS_READ_MAX + 1), record(0, null), record(500), record(3)];
  expect(unpack(withBoundedHeaders(pack(records), records.length))).toEqual(records.map(first));
  expect(unpack(withBoundedHeaders(pack([record(1_000)]), 1))).toEqual([first(record(1_000))]);
});

test('bytes that do not hold what they say are refused', () => {
  const packed = pack([record(40)]);
  expect(() => withBoundedHeaders(packed.subarray(0, 100), 1)).toThrow(RangeError);
  expect(() => withBoundedHeaders(packed, 2)).toThrow(RangeError);
});

test('who judges a record sees that it had too many', () => {
  expect(HEADERS_READ_MAX).toBeGreaterThan(RECORD_HEADERS_MAX);
});

import { AsyncLocalStorage } from 'node:async_hooks';
import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { CompressionCodecs, CompressionTypes } from 'kafkajs';
import { withBoundedHeaders } from './record-headers.js';

/** Offsets `from` up to, not including, `to`: one batch as a producer sent it. */
export interface BatchRange {
  readonly from: bigint;
  readonly to: bigint;
}

/** What a batch may grow to when it is unpacked; far above any honest one, far below this machine's memory. */
const UNPACKED_BYTES_MAX = 256 * 1024 * 1024;
/** kafkajs makes some objects of each record, so many empty ones fill the memory long before their bytes do. */
const BATCH_RECORDS_MAX = 250_000;

interface Codec {
  compress(encoder: { buffer: Buffer }): Promise<Buffer>;
  decompress(packed: Buffer): Promise<Buffer>;
}

const listeners = new AsyncLocalStorage<(range: BatchRange) => void>();

/**
 * Runs a consumer that is told of each batch that cannot be unpacked, and goes on with the other partitions. An
 * error of a codec would fail the whole fetch, of every partition in it, again and again until the consumer ends.
 * The batch's topic is not known here: the listener has to find out whose it is (`unreadableAt`).
 */
export function withUnreadableBatches<T>(listener: (range: BatchRange) => void, work: () => T): T {
  return listeners.run(listener, work);
}

/**
 * kafkajs knows the number of zstd but not how to read it, and crashes on it. Topics are stored as zstd whatever
 * a creditor sends, so without this nothing could be read. Its own gzip has no bound, and on Snappy or LZ4, which
 * a topic with another setting can hold, it ends the consumer. What is not packed comes this way too, as such a topic
 * can hold it and the bounds hold for it as well.
 */
function codecOf(compress: (bytes: Buffer) => Buffer, unpack: (packed: Buffer) => Buffer): Codec {
  return {
    compress: (encoder) => Promise.resolve(compress(encoder.buffer)),
    decompress: (packed) => {
      try {
        const header = headerOf(packed);
        if (header !== null && header.records > BATCH_RECORDS_MAX) throw new RangeError('too many records');
        const unpacked = unpack(packed);
        return Promise.resolve(header === null ? unpacked : withBoundedHeaders(unpacked, header.records));
      } catch (error) {
        return Promise.reject(leftOut(packed, error));
      }
    },
  };
}

function unknownCodec(name: string): () => never {
  return () => {
    throw new RangeError(`${name} is not read here`);
  };
}

const limits = { maxOutputLength: UNPACKED_BYTES_MAX };
const asItIs = (bytes: Buffer): Buffer => bytes;
const codecs = {
  [CompressionTypes.None]: codecOf(asItIs, asItIs),
  [CompressionTypes.ZSTD]: codecOf(zstdCompressSync, (packed) => zstdDecompressSync(packed, limits)),
  [CompressionTypes.GZIP]: codecOf(gzipSync, (packed) => gunzipSync(packed, limits)),
  [CompressionTypes.Snappy]: codecOf(unknownCodec('Snappy'), unknownCodec('Snappy')),
  [CompressionTypes.LZ4]: codecOf(unknownCodec('LZ4'), unknownCodec('LZ4')),
};

/** Safe to repeat; every client of this library needs it. */
export function installCodecs(): void {
  // kafkajs looks a codec up by its number, that of "none" too, which its types do not name.
  const known: Record<number, () => Codec> = CompressionCodecs;
  for (const [type, codec] of Object.entries(codecs)) known[Number(type)] = () => codec;
}

/**
 * For kafkajs a partial batch, which it knows by this name, ends what was fetched of its partition, and nothing
 * else. Its own class of that name cannot be made with a message.
 */
class BatchLeftOut extends Error {
  override readonly name = 'KafkaJSPartialMessageError';
}

function leftOut(packed: Buffer, error: unknown): Error {
  const listener = listeners.getStore();
  const header = headerOf(packed);
  if (listener === undefined || header === null) {
    return error instanceof Error ? error : new Error('a batch cannot be unpacked', { cause: error });
  }
  listener({ from: header.from, to: header.to });
  return new BatchLeftOut('a batch cannot be unpacked', { cause: error });
}

/** From the first byte of a batch (record format 2) up to its records; the offsets of its fields are fixed. */
const HEADER_BYTES = 61;
const MAGIC_AT = 16;
const LAST_OFFSET_DELTA_AT = 23;
const RECORDS_AT = 57;

/** kafkajs gives a codec the packed records as a view on what the broker answered; the header stands before it. */
function headerOf(packed: Buffer): (BatchRange & { readonly records: number }) | null {
  if (packed.byteOffset < HEADER_BYTES) return null;
  const header = Buffer.from(packed.buffer, packed.byteOffset - HEADER_BYTES, HEADER_BYTES);
  if (header.readInt8(MAGIC_AT) !== 2) return null;
  const from = header.readBigInt64BE(0);
  return {
    from,
    to: from + BigInt(header.readInt32BE(LAST_OFFSET_DELTA_AT)) + 1n,
    records: header.readInt32BE(RECORDS_AT),
  };
}

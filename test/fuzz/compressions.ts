import { CompressionCodecs, CompressionTypes } from 'kafkajs';

interface Codec {
  compress(encoder: { buffer: Buffer }): Promise<Buffer>;
  decompress(packed: Buffer): Promise<Buffer>;
}

function chunks(bytes: Buffer, size: number): Buffer[] {
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, nth) => bytes.subarray(nth * size, (nth + 1) * size));
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** Snappy in the framing of Kafka's Java client, with nothing but literals: every reader of Snappy takes it. */
function snappy(bytes: Buffer): Buffer {
  const head = Buffer.concat([Buffer.from([0x82]), Buffer.from('SNAPPY\0'), int32(1), int32(1)]);
  const blocks = chunks(bytes, 32_768).map((chunk) => {
    const length: number[] = [];
    let left = chunk.length;
    for (; left > 0x7f; left >>>= 7) length.push((left & 0x7f) | 0x80);
    length.push(left);
    const literal = Buffer.from([61 << 2, (chunk.length - 1) & 0xff, (chunk.length - 1) >>> 8]);
    const block = Buffer.concat([Buffer.from(length), literal, chunk]);
    return Buffer.concat([int32(block.length), block]);
  });
  return Buffer.concat([head, ...blocks]);
}

/** An LZ4 frame of blocks that are not packed. The seventh byte is the checksum of the two before it. */
function lz4(bytes: Buffer): Buffer {
  const head = Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]);
  const blocks = chunks(bytes, 65_536).map((chunk) => {
    const size = Buffer.alloc(4);
    size.writeUInt32LE((chunk.length | 0x8000_0000) >>> 0);
    return Buffer.concat([size, chunk]);
  });
  return Buffer.concat([head, ...blocks, Buffer.alloc(4)]);
}

/** A number that Kafka knows no packing of. */
export const UNKNOWN_COMPRESSION = 6 as CompressionTypes;

export const COMPRESSIONS: readonly CompressionTypes[] = [
  CompressionTypes.None,
  CompressionTypes.GZIP,
  CompressionTypes.Snappy,
  CompressionTypes.LZ4,
  CompressionTypes.ZSTD,
];

/** Lets a producer of this process pack as creditors do with other clients. After `libs/kafka` has put in its own. */
export function packLikeOthers(): void {
  const known: Record<number, () => Codec> = CompressionCodecs;
  const codec = (pack: (bytes: Buffer) => Buffer) => (): Codec => ({
    compress: (encoder) => Promise.resolve(pack(encoder.buffer)),
    decompress: () => Promise.reject(new Error('nothing is read here')),
  });
  known[CompressionTypes.Snappy] = codec(snappy);
  known[CompressionTypes.LZ4] = codec(lz4);
  known[UNKNOWN_COMPRESSION] = codec((bytes) => bytes);
}

/**
 * Headers of one record that are read; of more the rest is left out, so whoever reads sees that there were too many.
 * kafkajs copies all headers of a record for each of them: measured on a busy core, 1,000 took a second and 10,000
 * two minutes, in which the process did nothing else. A record of 64 KB holds 10,000.
 */
export const HEADERS_READ_MAX = 33;

/** The variable-length number at a place (zigzag, at most 64 bits), and where it ends. */
function varintAt(bytes: Buffer, at: number): { readonly value: number; readonly end: number } {
  let raw = 0;
  let factor = 1;
  for (let end = at; ; end += 1) {
    const byte = bytes[end];
    if (byte === undefined) throw new RangeError('a record ends in the middle of a number');
    raw += (byte & 0x7f) * factor;
    factor *= 128;
    if (byte < 0x80) return { value: raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2, end: end + 1 };
  }
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value * 2;
  for (; left > 0x7f; left = Math.floor(left / 128)) bytes.push((left % 128) | 0x80);
  bytes.push(left);
  return Buffer.from(bytes);
}

/** Behind a text or bytes with their length before them; -1 stands for null. */
function behindBytes(bytes: Buffer, at: number): number {
  const { end, value } = varintAt(bytes, at);
  return end + Math.max(0, value);
}

/** Where the count of headers stands in a record whose body begins here (record format 2). */
function headersAt(bytes: Buffer, body: number): number {
  const behindTime = varintAt(bytes, body + 1).end;
  const behindOffset = varintAt(bytes, behindTime).end;
  return behindBytes(bytes, behindBytes(bytes, behindOffset));
}

/** The body of a record with its first headers only. */
function shortened(bytes: Buffer, body: number, countAt: number, first: number): Buffer {
  let end = first;
  for (let kept = 0; kept < HEADERS_READ_MAX; kept += 1) end = behindBytes(bytes, behindBytes(bytes, end));
  const parts = [bytes.subarray(body, countAt), varint(HEADERS_READ_MAX), bytes.subarray(first, end)];
  const whole = Buffer.concat(parts);
  return Buffer.concat([varint(whole.length), whole]);
}

/**
 * The unpacked records of a batch with at most `HEADERS_READ_MAX` headers each. Without one that has more, which is
 * always so but for an attack, these are the bytes that were given.
 *
 * @param records how many records the bytes hold
 * @throws RangeError when they do not hold them
 */
export function withBoundedHeaders(unpacked: Buffer, records: number): Buffer {
  const parts: Buffer[] = [];
  let taken = 0;
  let at = 0;
  for (let nth = 0; nth < records; nth += 1) {
    const length = varintAt(unpacked, at);
    const next = length.end + length.value;
    if (length.value < 0 || next > unpacked.length) throw new RangeError('a batch ends within a record');
    const countAt = headersAt(unpacked, length.end);
    const count = varintAt(unpacked, countAt);
    if (count.value > HEADERS_READ_MAX) {
      parts.push(unpacked.subarray(taken, at), shortened(unpacked, length.end, countAt, count.end));
      taken = next;
    }
    at = next;
  }
  return parts.length === 0 ? unpacked : Buffer.concat([...parts, unpacked.subarray(taken)]);
}

/** The types of columns that go to the server as arrays. */
export type ColumnType =
  | 'bigint'
  | 'boolean'
  | 'bytea'
  | 'date'
  | 'integer'
  | 'jsonb'
  | 'smallint'
  | 'text'
  | 'timestamptz'
  | 'uuid';

/** Where the next element goes. Grows, and is used again for each array: whoever takes one copies it out. */
let scratch = Buffer.allocUnsafe(1 << 16);
let end = 0;

function reserve(bytes: number): void {
  if (end + bytes <= scratch.length) return;
  const larger = Buffer.allocUnsafe(Math.max(scratch.length * 2, end + bytes));
  scratch.copy(larger, 0, 0, end);
  scratch = larger;
}

/** Larger ones are given back: one batch of large records must not be kept for ever. */
const SCRATCH_KEPT_MAX = 1 << 23;
const LENGTH_BYTES = 4;
const HEADER_BYTES = 20;
const NULL_LENGTH = -1;

/**
 * One column of many rows as the server reads arrays in its binary format. As a text, each element is quoted, escaped
 * and joined here and taken apart sign by sign there, which costs both sides more than the rows do.
 *
 * @returns null where a value is not written in the way that its type has here; the driver's text then carries the
 *   column, and the server says what is wrong with it
 */
export function binaryArray(type: ColumnType, values: readonly unknown[]): Buffer | null {
  const { oid, write } = elements[type];
  end = 0;
  reserve(HEADER_BYTES);
  const isEmpty = values.length === 0;
  end = HEADER_BYTES;
  let hasNull = 0;
  for (const value of values) {
    if (value === null || value === undefined) {
      hasNull = 1;
      reserve(LENGTH_BYTES);
      end = scratch.writeInt32BE(NULL_LENGTH, end);
    } else if (!write(value)) return null;
  }
  scratch.writeInt32BE(isEmpty ? 0 : 1, 0);
  scratch.writeInt32BE(hasNull, 4);
  scratch.writeInt32BE(oid, 8);
  scratch.writeInt32BE(values.length, 12);
  scratch.writeInt32BE(1, 16);
  // No dimension is described where there is none.
  const array = Buffer.from(scratch.subarray(0, isEmpty ? HEADER_BYTES - 2 * LENGTH_BYTES : end));
  if (scratch.length > SCRATCH_KEPT_MAX) scratch = Buffer.allocUnsafe(1 << 16);
  return array;
}

interface ElementType {
  /** Of the element, in `pg_type`; the same in every server. */
  readonly oid: number;
  /** Writes length and value. False: not a value of this type. */
  readonly write: (value: unknown) => boolean;
}

const elements: Readonly<Record<ColumnType, ElementType>> = {
  bigint: { oid: 20, write: writeBigint },
  boolean: { oid: 16, write: writeBoolean },
  bytea: { oid: 17, write: writeBytes },
  date: { oid: 1082, write: writeDate },
  integer: { oid: 23, write: writeInteger },
  jsonb: { oid: 3802, write: writeJsonb },
  smallint: { oid: 21, write: writeSmallint },
  text: { oid: 25, write: (value) => typeof value === 'string' && writeText(value) },
  timestamptz: { oid: 1184, write: writeInstant },
  uuid: { oid: 2950, write: writeUuid },
};

/** UTF-8 takes at most three bytes for each unit of a string. */
const UTF8_BYTES_MAX = 3;

function writeText(text: string, version?: number): boolean {
  reserve(LENGTH_BYTES + 1 + text.length * UTF8_BYTES_MAX);
  const start = end + LENGTH_BYTES;
  let written = 0;
  if (version !== undefined) written = scratch.writeUInt8(version, start) - start;
  written += scratch.write(text, start + written, 'utf8');
  scratch.writeInt32BE(written, end);
  end = start + written;
  return true;
}

const JSONB_VERSION = 1;

function writeJsonb(value: unknown): boolean {
  // Of a function or a symbol there is no JSON, whatever the type says.
  const text = typeof value === 'string' ? value : (JSON.stringify(value) as string | undefined);
  return text !== undefined && writeText(text, JSONB_VERSION);
}

function writeBytes(value: unknown): boolean {
  if (!Buffer.isBuffer(value)) return false;
  reserve(LENGTH_BYTES + value.length);
  end = scratch.writeInt32BE(value.length, end);
  end += value.copy(scratch, end);
  return true;
}

function writeBoolean(value: unknown): boolean {
  if (typeof value !== 'boolean') return false;
  reserve(LENGTH_BYTES + 1);
  end = scratch.writeInt32BE(1, end);
  end = scratch.writeUInt8(value ? 1 : 0, end);
  return true;
}

const SMALLINT_MAX = 0x7fff;
const INTEGER_MAX = 0x7fffffff;

function writeSmallint(value: unknown): boolean {
  if (!isIntegerUpTo(SMALLINT_MAX, value)) return false;
  reserve(LENGTH_BYTES + 2);
  end = scratch.writeInt32BE(2, end);
  end = scratch.writeInt16BE(value, end);
  return true;
}

function writeInteger(value: unknown): boolean {
  return isIntegerUpTo(INTEGER_MAX, value) && writeInt32(value);
}

function isIntegerUpTo(max: number, value: unknown): value is number {
  return Number.isInteger(value) && (value as number) <= max && (value as number) >= -max - 1;
}

function writeInt32(value: number): boolean {
  reserve(LENGTH_BYTES + 4);
  end = scratch.writeInt32BE(4, end);
  end = scratch.writeInt32BE(value, end);
  return true;
}

function writeBigint(value: unknown): boolean {
  if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value && writeInt64(value);
  return Number.isSafeInteger(value) && writeInt64(BigInt(value as number));
}

function writeInt64(value: bigint): boolean {
  reserve(LENGTH_BYTES + 8);
  end = scratch.writeInt32BE(8, end);
  end = scratch.writeBigInt64BE(value, end);
  return true;
}

/** The server counts from the first of January 2000. */
const EPOCH_MS = Date.UTC(2000, 0, 1);
const DAY_MS = 86_400_000;
const isoDay = /^(?!0000)\d{4}-\d\d-\d\d$/;
const isoInstant = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function writeDate(value: unknown): boolean {
  if (typeof value !== 'string' || !isoDay.test(value)) return false;
  const ms = Date.parse(value);
  // The thirtieth of February is no day, however the engine reads it.
  if (Number.isNaN(ms) || new Date(ms).getUTCDate() !== Number(value.slice(8))) return false;
  return writeInt32((ms - EPOCH_MS) / DAY_MS);
}

/** As `instant` writes it; a `Date` says the same. */
function writeInstant(value: unknown): boolean {
  const ms = value instanceof Date ? value.getTime() : typeof value === 'string' ? msOfInstant(value) : NaN;
  if (Number.isNaN(ms)) return false;
  const micros = (ms - EPOCH_MS) * 1_000;
  if (!Number.isSafeInteger(micros)) return false;
  reserve(LENGTH_BYTES + 8);
  end = scratch.writeInt32BE(8, end);
  // In two halves: a BigInt for each of a hundred thousand values is garbage by the megabyte.
  end = scratch.writeInt32BE(Math.floor(micros / 2 ** 32), end);
  end = scratch.writeUInt32BE(((micros % 2 ** 32) + 2 ** 32) % 2 ** 32, end);
  return true;
}

function msOfInstant(text: string): number {
  if (!isoInstant.test(text)) return NaN;
  const ms = Date.parse(text);
  // As of a day: the engine takes the thirtieth of February for the second of March, the server refuses it.
  return new Date(ms).getUTCDate() === Number(text.slice(8, 10)) ? ms : NaN;
}

const UUID_BYTES = 16;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Where in its text the bytes of a UUID begin. */
const uuidPlaces = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

function writeUuid(value: unknown): boolean {
  if (typeof value !== 'string' || !uuid.test(value)) return false;
  reserve(LENGTH_BYTES + UUID_BYTES);
  end = scratch.writeInt32BE(UUID_BYTES, end);
  for (const place of uuidPlaces) {
    scratch[end] = (nibble(value.charCodeAt(place)) << 4) | nibble(value.charCodeAt(place + 1));
    end += 1;
  }
  return true;
}

const CODE_OF_0 = 48;
const CODE_OF_A = 97;

function nibble(code: number): number {
  return code < CODE_OF_A ? code - CODE_OF_0 : code - CODE_OF_A + 10;
}

import { isUtf8 } from 'node:buffer';
import type { JsonObject, JsonValue } from '../canonical-json.js';
import type { FaultList } from './faults.js';

/** Deepest nesting that is read; the contract needs three levels. */
export const DEPTH_MAX = 8;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

interface Shape {
  readonly members: number;
  readonly depth: number;
}

/** Counts members and nesting in JSON bytes without reading values; of bytes that are no JSON it says nothing useful. */
function shapeOf(bytes: Buffer): Shape {
  let members = 0;
  let depth = 0;
  let deepest = 0;
  let inText = false;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (inText) {
      if (byte === BACKSLASH) index += 1;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (byte === COLON) members += 1;
    else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
  return { members, depth: deepest };
}

function memberCount(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) count += memberCount(item);
    return count;
  }
  for (const name of Object.keys(value)) count += 1 + memberCount((value as JsonObject)[name] ?? null);
  return count;
}

/**
 * Parses the value of a record. JSON.parse keeps the last of two members with one name and says nothing; since other
 * readers keep the first, such a text is refused: it holds more members than the parsed value.
 *
 * @returns undefined when the bytes could not be read as one unambiguous value; the fault says why
 */
export function readBody(bytes: Buffer, faults: FaultList): JsonValue | undefined {
  if (!isUtf8(bytes)) {
    faults.add('/data', 'invalid-utf8');
    return undefined;
  }
  const shape = shapeOf(bytes);
  if (shape.depth > DEPTH_MAX) {
    faults.add('/data', 'too-deep');
    return undefined;
  }
  let value: JsonValue;
  try {
    value = JSON.parse(bytes.toString('utf8')) as JsonValue;
  } catch {
    faults.add('/data', 'not-json');
    return undefined;
  }
  if (memberCount(value) !== shape.members) {
    faults.add('/data', 'duplicate-member');
    return undefined;
  }
  return value;
}

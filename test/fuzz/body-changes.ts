import type { FaultCode, JsonObject } from '#contracts';
import { gzipSync } from 'node:zlib';
import { Choices } from './base-message.js';
import type { BodyChange, Change } from './fuzz-plan.js';

/** The bytes of a value, and what is known of them. */
export interface Body {
  readonly bytes: Buffer | null;
  /**
   * `same`: they mean what they meant. `unreadable`: they must be refused by one of the codes. `anything`: whatever they
   * mean now, nothing is known.
   */
  readonly meaning: 'same' | 'unreadable' | 'anything';
  readonly codes: readonly FaultCode[];
}

const UNREADABLE: readonly FaultCode[] = ['invalid-utf8', 'not-json', 'too-deep', 'too-large'];
const unreadable = (bytes: Buffer, codes = UNREADABLE): Body => ({ bytes, meaning: 'unreadable', codes });
const anything = (bytes: Buffer): Body => ({ bytes, meaning: 'anything', codes: [] });
const same = (text: string): Body => ({ bytes: Buffer.from(text), meaning: 'same', codes: [] });

/** Every character of every text as an escape: the same value, written otherwise. */
const escaped = (text: string): string =>
  text.replace(/"(?:[^"\\]|\\.)*"/gu, (quoted) => {
    const value = JSON.parse(quoted) as string;
    const units = Array.from({ length: value.length }, (_, index) => value.charCodeAt(index));
    return `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')}"`;
  });

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const made = {};
  for (const [name, member] of Object.entries(value).reverse())
    Object.defineProperty(made, name, { value: reversed(member), enumerable: true, configurable: true });
  return made;
}

/** Encodings that are no UTF-8, or no JSON in it. */
const ENCODINGS: readonly ((text: string) => Buffer)[] = [
  (text) => Buffer.from(text, 'utf16le'),
  (text) => Buffer.from(text, 'utf16le').swap16(),
  (text) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]),
  (text) => gzipSync(text, { level: 1 }),
  (text) => Buffer.from(Buffer.from(text).toString('base64')),
  (text) => Buffer.concat([Buffer.from(text), Buffer.from([0xc0, 0x80])]),
  (text) => Buffer.concat([Buffer.from('"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from(text)]),
  (text) => Buffer.from(`{"é":1,${text.slice(1)}`, 'latin1'),
  (text) => Buffer.from(encodeURIComponent(text.toWellFormed())),
];
const WRAPPINGS: readonly ((text: string) => string)[] = [
  (text) => text + text,
  (text) => `${text}\u0000`,
  (text) => `(${text})`,
  (text) => `${text},`,
  (text) => `/* */${text}`,
  (text) => `<data>${text}</data>`,
  (text) => `\u00a0${text}`,
  (text) => `data=${text}`,
  () => '',
  () => ' \n\t ',
  (text) => `${text.replaceAll('"', "'")}'`,
];
const BROKEN: readonly ((text: string) => string)[] = [
  (text) => text.replace('{', '{"x":NaN,'),
  (text) => text.replace('{', '{"x":1e,'),
  (text) => text.replace('{', '{"x":01,'),
  (text) => text.replace('{', '{x:1,'),
  (text) => text.replace('{', '{,'),
  (text) => text.replace('{', '{"x":"\\x41",'),
  (text) => text.replace('{', '{"x":"\u0001",'),
  (text) => text.replace('{', '{"x":undefined,'),
];
const SCALARS = ['null', 'true', '0', '1e400', '"Kanarie"', '[]', '[{}]', '-0'];

/** Serialises the data and does one thing to the bytes. */
export function bodyOf(data: JsonObject, change: Change<BodyChange> | null): Body {
  const text = JSON.stringify(data);
  if (change === null) return same(text);
  const { kind, pick, place } = change;
  const choices = new Choices(pick);
  const bytes = Buffer.from(text);
  const at = place % bytes.length;
  switch (kind) {
    case 'truncate':
      return unreadable(bytes.subarray(0, at));
    case 'encode':
      return unreadable(choices.of(ENCODINGS)(text));
    case 'wrap':
      return unreadable(Buffer.from(choices.of(WRAPPINGS)(text)));
    case 'break':
      return unreadable(Buffer.from(choices.of(BROKEN)(text)));
    case 'double-member': {
      const first = Object.keys(data)[0];
      if (first === undefined) return same(text);
      const name = choices.upTo(2) === 0 ? JSON.stringify(first) : escaped(JSON.stringify(first));
      const codes: readonly FaultCode[] = ['duplicate-member', 'too-deep', 'too-large'];
      return unreadable(Buffer.from(text.replace('{', () => `{${name}:0,`)), codes);
    }
    case 'flip': {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << choices.upTo(8));
      return anything(flipped);
    }
    case 'insert': {
      const noise = Buffer.from([choices.upTo(256), choices.upTo(256), choices.upTo(256)]);
      return anything(Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)]));
    }
    case 'noise':
      return unreadable(
        Buffer.from(
          Array.from({ length: 1 + (place % 200) }, (_, nth) => 128 + (((pick >>> (nth % 24)) + nth) % 128)),
        ),
      );
    case 'scalar':
      return unreadable(Buffer.from(choices.of(SCALARS)), ['wrong-type']);
    case 'tombstone':
      return { bytes: null, meaning: 'unreadable', codes: ['tombstone'] };
    case 'escape':
      return same(escaped(text));
    case 'reverse':
      return same(JSON.stringify(reversed(data), null, choices.upTo(3)));
  }
}

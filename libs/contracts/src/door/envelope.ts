import {
  RECORD_BYTES_MAX,
  RECORD_HEADERS_MAX,
  SIMULATED_RECEIPT_HEADER,
  recordHeadersSchema,
  type Envelope,
} from '../cloud-event.js';
import { mayHoldBsn } from './bsn.js';
import type { FaultCode, FaultList } from './faults.js';
import { jsonSchemaOf } from './schema-check.js';

/** A record as the broker gave it. Doubled headers stay visible as two entries. */
export interface RawRecord {
  readonly topic: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: ReadonlyArray<readonly [name: string, value: Buffer]>;
}

/** What could be read of the attributes; a part that is missing or malformed is null and has its fault. */
export interface EnvelopeParts {
  readonly type: Envelope['type'] | null;
  readonly source: string | null;
  readonly id: string | null;
  readonly time: string | null;
}

interface HeaderRule {
  readonly pattern: RegExp;
  readonly code: FaultCode;
}

/** The rules of the published schema; each header is one bounded ASCII text. */
function headerRules(): ReadonlyMap<string, HeaderRule> {
  const { properties } = jsonSchemaOf(recordHeadersSchema) as {
    properties: Readonly<Record<string, { pattern?: string; enum?: readonly string[]; const?: string }>>;
  };
  return new Map(
    Object.entries(properties).map(([name, { pattern, enum: values, const: value }]) => {
      const closed = (values ?? [value ?? '']).map((one) => one.replaceAll('.', '\\.')).join('|');
      const code = name === 'content-type' ? name : pattern === undefined ? 'unknown-value' : 'malformed';
      return [name, { pattern: new RegExp(pattern ?? `^(?:${closed})$`, 'u'), code }];
    }),
  );
}

const HEADER_RULES = headerRules();
const REQUIRED_HEADERS = (jsonSchemaOf(recordHeadersSchema) as { required: readonly string[] }).required;

/** Largest header value that is decoded; every bound above is smaller. */
const HEADER_VALUE_BYTES_MAX = 1_024;

const isAttribute = (name: string): boolean => /^ce[_-]/iu.test(name);

/** Whether the door looks at a header of this name; no other one has to be kept with a record. */
export function isReadHeader(name: string): boolean {
  return HEADER_RULES.has(name) || isAttribute(name) || name === SIMULATED_RECEIPT_HEADER;
}

/** Reads the attributes out of the headers (binary mode) and names every fault of them. */
export function readEnvelope(record: RawRecord, faults: FaultList): EnvelopeParts {
  const values = new Map<string, string>();
  const seen = new Set<string>();
  if (record.headers.length > RECORD_HEADERS_MAX) faults.add('/headers', 'too-many-headers');
  for (const [name, bytes] of record.headers) {
    const headerRule = HEADER_RULES.get(name);
    if (headerRule === undefined) {
      if (isAttribute(name)) {
        faults.add('/headers', 'unknown-member');
        if (bytes.length <= RECORD_BYTES_MAX && mayHoldBsn(Buffer.concat([Buffer.from(`${name} `), bytes])))
          faults.add('/headers', 'bsn-present');
      }
      continue;
    }
    if (seen.has(name)) {
      faults.add(`/headers/${name}`, 'doubled-header');
      values.delete(name);
      continue;
    }
    seen.add(name);
    // Every pattern is ASCII, so a byte above 127 fails it whatever it would mean in UTF-8.
    const value = bytes.length > HEADER_VALUE_BYTES_MAX ? '' : bytes.toString('latin1');
    if (headerRule.pattern.test(value)) values.set(name, value);
    else faults.add(`/headers/${name}`, headerRule.code);
  }
  for (const name of REQUIRED_HEADERS) if (!seen.has(name)) faults.add(`/headers/${name}`, 'missing');
  return {
    type: (values.get('ce_type') as Envelope['type'] | undefined) ?? null,
    source: values.get('ce_source') ?? null,
    id: values.get('ce_id') ?? null,
    time: values.get('ce_time') ?? null,
  };
}

/** True when value, key and headers together are larger than a record may be. */
export function isTooLarge(record: RawRecord): boolean {
  let bytes = (record.value?.length ?? 0) + (record.key?.length ?? 0);
  for (const [name, value] of record.headers) bytes += name.length + value.length;
  return bytes > RECORD_BYTES_MAX;
}

const INSTANT = /^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{3})?Z$/u;

/**
 * The simulated receipt of a record, in milliseconds since the epoch: null when the header is absent, `'unreadable'`
 * when it is doubled or no instant. Whether it may be used is the caller's to say (never in production).
 */
export function simulatedReceiptOf(record: Pick<RawRecord, 'headers'>): number | null | 'unreadable' {
  let found: number | null | 'unreadable' = null;
  for (const [name, value] of record.headers) {
    if (name !== SIMULATED_RECEIPT_HEADER) continue;
    if (found !== null) return 'unreadable';
    const text = value.length > 32 ? '' : value.toString('latin1');
    const instantMs = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
    found = Number.isNaN(instantMs) ? 'unreadable' : instantMs;
  }
  return found;
}

import type { JsonObject, JsonValue } from './canonical-json.js';
import { SOURCE_PATTERN } from './cloud-event.js';
import { CreditorRegistry } from './creditor-registry.js';
import type { RawRecord } from './door/envelope.js';
import { FaultList, type Fault } from './door/faults.js';
import { readBody } from './door/json-body.js';
import { openRecord } from './door/open-record.js';
import type { DoorContext, DoorVerdict, ServedMunicipality } from './door/verdict.js';
import { EVENT_TYPES } from './event-types.js';
import { IDENTIFIED_MONTHS_MAX } from './policy-document.js';
import { GROUNDED_FIELDS } from './signal-data.js';

/** What could not be judged without the registry, the configuration or the record itself. */
export type NotChecked = 'creditor' | 'municipality' | 'headers' | 'key';

/** The door's verdict on one message of a file. */
export interface FileVerdict {
  /** Line in the file on which the message starts, from 1. */
  readonly line: number;
  readonly verdict: DoorVerdict['kind'];
  readonly faults: readonly Fault[];
  readonly notChecked: readonly NotChecked[];
}

/** What the offline verdict may use; what is absent is not checked and said to be so. */
export interface OfflineContext {
  readonly registry?: CreditorRegistry;
  readonly servedMunicipality?: DoorContext['servedMunicipality'];
  /** Stands for the receipt, in milliseconds since the epoch. */
  readonly receiptMs: number;
  /** Topic that the message would be sent to; absent: the first topic of its creditor. */
  readonly topic?: string;
}

/** Largest file that is read, in characters, and most messages in it. */
export const SIGNAL_FILE_CHARACTERS_MAX = 50_000_000;
export const SIGNAL_FILE_MESSAGES_MAX = 100_000;

const OFFLINE_SOURCE = 'urn:nld:kvknr:00000000';
const OFFLINE_TOPIC = 'signals.overige';
const EVERYWHERE: ServedMunicipality = {
  postcodeRanges: [{ from: '1000', to: '9999' }],
  landlordStatementSectors: [],
  identifiedMonths: IDENTIFIED_MONTHS_MAX,
};

/**
 * The door's verdict on the messages of a file, without a broker: `eropaf signal validate FILE`. The file holds one
 * message, or one a line (JSON lines); a message is `{ "headers": …, "key": …, "data": … }` or only the data.
 *
 * @throws RangeError when the file is larger than the two limits above
 */
export function validateSignalFile(text: string, context: OfflineContext): readonly FileVerdict[] {
  if (text.length > SIGNAL_FILE_CHARACTERS_MAX) {
    throw new RangeError(`the file is longer than ${SIGNAL_FILE_CHARACTERS_MAX} characters`);
  }
  const lines = text.split('\n').map((line, index) => ({ text: line, line: index + 1 }));
  const filled = lines.filter((line) => line.text.trim() !== '');
  // One message over several lines is only told from JSON lines by its first line, which is no JSON by itself.
  const oneALine = filled.length > 1 && isJson(filled[0]?.text ?? '');
  const messages = oneALine ? filled : [{ text, line: filled[0]?.line ?? 1 }];
  if (messages.length > SIGNAL_FILE_MESSAGES_MAX) {
    throw new RangeError(`the file holds more than ${SIGNAL_FILE_MESSAGES_MAX} messages`);
  }
  return messages.map((message) => ({ line: message.line, ...validateMessage(message.text, context) }));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function validateMessage(text: string, context: OfflineContext): Omit<FileVerdict, 'line'> {
  const faults = new FaultList();
  const message = readBody(Buffer.from(text), faults);
  if (message === undefined) return { verdict: 'refused', faults: faults.sorted(), notChecked: [] };
  const wrapped = isObject(message) && Object.hasOwn(message, 'data');
  const data = wrapped ? (message['data'] ?? null) : message;
  const headers = wrapped ? headersOf(message['headers']) : [];
  if (headers === undefined) {
    return { verdict: 'refused', faults: [{ pointer: '/headers', code: 'wrong-type' }], notChecked: [] };
  }
  const notChecked: NotChecked[] = [];
  if (headers.length === 0) notChecked.push('headers');
  const given = wrapped ? message['key'] : undefined;
  if (given === undefined) notChecked.push('key');
  if (context.registry === undefined || headers.length === 0) notChecked.push('creditor');
  if (context.servedMunicipality === undefined) notChecked.push('municipality');
  const all = headers.length === 0 ? headersFor(data) : headers;
  const key = given === undefined ? expectedKey(data, all) : typeof given === 'string' ? given : null;
  const verdict = openOffline({ data, headers: all, key }, context, notChecked.includes('creditor'));
  return { verdict: verdict.kind, faults: verdict.kind === 'refused' ? verdict.faults : [], notChecked };
}

interface Message {
  readonly data: JsonValue;
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly key: string | null;
}

function openOffline(message: Message, context: OfflineContext, anyCreditor: boolean): DoorVerdict {
  const source = headerOf(message.headers, 'ce_source');
  const registry =
    anyCreditor || context.registry === undefined ? registryOfAnybody(source) : context.registry;
  const topic = anyCreditor
    ? OFFLINE_TOPIC
    : (context.topic ?? registry.bySource(source ?? '')?.topics[0] ?? OFFLINE_TOPIC);
  const record: RawRecord = {
    topic,
    key: message.key === null ? null : Buffer.from(message.key),
    value: Buffer.from(JSON.stringify(message.data)),
    headers: message.headers.map(([name, value]) => [name, Buffer.from(value)] as const),
  };
  const servedMunicipality = context.servedMunicipality ?? (() => EVERYWHERE);
  return openRecord(record, { registry, servedMunicipality, receiptMs: context.receiptMs });
}

/** A registry in which this source may send everything, so that only the message itself is judged. */
function registryOfAnybody(source: string | undefined): CreditorRegistry {
  const known = source !== undefined && new RegExp(SOURCE_PATTERN, 'u').test(source);
  const compiled = CreditorRegistry.compile({
    creditors: [
      {
        id: 'offline',
        name: 'offline',
        sources: [known ? source : OFFLINE_SOURCE],
        type: 'Overige',
        ground: { name: 'offline', validFrom: '1900-01-01' },
        allowedFields: [...GROUNDED_FIELDS],
        municipalities: 'all',
        topics: [OFFLINE_TOPIC],
        status: 'active',
        customerReferenceMayBeBsn: false,
      },
    ],
  });
  if (!compiled.ok) throw new Error('the registry for offline verdicts does not compile');
  return compiled.value;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Undefined when the headers are no object of texts; none at all when the message has no headers. */
function headersOf(value: JsonValue | undefined): ReadonlyArray<readonly [string, string]> | undefined {
  if (value === undefined) return [];
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value);
  return entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')
    ? entries
    : undefined;
}

function headerOf(headers: ReadonlyArray<readonly [string, string]>, name: string): string | undefined {
  return headers.find(([one]) => one === name)?.[1];
}

/** Headers for data that came alone; which event it is can be seen from the member that only a withdrawal has. */
function headersFor(data: JsonValue): ReadonlyArray<readonly [string, string]> {
  const isWithdrawal = isObject(data) && Object.hasOwn(data, 'ingetrokkenSignaal');
  return [
    ['ce_specversion', '1.0'],
    ['ce_type', isWithdrawal ? EVENT_TYPES.withdrawal : EVENT_TYPES.signal],
    ['ce_source', OFFLINE_SOURCE],
    ['ce_id', 'offline'],
    ['content-type', 'application/json'],
  ];
}

function expectedKey(data: JsonValue, headers: ReadonlyArray<readonly [string, string]>): string | null {
  const withdrawn = isObject(data) ? data['ingetrokkenSignaal'] : undefined;
  const isWithdrawal = headerOf(headers, 'ce_type') === EVENT_TYPES.withdrawal;
  if (isWithdrawal && typeof withdrawn === 'string') return withdrawn;
  return headerOf(headers, 'ce_id') ?? null;
}

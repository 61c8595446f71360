import { RECORD_BYTES_MAX, type FaultCode, type RawRecord } from '#contracts';
import { baseSignal, baseWithdrawal, Choices, type Sender } from './base-message.js';
import { bodyOf } from './body-changes.js';
import { DataUnderChange, type Wanted } from './data-changes.js';
import { EnvelopeUnderChange } from './envelope-changes.js';
import type { Plan } from './fuzz-plan.js';

/** One message as a creditor might send it, and what is known of it before anybody looks. */
export interface Message {
  readonly record: RawRecord;
  /** Faults that must be named. */
  readonly wanted: readonly Wanted[];
  /** One of these must be named; empty: nothing is known. */
  readonly oneOf: readonly FaultCode[];
  /** Places at which a fault may lie; null: anywhere. */
  readonly mayLieAt: ReadonlySet<string> | null;
  /** Nothing was done to it that matters: it must be taken. */
  readonly isWell: boolean;
  readonly holdsBsn: boolean;
  /** Not more than one event with this id was made. */
  readonly eventId: string;
}

/** Days are compared with each other, so a changed one may be told at another. */
const DAYS = ['/data/ontstaansdatum', '/data/signaaldatum', '/data/datum'];

/**
 * Carries a plan out.
 *
 * @param today day of receipt, `YYYY-MM-DD`
 * @param run keeps the events of two runs on one stack apart
 */
export function messageOf(plan: Plan, senders: readonly Sender[], today: string, run = 'fuzz'): Message {
  const choices = new Choices(plan.base);
  const sender = choices.of(senders);
  const eventId = eventIdOf(plan, run);
  const base =
    plan.event === 'signal'
      ? baseSignal(plan.nth, Math.floor(plan.base / senders.length), today, sender)
      : baseWithdrawal(`${eventIdOf(plan, run)}-withdrawn`, today);
  const key = plan.event === 'signal' ? eventId : `${eventId}-withdrawn`;
  const data = new DataUnderChange(base, plan.event, sender.referenceMayBeBsn);
  for (const change of plan.data) data.apply(change);
  const envelope = new EnvelopeUnderChange(plan.event, sender, eventId, key);
  const sources = senders.map(({ source }) => source);
  for (const change of plan.envelope) envelope.apply(change, sources);
  const body = bodyOf(data.data, plan.body);
  const record: RawRecord = {
    topic: sender.topic,
    key: envelope.key,
    value: body.bytes,
    headers: envelope.headers,
  };
  return { record, eventId, ...expectation(plan, data, envelope, body, sizeOf(record)) };
}

/** No row of digits, which could be taken for a citizen service number where references may be one. */
const eventIdOf = ({ nth }: Plan, run: string): string => `${run}-${nth.toString(36)}`;

/** Bytes of value, key and headers, as the contract counts them. */
export function sizeOf({ headers, key, value }: RawRecord): number {
  const ofHeaders = headers.reduce((sum, [name, bytes]) => sum + name.length + bytes.length, 0);
  return (value?.length ?? 0) + (key?.length ?? 0) + ofHeaders;
}

type Expectation = Omit<Message, 'record' | 'eventId'>;

function expectation(
  plan: Plan,
  data: DataUnderChange,
  envelope: EnvelopeUnderChange,
  body: ReturnType<typeof bodyOf>,
  bytes: number,
): Expectation {
  const isTooLarge = bytes > RECORD_BYTES_MAX && body.bytes !== null;
  const isRead = body.meaning === 'same' && !isTooLarge && !data.isTooDeep;
  // Without a type nobody knows by which schema the data would have to be read.
  const isJudged = isRead && !envelope.lost.has('ce_type');
  const ofData = data.faults.filter(({ code }) => (code === 'bsn-present' ? isRead : isJudged));
  const wanted = [...envelope.faults, ...ofData];
  const isKeyKnown = plan.event === 'signal' && !envelope.lost.has('ce_id') && !envelope.lost.has('ce_type');
  if (envelope.touched.has('/key') && isKeyKnown) wanted.push({ pointer: '/key', code: 'key-mismatch' });
  if (isTooLarge) wanted.push({ pointer: '', code: 'too-large' });
  else if (body.meaning === 'same' && data.isTooDeep) wanted.push({ pointer: '/data', code: 'too-deep' });
  const isScalar = plan.body?.kind === 'scalar';
  const hasOneOf =
    body.meaning === 'unreadable' && !isTooLarge && !(isScalar && envelope.lost.has('ce_type'));
  const touched = new Set([...data.touched, ...envelope.touched]);
  const isKnown = isRead && !envelope.lost.has('ce_type') && !envelope.lost.has('ce_source');
  return {
    wanted,
    oneOf: hasOneOf ? body.codes : [],
    mayLieAt: isKnown ? places(touched) : null,
    isWell: isKnown && touched.size === 0,
    holdsBsn: data.holdsBsn && isRead,
  };
}

function places(touched: ReadonlySet<string>): ReadonlySet<string> {
  const all = new Set(touched);
  if (DAYS.some((place) => touched.has(place))) for (const place of DAYS) all.add(place);
  if (touched.has('/headers/ce_id') || touched.has('/data/ingetrokkenSignaal')) all.add('/key');
  return all;
}

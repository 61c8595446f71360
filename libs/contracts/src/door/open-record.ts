import { dayOf } from '#domain';
import { DAY_PATTERN, MUNICIPALITY_PATTERN } from '../bounded-text.js';
import { SIMULATED_RECEIPT_HEADER, type Envelope } from '../cloud-event.js';
import type { JsonValue } from '../canonical-json.js';
import type { Creditor } from '../creditor-registry.js';
import { EVENT_TYPES } from '../event-types.js';
import {
  signalDataSchema,
  withdrawalDataSchema,
  type SignalData,
  type WithdrawalData,
} from '../signal-data.js';
import { findBsn, holdsBsn, mayHoldBsn, type BsnScope } from './bsn.js';
import {
  checkAllowedFields,
  checkCrisisDay,
  checkSignalDays,
  checkStatement,
  checkWithdrawalDay,
  memberAt,
} from './content-rules.js';
import {
  isTooLarge,
  readEnvelope,
  simulatedReceiptOf,
  type EnvelopeParts,
  type RawRecord,
} from './envelope.js';
import { FaultList } from './faults.js';
import { readBody } from './json-body.js';
import { checkSignalData, checkWithdrawalData, pointersOf } from './schema-check.js';
import { isWithin, type DoorContext, type DoorVerdict, type Refused } from './verdict.js';

const DAYS = new RegExp(DAY_PATTERN, 'u');
const MUNICIPALITY = new RegExp(MUNICIPALITY_PATTERN, 'u');

const KNOWN_POINTERS = new Set([...pointersOf(signalDataSchema), ...pointersOf(withdrawalDataSchema)]);
const REFERENCE = '/data/klantreferentie';
/** The amount is a number of up to nine digits; references, event ids and phones are free of the check (rule 1). */
const EXEMPT_POINTERS = [
  REFERENCE,
  '/data/telefoonnummer',
  '/data/bedragInCenten',
  '/data/ingetrokkenSignaal',
];
const SCOPE: BsnScope = { knownPointers: KNOWN_POINTERS, exemptPointers: new Set(EXEMPT_POINTERS) };
const SCOPE_WITH_REFERENCE: BsnScope = {
  knownPointers: KNOWN_POINTERS,
  exemptPointers: new Set(EXEMPT_POINTERS.filter((pointer) => pointer !== REFERENCE)),
};

/** One record on its way through the door. */
interface Passage {
  readonly record: RawRecord;
  readonly context: DoorContext;
  readonly parts: EnvelopeParts;
  readonly creditor: Creditor | undefined;
  readonly receiptDay: string;
  readonly faults: FaultList;
}

/**
 * Rule 1 of the domain, and the part of *not served* that needs no register: judges one raw record. Pure, never throws,
 * and gives exactly one verdict for any bytes. All faults of rule 1 are named together; no value is ever in a fault.
 */
export function openRecord(record: RawRecord, context: DoorContext): DoorVerdict {
  const faults = new FaultList();
  const parts = readEnvelope(record, faults);
  checkSimulatedReceipt(record, context, faults);
  const passage: Passage = {
    record,
    context,
    parts,
    creditor: checkCreditor(record, parts, context, faults),
    receiptDay: dayOf(context.receiptMs),
    faults,
  };
  const body = openBody(passage);
  if (body !== undefined) checkBsn(body, passage);
  switch (parts.type) {
    case EVENT_TYPES.signal:
      return openSignal(body, passage);
    case EVENT_TYPES.withdrawal:
      return openWithdrawal(body, passage);
    case null:
      return refused(body, passage);
  }
}

function checkSimulatedReceipt(record: RawRecord, context: DoorContext, faults: FaultList): void {
  const simulated = simulatedReceiptOf(record);
  if (simulated === null || (context.simulatedReceipt === 'allowed' && simulated !== 'unreadable')) return;
  faults.add(`/headers/${SIMULATED_RECEIPT_HEADER}`, 'simulated-receipt');
}

/** The creditor when its source is admitted on this topic, suspended or not; else undefined, with the fault. */
function checkCreditor(
  record: RawRecord,
  { source }: EnvelopeParts,
  { registry }: DoorContext,
  faults: FaultList,
): Creditor | undefined {
  if (source === null) return undefined;
  const creditor = registry.admitted(source, record.topic);
  if (creditor === undefined) {
    const known = registry.bySource(source) !== undefined;
    faults.add('/headers/ce_source', known ? 'creditor-not-admitted' : 'unknown-creditor');
  } else if (creditor.status === 'suspended') {
    faults.add('/headers/ce_source', 'creditor-suspended');
  }
  return creditor;
}

function openBody({ record, faults }: Passage): JsonValue | undefined {
  if (record.value === null) {
    faults.add('/data', 'tombstone');
    return undefined;
  }
  if (isTooLarge(record)) {
    faults.add('', 'too-large');
    return undefined;
  }
  const body = readBody(record.value, faults);
  if (body === undefined && mayHoldBsn(record.value)) faults.add('/data', 'bsn-not-excluded');
  return body;
}

function checkBsn(body: JsonValue, passage: Passage): void {
  const { faults, parts } = passage;
  const referencesToo = mayReferenceBeBsn(passage);
  findBsn(body, '/data', referencesToo ? SCOPE_WITH_REFERENCE : SCOPE, faults);
  // Who numbers its customers by BSN may well build its event ids from that number.
  if (referencesToo && parts.id !== null && holdsBsn(parts.id)) faults.add('/headers/ce_id', 'bsn-present');
  // A key that is not the event's id is a mistake anyway, and the customer's number the likeliest one.
  const key = passage.record.key?.toString('latin1') ?? '';
  if (referencesToo && key !== parts.id && holdsBsn(key)) faults.add('/key', 'bsn-present');
}

/** Who cannot be told may be anybody who writes on this topic, or who its source says that it is. */
function mayReferenceBeBsn({ context: { registry }, creditor, parts, record }: Passage): boolean {
  if (creditor !== undefined) return creditor.customerReferenceMayBeBsn;
  const named = parts.source === null ? undefined : registry.bySource(parts.source);
  return named?.customerReferenceMayBeBsn === true || registry.mayReferencesBeBsnOn(record.topic);
}

function openSignal(body: JsonValue | undefined, passage: Passage): DoorVerdict {
  const { context, creditor, faults, parts, receiptDay } = passage;
  const data = body === undefined ? undefined : checkSignalData(body, faults);
  if (body !== undefined) {
    checkSignalDays(body, receiptDay, DAYS, faults);
    checkCrisisDay(body, receiptDay, DAYS, faults);
    if (creditor !== undefined) checkGround(body, creditor, passage);
  }
  checkKey(passage, parts.id);
  const envelope = envelopeOf(parts);
  if (!faults.isEmpty || data === undefined || creditor === undefined || envelope === undefined) {
    return refused(body, passage);
  }
  const served = context.servedMunicipality(data.gemeentecode);
  if (served === undefined || !isWithin(data.adres.postcode, served.postcodeRanges)) {
    const reason = served === undefined ? 'municipality-unknown' : 'postcode-outside';
    return {
      kind: 'not-served',
      reason,
      municipality: data.gemeentecode,
      event: 'signal',
      envelope,
      creditor,
    };
  }
  return { kind: 'signal', envelope, creditor, data: data satisfies SignalData };
}

/** A withdrawal needs no ground of its own: it ends the processing that had one. */
function openWithdrawal(body: JsonValue | undefined, passage: Passage): DoorVerdict {
  const { context, creditor, faults, parts, receiptDay } = passage;
  const data = body === undefined ? undefined : checkWithdrawalData(body, faults);
  if (body !== undefined) {
    checkWithdrawalDay(body, receiptDay, DAYS, faults);
    if (creditor !== undefined) checkMunicipality(body, creditor, faults);
  }
  if (data !== undefined) {
    checkKey(passage, data.ingetrokkenSignaal);
    if (data.ingetrokkenSignaal === parts.id) faults.add('/data/ingetrokkenSignaal', 'withdraws-itself');
  }
  const envelope = envelopeOf(parts);
  if (!faults.isEmpty || data === undefined || creditor === undefined || envelope === undefined) {
    return refused(body, passage);
  }
  if (context.servedMunicipality(data.gemeentecode) === undefined) {
    const municipality = data.gemeentecode;
    return {
      kind: 'not-served',
      reason: 'municipality-unknown',
      municipality,
      event: 'withdrawal',
      envelope,
      creditor,
    };
  }
  return { kind: 'withdrawal', envelope, creditor, data: data satisfies WithdrawalData };
}

function checkGround(body: JsonValue, creditor: Creditor, { context, faults, receiptDay }: Passage): void {
  const { validFrom, validTo } = creditor.ground;
  if (receiptDay < validFrom || (validTo !== undefined && receiptDay > validTo)) {
    faults.add('/headers/ce_source', 'no-legal-ground');
  }
  checkAllowedFields(body, creditor, faults);
  const municipality = checkMunicipality(body, creditor, faults);
  const served = municipality === null ? undefined : context.servedMunicipality(municipality);
  checkStatement(body, creditor, served?.landlordStatementSectors ?? [], faults);
}

/** The municipality that the data name, when the creditor has an agreement with it. */
function checkMunicipality(body: JsonValue, creditor: Creditor, faults: FaultList): string | null {
  const code = municipalityIn(body);
  if (code === null) return null;
  if (creditor.municipalities === 'all' || creditor.municipalities.includes(code)) return code;
  faults.add('/data/gemeentecode', 'municipality-not-agreed');
  return null;
}

function municipalityIn(body: JsonValue | undefined): string | null {
  const code = memberAt(body, ['gemeentecode']);
  return typeof code === 'string' && MUNICIPALITY.test(code) ? code : null;
}

/** The key decides the partition: a withdrawal must lie in that of its signal, so both carry the signal's id. */
function checkKey({ record, faults }: Passage, expected: string | null): void {
  if (expected === null) return;
  if (record.key === null || record.key.toString('latin1') !== expected) faults.add('/key', 'key-mismatch');
}

function envelopeOf({ type, source, id, time }: EnvelopeParts): Envelope | undefined {
  return type === null || source === null || id === null ? undefined : { type, source, id, time };
}

function refused(body: JsonValue | undefined, { creditor, faults, parts, record }: Passage): Refused {
  const code = municipalityIn(body);
  const agreed = creditor !== undefined && code !== null;
  const bsn = faults.has('bsn-present') || faults.has('bsn-not-excluded');
  return {
    kind: 'refused',
    faults: faults.sorted(),
    source: parts.source,
    eventId: parts.id,
    creditorId: creditor?.id ?? null,
    municipality:
      agreed && (creditor.municipalities === 'all' || creditor.municipalities.includes(code)) ? code : null,
    // A record that is too large was not searched for a BSN.
    keepBytes: !bsn && record.value !== null && !faults.has('too-large'),
  };
}

import { z } from 'zod';
import { notation } from './bounded-text.js';
import { EVENT_TYPES } from './event-types.js';
import { eventId } from './signal-data.js';

/**
 * `source` as the NL GOV profile for CloudEvents wants it: a KVK number or an OIN, with at most one part that names a
 * system of that organisation. No personal data.
 */
export const SOURCE_PATTERN =
  '^urn:nld:(?:kvknr:[0-9]{8}|oin:[0-9]{20})(?:[:.][A-Za-z0-9](?:[A-Za-z0-9._:\\-]{0,98}[A-Za-z0-9])?)?$';

/** `time` as RFC 3339, with at most nanoseconds. Informative: legal clocks start at receipt. */
export const TIME_PATTERN =
  '^(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]' +
  '(?:\\.[0-9]{1,9})?(?:Z|[+\\-](?:[01][0-9]|2[0-3]):[0-5][0-9])$';

/** A CloudEvents source of a Dutch organisation. */
export function eventSource(description: string): z.ZodString {
  return notation(SOURCE_PATTERN, 160, description);
}

/**
 * The record headers of the binary Kafka binding of CloudEvents 1.0. `ce_dataschema` and the two tracing extensions
 * are the only attributes accepted beyond these; any other `ce_` header is a fault, and headers without that prefix
 * are not read.
 */
export const recordHeadersSchema = z
  .strictObject({
    ce_specversion: z.literal('1.0'),
    ce_type: z.enum([EVENT_TYPES.signal, EVENT_TYPES.withdrawal]).meta({ description: 'Event type.' }),
    ce_source: eventSource(
      'The creditor: urn:nld:kvknr:<8 digits> or urn:nld:oin:<20 digits>, with a system at most.',
    ),
    ce_id: eventId('Chosen by the creditor, unique within ce_source; no personal data.'),
    ce_time: notation(TIME_PATTERN, 40, 'RFC 3339; informative, legal clocks start at receipt.').optional(),
    ce_dataschema: notation(
      '^[\\x21-\\x7e]{1,256}$',
      256,
      'Reference of the data schema; not read.',
    ).optional(),
    ce_traceparent: notation('^[\\x21-\\x7e]{1,64}$', 64, 'W3C trace context; not read.').optional(),
    ce_tracestate: notation('^[\\x20-\\x7e]{1,512}$', 512, 'W3C trace state; not read.').optional(),
    'content-type': notation(
      '^application/json(?: ?; ?charset=[Uu][Tt][Ff]-8)?$',
      32,
      'application/json; the structured mode (application/cloudevents+json) is not accepted.',
    ),
  })
  .meta({ title: 'RecordHeaders', description: 'Headers of a record, CloudEvents 1.0 binary mode.' });
export type RecordHeaders = z.infer<typeof recordHeadersSchema>;

/** Largest record in bytes, value, key and headers together (NL GOV profile: 64 KB). */
export const RECORD_BYTES_MAX = 65_536;

/** Most headers of a record, those that are not read included: the binding needs five, tracing adds a few. */
export const RECORD_HEADERS_MAX = 32;

/**
 * Header with the simulated moment of receipt (ISO instant, UTC, milliseconds at most). Only where the clock is
 * simulated; in production it is a fault.
 */
export const SIMULATED_RECEIPT_HEADER = 'simulatedreceipt';

/** The attributes of a received event that the pipeline keeps. */
export interface Envelope {
  readonly type: typeof EVENT_TYPES.signal | typeof EVENT_TYPES.withdrawal;
  readonly source: string;
  readonly id: string;
  readonly time: string | null;
}

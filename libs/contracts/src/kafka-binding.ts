import { canonicalJson, type JsonObject } from './canonical-json.js';
import { EVENT_TYPES } from './event-types.js';

/** An event that is sent: by the pipeline to a creditor, or by a creditor (the demo) to the pipeline. */
export interface OutgoingEvent {
  readonly type: (typeof EVENT_TYPES)[keyof typeof EVENT_TYPES];
  /** The sender: urn:nld:kvknr:… or urn:nld:oin:…. */
  readonly source: string;
  readonly id: string;
  /** RFC 3339; left out when absent. */
  readonly time?: string;
  readonly data: JsonObject;
}

/** A record of Kafka in the binary mode of the CloudEvents binding. */
export interface KafkaEventRecord {
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The record of an event. Its key is the event id; of a withdrawal the id of the signal that it withdraws, and of a
 * feedback the id of the record that it is about, so that what belongs together keeps its order in one partition.
 */
export function toKafkaRecord({ type, source, id, time, data }: OutgoingEvent): KafkaEventRecord {
  return {
    key: keyOf(type, id, data),
    value: canonicalJson(data),
    headers: {
      ce_specversion: '1.0',
      ce_type: type,
      ce_source: source,
      ce_id: id,
      ...(time === undefined ? {} : { ce_time: time }),
      'content-type': 'application/json',
    },
  };
}

function keyOf(type: OutgoingEvent['type'], id: string, data: JsonObject): string {
  const about = {
    [EVENT_TYPES.signal]: id,
    [EVENT_TYPES.withdrawal]: data['ingetrokkenSignaal'],
    [EVENT_TYPES.feedback]: data['signaal'],
  }[type];
  return typeof about === 'string' ? about : id;
}

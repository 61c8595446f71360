import type { RecordPlace } from '#postgres';

const PLACE = /^(\d{1,9})\/(\d{1,9})\/(\d{1,18})$/;

/** A place as `quarantine list` prints it: LOG/PARTITION/OFFSET. Null: it is none. */
export function parsePlace(text: string): RecordPlace | null {
  const found = PLACE.exec(text);
  if (found === null) return null;
  const [, logId, partition, offset] = found;
  return { logId: Number(logId), partition: Number(partition), offset: BigInt(offset ?? 0) };
}

export function placeText(place: {
  readonly log_id: number;
  readonly partition: number;
  readonly kafka_offset: string;
}): string {
  return `${place.log_id}/${place.partition}/${place.kafka_offset}`;
}

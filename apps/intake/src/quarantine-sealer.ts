import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

import { isReadHeader } from '#contracts';
import { dayOf, type Day } from '#domain';
import { insertQuarantineKey, makeQuarantineDay, readQuarantineKey, type NationalDatabase } from '#postgres';

import type { RecordBytes } from './receive-records.js';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const cipherName = 'aes-256-gcm';
/**
 * Days whose keys stay in memory. More than the sub-batches in flight can hold (1,000 records each, in a replay
 * each of another day): a day that was forgotten between `prepare` and `seal` would end the process.
 */
const DAYS_REMEMBERED_MAX = 4_000;

export interface Sealed {
  readonly nonce: Buffer;
  /** Cipher text with the authentication tag behind it. */
  readonly sealed: Buffer;
}

/**
 * Encrypts the bytes of quarantined records: a data key a day, wrapped by the key of the configuration. The day's
 * key is dropped with the day's partition, so a copy of the rows that survived elsewhere cannot be read.
 */
export class QuarantineSealer {
  private readonly keys = new Map<Day, Buffer>();

  constructor(
    private readonly database: NationalDatabase,
    private readonly wrappingKey: Buffer,
  ) {
    if (wrappingKey.length !== KEY_BYTES) throw new Error('the quarantine key must be 32 bytes');
  }

  /**
   * Makes the day's partition and key where they are missing. In transactions of its own, before that of the
   * records: making a partition locks the table, and a sub-batch must not hold that lock.
   */
  async prepare(day: Day): Promise<void> {
    if (this.keys.has(day)) return;
    const wrapped = await this.database.acrossMunicipalities(async (tx) => {
      const stored = await tx.query<{ wrapped: Buffer }>(readQuarantineKey(day));
      if (stored[0] !== undefined) return stored[0].wrapped;
      await tx.query({ text: 'select pg_advisory_xact_lock(7205053)' });
      await tx.query(makeQuarantineDay(day));
      await tx.query(insertQuarantineKey(day, this.wrap(randomBytes(KEY_BYTES))));
      const made = await tx.query<{ wrapped: Buffer }>(readQuarantineKey(day));
      return made[0]?.wrapped;
    });
    if (wrapped === undefined) throw new Error(`the quarantine has no key for ${day}`);
    const oldest = this.keys.keys().next().value;
    if (this.keys.size >= DAYS_REMEMBERED_MAX && oldest !== undefined) this.keys.delete(oldest);
    this.keys.set(day, unseal(this.wrappingKey, wrapped));
  }

  seal(day: Day, record: RecordBytes): Sealed {
    const key = this.keys.get(day);
    if (key === undefined) throw new Error(`the quarantine of ${day} was not prepared`);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(cipherName, key, nonce);
    const text = JSON.stringify({
      topic: record.topic,
      key: record.key?.toString('base64') ?? null,
      value: record.value?.toString('base64') ?? null,
      // What nobody reads is not kept either: it may be anything, a citizen service number too.
      headers: record.headers
        .filter(([name]) => isReadHeader(name))
        .map(([name, value]) => [name, value.toString('base64')]),
    });
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return { nonce, sealed };
  }

  /** @throws when the bytes were changed or sealed with another key */
  open(day: Day, { nonce, sealed }: Sealed): RecordBytes {
    const key = this.keys.get(day);
    if (key === undefined) throw new Error(`the quarantine of ${day} was not prepared`);
    const stored = JSON.parse(decrypt(key, nonce, sealed).toString('utf8')) as {
      topic: string;
      key: string | null;
      value: string | null;
      headers: [string, string][];
    };
    const bytes = (text: string | null): Buffer | null =>
      text === null ? null : Buffer.from(text, 'base64');
    return {
      topic: stored.topic,
      key: bytes(stored.key),
      value: bytes(stored.value),
      headers: stored.headers.map(([name, value]) => [name, Buffer.from(value, 'base64')] as const),
    };
  }

  private wrap(key: Buffer): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(cipherName, this.wrappingKey, nonce);
    return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
  }
}

function unseal(key: Buffer, wrapped: Buffer): Buffer {
  return decrypt(key, wrapped.subarray(0, NONCE_BYTES), wrapped.subarray(NONCE_BYTES));
}

function decrypt(key: Buffer, nonce: Buffer, sealed: Buffer): Buffer {
  const decipher = createDecipheriv(cipherName, key, nonce);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES)), decipher.final()]);
}

/** The day under which a record is kept: that of its receipt. */
export function quarantineDay(receiptMs: number): Day {
  return dayOf(receiptMs);
}

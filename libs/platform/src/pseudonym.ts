import { createHmac } from 'node:crypto';

/**
 * A keyed hash (HMAC-SHA-256, 32 bytes) of what identifies somebody. It recognises them after their rows are gone,
 * and nobody without the key can find out whom it is about. The parts are parted by newlines, which none may hold.
 */
export function pseudonym(key: Buffer, ...parts: readonly string[]): Buffer {
  return createHmac('sha256', key).update(parts.join('\n')).digest();
}

import type { SignalId } from '#domain';
import { hash } from 'node:crypto';

/**
 * Id of an event: the first 16 bytes of SHA-256 over source, newline, event id, written as a uuid. Neither part can
 * hold a newline, so no two pairs share one text. It is no RFC 9562 version: only the notation is a uuid's.
 */
export function signalIdOf(source: string, eventId: string): SignalId {
  const hex = hash('sha256', `${source}\n${eventId}`, 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}` as SignalId;
}

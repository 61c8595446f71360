import { hash } from 'node:crypto';

/**
 * An id that follows from what it names, in uuid notation: the same parts give the same id in every replay. The
 * parts are parted by newlines, which none of them may hold.
 */
export function derivedId(...parts: readonly string[]): string {
  const hex = hash('sha256', parts.join('\n'), 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

import { createRequire } from 'node:module';

/** The requests of one connection to a broker, as far as this needs to know them. */
export interface RequestQueue {
  readonly pending: readonly unknown[];
  /** Milliseconds since 1970; until then the broker wants no request. -1 when it never said so. */
  readonly throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
}

type RequestQueueClass = new (options: object) => RequestQueue;

/** As kafkajs 2.2.4 has it: what waits and is not throttled waits for an answer to an earlier request. */
const CHECK_PENDING_MS = 10;

/** The class inside kafkajs, which its index does not name. */
export function requestQueueClass(): RequestQueueClass {
  return createRequire(__filename)('kafkajs/src/network/requestQueue/index.js') as RequestQueueClass;
}

/**
 * Of a connection on which nothing waits kafkajs looks a thousand times a second whether something does: each look sets a
 * timer for the next, in the past (tulios/kafkajs#1704, open since 2024). Every process paid for it all day, each connection
 * by itself. Who adds a request sets the timer too, so where nothing waits there is nothing to look for.
 *
 * Safe to repeat; every client of this library needs it.
 */
export function restWhereNothingWaits(): void {
  const queue = requestQueueClass().prototype as RequestQueue;
  queue.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length === 0 || this.throttleCheckTimeoutId) return;
    const waitMs = this.throttledUntil - Date.now();
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
      },
      waitMs > 0 ? waitMs : CHECK_PENDING_MS,
    );
  };
}

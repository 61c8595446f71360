/**
 * The one clock of the domain: decisions, due times, legal terms and claims that people hold. Leases of
 * processes, backoff, heartbeats, lag and health use machine time and do not come here (decision 6).
 */
export interface Clock {
  /** The present, in milliseconds since 1970-01-01T00:00:00Z. */
  nowMs(): Promise<number>;
}

/** The machine's own time. */
export const machineClock: Clock = { nowMs: () => Promise.resolve(Date.now()) };

/** A clock that stands still, for tests and for decisions on one given moment. */
export function fixedClock(nowMs: number): Clock {
  return { nowMs: () => Promise.resolve(nowMs) };
}

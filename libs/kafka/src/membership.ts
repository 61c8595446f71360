/** Heartbeats that the coordinator may leave unanswered: with the limits of production, 15 seconds. */
const HEARTBEATS_MISSED_MAX = 5;

/**
 * Whether this process is a member of the group that its coordinator still answers. Fetches say nothing of it:
 * kafkajs announces one also when it failed because the connection was closed.
 */
export class Membership {
  private heardAtMs: number | null = null;

  constructor(private readonly heartbeatIntervalMs: number) {}

  /** The group was joined, or its coordinator answered a heartbeat. */
  heard(nowMs: number): void {
    this.heardAtMs = nowMs;
  }

  left(): void {
    this.heardAtMs = null;
  }

  /** What is amiss; null: nothing. */
  fault(nowMs: number): 'membership' | 'heartbeat' | null {
    if (this.heardAtMs === null) return 'membership';
    return nowMs - this.heardAtMs > HEARTBEATS_MISSED_MAX * this.heartbeatIntervalMs ? 'heartbeat' : null;
  }
}

import type { Logger } from './logger.js';
import type { Probe } from './operations/index.js';
import type { Stoppable } from './shutdown.js';

/** What an error means for a loop: wait for the dependency, try again at once, or end the process. */
export type LoopFault = 'dependency' | 'contention' | 'bug';

/** One thing that a process does again and again. */
export interface LoopOptions {
  readonly name: string;
  /** Does a bounded piece of work. @returns how many rows it did; 0: nothing is waiting */
  round(): Promise<number>;
  /** Rows that a full round does: after one, more is waiting, and the next begins at once. */
  readonly roundMax: number;
  /** Machine time between rounds that found nothing, in milliseconds. */
  readonly idleMs: number;
  faultOf(error: unknown): LoopFault;
  /** Told of every fault, for the metrics. */
  onFault(loop: string, fault: LoopFault): void;
  /** Told of a bug: the process cannot know what state it is in and has to end. */
  crash(error: unknown): void;
  readonly logger: Logger;
}

/** Between rounds that found something but not everything: others get their turn at the database. */
const busyMs = 50;
const backoffFirstMs = 250;
const backoffMaxMs = 10_000;
/** A round is bounded by its rows; one that takes this long hangs. */
const roundTimeMaxMs = 150_000;
const stopTimeoutMs = 15_000;

/**
 * Repeats a round on machine time. A round never overlaps the next of its own loop; several copies of the
 * process may run, since what rounds take they lock.
 */
export class Loop implements Stoppable {
  readonly name: string;
  readonly timeoutMs = stopTimeoutMs;
  private running: Promise<void> | undefined;
  private stopping = false;
  private wake: (() => void) | undefined;
  private nudged = false;
  private backoffMs = 0;
  private roundBeganMs: number | undefined;
  private failing = false;
  private turned = false;

  constructor(private readonly options: LoopOptions) {
    this.name = options.name;
  }

  start(): void {
    this.running ??= this.repeat();
  }

  /** There is something to do: the next round begins at once. */
  nudge(): void {
    this.nudged = true;
    this.wake?.();
  }

  /** Lets the round that runs come to its end, and begins no other. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake?.();
    await this.running;
  }

  /** Fails when a round hangs. A dependency that is away does not kill: a restart would not bring it back. */
  get liveness(): Probe {
    return {
      name: `loop-${this.name}`,
      check: () => {
        const hangs = this.roundBeganMs !== undefined && Date.now() - this.roundBeganMs > roundTimeMaxMs;
        return hangs ? Promise.reject(new Error('a round hangs')) : Promise.resolve();
      },
    };
  }

  /** Fails until a round has come to its end, and while rounds fail. */
  get readiness(): Probe {
    return {
      name: `loop-${this.name}`,
      check: () =>
        this.turned && !this.failing ? Promise.resolve() : Promise.reject(new Error('no round succeeds')),
    };
  }

  private async repeat(): Promise<void> {
    while (!this.stopping) {
      this.nudged = false;
      const waitMs = await this.turn();
      if (waitMs > 0 && !this.stopping && !this.nudged) await this.sleep(waitMs);
    }
  }

  /** One round. @returns how long to wait after it */
  private async turn(): Promise<number> {
    this.roundBeganMs = Date.now();
    try {
      const done = await this.options.round();
      this.turned = true;
      this.failing = false;
      this.backoffMs = 0;
      if (done >= this.options.roundMax) return 0;
      return done > 0 ? Math.min(busyMs, this.options.idleMs) : this.options.idleMs;
    } catch (error) {
      return this.afterFault(error);
    } finally {
      this.roundBeganMs = undefined;
    }
  }

  private afterFault(error: unknown): number {
    const fault = this.options.faultOf(error);
    this.options.onFault(this.name, fault);
    if (fault === 'bug') {
      this.stopping = true;
      this.options.logger.fatal({ loop: this.name, err: error }, 'a loop met an error that it does not know');
      this.options.crash(error);
      return 0;
    }
    if (fault === 'dependency') this.failing = true;
    this.backoffMs = Math.min(backoffMaxMs, Math.max(backoffFirstMs, this.backoffMs * 2));
    this.options.logger.warn(
      { loop: this.name, fault, backoffMs: this.backoffMs, err: error },
      'a round failed',
    );
    // Copies that failed together shall not come back together.
    return this.backoffMs * (0.5 + Math.random() / 2);
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.wake = undefined;
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.wake = end;
    });
  }
}

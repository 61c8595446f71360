import type { Logger } from './logger.js';

/** A part of a process that can be ended. */
export interface Stoppable {
  readonly name: string;
  /** Ends the part. Called once. */
  stop(): Promise<void>;
  /** How long the part may take before the process goes on without it, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Ends a process in order: the parts in the order in which they were given (doors first, stores last), each
 * within its own time. Idempotent: a second signal joins the first. A part that fails or takes too long is
 * logged, the rest is still ended, and the result is false.
 */
export class Shutdown {
  private readonly parts: Stoppable[] = [];
  private running: Promise<boolean> | undefined;

  constructor(private readonly logger: Logger) {}

  add(part: Stoppable): void {
    this.parts.push(part);
  }

  run(): Promise<boolean> {
    this.running ??= this.stopAll();
    return this.running;
  }

  private async stopAll(): Promise<boolean> {
    let clean = true;
    for (const part of this.parts) {
      const ended = await within(part.timeoutMs, part.stop()).catch((error: unknown) => {
        this.logger.error({ part: part.name, err: error }, 'a part could not be ended');
        return false;
      });
      if (!ended) {
        clean = false;
        this.logger.error({ part: part.name, timeoutMs: part.timeoutMs }, 'a part did not end in its time');
      }
    }
    return clean;
  }
}

/** True when the work ended within the time, false when it did not. Rejects when the work rejects. */
export async function within(timeoutMs: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

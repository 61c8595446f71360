import type { Day } from '#domain';

import type { Io } from '../command.js';

/** Plain lines at most so often, in milliseconds of machine time: a log is read, not watched. */
const LINE_EVERY_MS = 5_000;
/** Before this part of the work is done, a guess at the rest says nothing. */
const GUESS_FROM = 0.03;

export interface ProgressOptions {
  readonly isTerminal: boolean;
  /** Signals of the run. */
  readonly total: number;
  /** Days of the run. */
  readonly days: number;
}

/** Tells how far the demo is, on the channel for progress: one line that is written over on a terminal, else a line now and then. */
export class Progress {
  readonly #io: Io;
  readonly #options: ProgressOptions;
  #beganMs = 0;
  #days = 0;
  #toldMs = 0;

  constructor(io: Io, options: ProgressOptions) {
    this.#io = io;
    this.#options = options;
  }

  /** The signals of a day are sent; what follows from them is under way. */
  day(day: Day, sent: number): void {
    const nowMs = Date.now();
    if (this.#days === 0) this.#beganMs = nowMs;
    this.#days += 1;
    const { days, isTerminal, total } = this.#options;
    const isLast = this.#days === days;
    if (!isTerminal && !isLast && nowMs - this.#toldMs < LINE_EVERY_MS) return;
    this.#toldMs = nowMs;
    const done = doneShare({ sent, total, day: this.#days, days });
    const percent = `${String(Math.floor(done * 100)).padStart(3)} %`;
    const line = `${percent}  ${day}: ${sent} of ${total} signals sent${toGo(done, nowMs - this.#beganMs)}`;
    // One line up and cleared before each line but the first, so that a terminal shows only the latest.
    this.#io.err(isTerminal && this.#days > 1 ? `\u001b[1A\u001b[2K${line}` : line);
  }

  say(line: string): void {
    this.#io.err(line);
  }
}

/**
 * How much of the work is done, 0 to 1, when the signals of a day are sent: half of it goes with the signals, half with
 * the days, on which the plans of earlier signals go on. The day itself is still to be worked off.
 */
export function doneShare(at: {
  readonly sent: number;
  readonly total: number;
  /** The day's number, from 1. */
  readonly day: number;
  readonly days: number;
}): number {
  return (at.sent / at.total + (at.day - 1) / at.days) / 2;
}

/** The expected rest, if so much took so long. */
export function toGo(done: number, tookMs: number): string {
  if (done < GUESS_FROM || done >= 1) return '';
  const seconds = Math.round((tookMs / 1_000 / done) * (1 - done));
  if (seconds < 90) return `, about ${seconds} s to go`;
  return `, about ${Math.round(seconds / 60)} min to go`;
}

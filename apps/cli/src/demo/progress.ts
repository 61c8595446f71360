import type { Day } from '#domain';

import type { Io } from '../command.js';

/** Plain lines at most so often, in milliseconds of machine time: a log is read, not watched. */
const LINE_EVERY_MS = 5_000;

/** Tells how far the demo is, on the channel for progress: one line that is written over on a terminal, else a line now and then. */
export class Progress {
  readonly #io: Io;
  readonly #isTerminal: boolean;
  readonly #total: number;
  #toldMs = 0;

  constructor(io: Io, options: { readonly isTerminal: boolean; readonly total: number }) {
    this.#io = io;
    this.#isTerminal = options.isTerminal;
    this.#total = options.total;
  }

  day(day: Day, ofDay: number, sent: number): void {
    const nowMs = Date.now();
    const isLast = sent === this.#total;
    if (!this.#isTerminal && !isLast && nowMs - this.#toldMs < LINE_EVERY_MS) return;
    this.#toldMs = nowMs;
    const line = `${day}: ${ofDay} signals on this day, ${sent} of ${this.#total} sent`;
    // One line up and cleared before each line but the first, so that a terminal shows only the latest.
    this.#io.err(this.#isTerminal && sent > ofDay ? `\u001b[1A\u001b[2K${line}` : line);
  }

  say(line: string): void {
    this.#io.err(line);
  }
}

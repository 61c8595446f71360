/** Where a command writes: results on `out`, progress and faults on `err`. Lines, without their end. */
export interface Io {
  out(line: string): void;
  err(line: string): void;
}

/** How a command ended: 0 done; 1 refused or faults found; 2 called wrongly. */
export type ExitCode = 0 | 1 | 2;

/** One command of `eropaf`. */
export interface Command {
  /** The words behind `eropaf`, for example `creditors load`. */
  readonly name: string;
  /** One line for `eropaf --help`. */
  readonly summary: string;
  /** What follows the name, and what the options mean. */
  readonly usage: string;
  run(args: readonly string[], io: Io): Promise<ExitCode>;
}

/** The command was called wrongly; the message says how, and its usage is shown. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** The command was called rightly and cannot be done; every fault is named. */
export class CommandRefused extends Error {
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'CommandRefused';
  }
}

import { ConfigurationInvalid } from './configuration.js';

/** A process that has started. */
export interface Running {
  /** Ends its parts in order; false when one did not end in time. */
  stop(): Promise<boolean>;
}

/**
 * Runs one process until a signal or a crash: exit code 0 when it was asked to end and all parts did in time, else
 * 1. A signal that comes while it starts waits for the start; a second one changes nothing.
 *
 * @param start is given what to call on an error after which the process cannot know its own state
 */
export function runProcess(start: (crash: (error: unknown) => void) => Promise<Running>): void {
  let ending = false;
  const end = (code: number): void => {
    if (ending) return;
    ending = true;
    starting
      .then((running) => running.stop())
      .then(
        (clean) => process.exit(clean ? code : 1),
        () => process.exit(1),
      );
  };
  process.once('SIGTERM', () => end(0));
  process.once('SIGINT', () => end(0));
  const starting = Promise.resolve().then(() => start(() => end(1)));
  starting.catch((error: unknown) => {
    process.stderr.write(`${describe(error)}\n`);
    process.exit(1);
  });
}

/** What is wrong with the configuration is for the operator; of any other error the place in the code is needed. */
function describe(error: unknown): string {
  if (error instanceof ConfigurationInvalid) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

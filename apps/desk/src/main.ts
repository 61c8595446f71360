import 'reflect-metadata';

import { ConfigurationInvalid, readConfiguration } from '#platform';

import { deskRequires, startDesk } from './start-desk.js';

/** Starts the desk and ends it on a signal, also while it starts: exit code 0 when all parts ended in time, else 1. */
async function main(): Promise<void> {
  const starting = startDesk(readConfiguration(deskRequires));
  const end = (): void => {
    void starting
      .then((desk) => desk.stop())
      .then(
        (clean) => process.exit(clean ? 0 : 1),
        () => process.exit(1),
      );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  await starting;
}

main().catch((error: unknown) => {
  const text =
    error instanceof ConfigurationInvalid ? error.message : String((error as Error).stack ?? error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
});

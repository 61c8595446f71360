import 'reflect-metadata';

import { ConfigurationInvalid, readConfiguration } from '#platform';

import { startMonitor } from './start-monitor.js';

/** Starts the monitor and ends it on a signal: exit code 0 when all parts ended in time, else 1. */
async function main(): Promise<void> {
  const starting = startMonitor(readConfiguration(['EROPAF_POSTGRES_PASSWORD_MONITOR']));
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    void starting
      .then((monitor) => monitor.stop())
      .then((clean) => process.exit(clean ? 0 : 1))
      .catch(() => process.exit(1));
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

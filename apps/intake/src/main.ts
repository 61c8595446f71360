import 'reflect-metadata';

import { ConfigurationInvalid, readConfiguration } from '#platform';

import { startIntake, type Intake } from './start-intake.js';

/** Starts the intake and ends it on a signal: exit code 0 when all parts ended in time, else 1. */
async function main(): Promise<void> {
  let intake: Intake | undefined;
  let ending = false;
  const end = (code: number): void => {
    if (ending) return;
    ending = true;
    void (intake?.stop() ?? Promise.resolve(true))
      .then((clean) => process.exit(clean ? code : 1))
      .catch(() => process.exit(1));
  };
  process.once('SIGTERM', () => end(0));
  process.once('SIGINT', () => end(0));
  const configuration = readConfiguration(['EROPAF_POSTGRES_PASSWORD_INTAKE', 'EROPAF_QUARANTINE_KEY']);
  intake = await startIntake(configuration, () => end(1));
}

main().catch((error: unknown) => {
  const text =
    error instanceof ConfigurationInvalid ? error.message : String((error as Error).stack ?? error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
});

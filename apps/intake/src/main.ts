import 'reflect-metadata';

import { readConfiguration, runProcess } from '#platform';

import { startIntake } from './start-intake.js';

runProcess((crash) =>
  startIntake(
    readConfiguration(['EROPAF_POSTGRES_PASSWORD_INTAKE', 'EROPAF_QUARANTINE_KEY', 'EROPAF_PSEUDONYM_KEY']),
    crash,
  ),
);

// The intake with other limits of its consumer than the built app has: node intake-with-limits.mjs '{"…": 2}'.
import 'reflect-metadata';

import { argv } from 'node:process';

import { readConfiguration, runProcess } from '#platform';

import { startIntake } from '../../../dist/apps/intake/src/start-intake.js';

const limits = JSON.parse(argv[2] ?? '{}');
runProcess((crash) =>
  startIntake(
    readConfiguration(['EROPAF_POSTGRES_PASSWORD_INTAKE', 'EROPAF_QUARANTINE_KEY', 'EROPAF_PSEUDONYM_KEY']),
    crash,
    limits,
  ),
);

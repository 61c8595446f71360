import 'reflect-metadata';

import { readConfiguration, runProcess } from '#platform';

import type { OutreachConfiguration } from './outreach-process.js';
import { startOutreach } from './start-outreach.js';

runProcess((crash) =>
  startOutreach(
    readConfiguration([
      'EROPAF_POSTGRES_PASSWORD_RELAY',
      'EROPAF_POSTGRES_PASSWORD_WORKER',
      'EROPAF_POSTGRES_PASSWORD_REGISTER',
      'EROPAF_REGISTER_KEY',
      'EROPAF_OBJECTS_DIR',
      'EROPAF_EVENT_SOURCE',
    ]) as OutreachConfiguration,
    crash,
  ),
);

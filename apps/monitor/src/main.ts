import 'reflect-metadata';

import { readConfiguration, runProcess } from '#platform';

import { startMonitor } from './start-monitor.js';

runProcess(() => startMonitor(readConfiguration(['EROPAF_POSTGRES_PASSWORD_MONITOR'])));

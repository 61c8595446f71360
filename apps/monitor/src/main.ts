import 'reflect-metadata';

import { readConfiguration, runProcess } from '#platform';

import { monitorRequires, startMonitor } from './start-monitor.js';

runProcess(() => startMonitor(readConfiguration(monitorRequires)));

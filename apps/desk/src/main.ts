import 'reflect-metadata';

import { readConfiguration, runProcess } from '#platform';

import { deskRequires, startDesk } from './start-desk.js';

runProcess(() => startDesk(readConfiguration(deskRequires)));

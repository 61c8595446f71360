import { join } from 'node:path';

import { packageRoot } from '#postgres';

import type { Launch } from '../../processes.js';

/** How a process is started that dies, or stands still, where it reaches a crash point for the nth time. */
export function crashAt(point: string, nth = 1, what: 'kill' | 'stop' = 'kill'): Launch {
  return {
    preload: join(__dirname, 'arm-crash-point.mjs'),
    environment: { CRASH_AT: `${point}:${nth}:${what}`, CRASH_ROOT: packageRoot() },
  };
}

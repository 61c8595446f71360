// make bench-matching. --smoke: so little that it fits into a minute; its figures say that it runs, no more.
import { argv, exit } from 'node:process';

import { measureAccuracy } from './accuracy.mjs';

const smoke = argv.includes('--smoke');
const ok = measureAccuracy(
  smoke
    ? { seeds: [2], persons: 50_000, signalsASeed: 2_000 }
    : { seeds: [2, 3, 4, 5, 6], persons: 1_000_000, signalsASeed: 20_000 },
);
exit(ok || smoke ? 0 : 1);

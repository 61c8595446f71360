// make bench-matching. --smoke: so little that it fits into a minute; its figures say that it runs, no more. --cost and
// --accuracy: that part alone.
import { argv, exit } from 'node:process';

import { measureAccuracy } from './accuracy.mjs';
import { measureCost } from './cost.mjs';

const smoke = argv.includes('--smoke');
const [costAlone, accuracyAlone] = [argv.includes('--cost'), argv.includes('--accuracy')];
let ok = true;
if (!costAlone) {
  ok = measureAccuracy(
    smoke
      ? { seeds: [2], persons: 50_000, signalsASeed: 2_000 }
      : { seeds: [2, 3, 4, 5, 6], persons: 1_000_000, signalsASeed: 20_000 },
  );
}
if (!accuracyAlone) {
  const cost = smoke ? { persons: 50_000, pairsOfBatches: 3 } : { persons: 1_000_000, pairsOfBatches: 20 };
  ok = (await measureCost(cost)) && ok;
}
exit(ok || smoke ? 0 : 1);

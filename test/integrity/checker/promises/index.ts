import type { IntegrityPromise } from '../history.js';
import { bounded } from './bounded.js';
import { clocksNeverSilent } from './clocks-never-silent.js';
import { noEffectTwice } from './no-effect-twice.js';
import { markNeverAheadOfJob, noOutreachMissing } from './no-outreach-missing.js';
import { noOutreachTwice } from './no-outreach-twice.js';
import { noSignalLost } from './no-signal-lost.js';
import { offsetGapIsNeverSilent } from './offset-gap-is-never-silent.js';
import { offsetNeverAheadOfData } from './offset-never-ahead-of-data.js';
import { orderDoesNotMatter } from './order-does-not-matter.js';
import { poisonStaysAlone } from './poison-stays-alone.js';
import { wallsBetweenMunicipalities } from './walls-between-municipalities.js';
import { wallsInsideAnAddress } from './walls-inside-an-address.js';

/** Every promise that a single history can be asked; `replay-is-deterministic` compares two. */
export const promises: readonly IntegrityPromise[] = [
  noSignalLost,
  noEffectTwice,
  noOutreachTwice,
  noOutreachMissing,
  markNeverAheadOfJob,
  offsetNeverAheadOfData,
  orderDoesNotMatter,
  poisonStaysAlone,
  bounded,
  wallsBetweenMunicipalities,
  wallsInsideAnAddress,
  clocksNeverSilent,
  offsetGapIsNeverSilent,
];

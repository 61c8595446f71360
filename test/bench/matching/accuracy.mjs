// How well signals find their residents: estimated on seed 1, reported on seeds 2 to 6. See docs/decisions/0035.
import { stdout } from 'node:process';

import { registerParameterVersions } from '#domain';

import { findCandidates, score } from './link-population.mjs';

/** @typedef {import('./link-population.mjs').Score} Score */

export const aims = { wrongPer10000: 1, recall: 0.98, review: 0.02 };

/** @param {{ seeds: readonly number[], persons: number, signalsASeed: number }} options */
export function measureAccuracy({ persons, seeds, signalsASeed }) {
  const parameters = registerParameterVersions.at(-1);
  stdout.write(
    `parameters ${parameters.version}; ${persons} residents, ${signalsASeed} signals a seed, linked in memory on one thread\n\n`,
  );
  stdout.write(
    'seed  precision  recall   review  wrong  wrong/10,000 (95 % upper)  undecidable (reviewed)  pairs/s\n',
  );
  const scores = seeds.map((seed) => {
    const cases = findCandidates({ seed, persons, signals: signalsASeed });
    const found = score(cases, parameters);
    line(`${seed}`, found);
    return found;
  });
  const total = scores.reduce((sum, one) =>
    Object.fromEntries(Object.entries(sum).map(([name, value]) => [name, value + one[name]])),
  );
  line('all', total);
  const worst = {
    wrong: Math.max(...scores.map((one) => perTenThousand(one.wrong, one.signals))),
    recall: Math.min(...scores.map(recallOf)),
    review: Math.max(...scores.map(reviewOf)),
  };
  stdout.write(
    `\nworst seed: wrong ${worst.wrong.toFixed(2)} in 10,000, recall ${worst.recall.toFixed(4)}, review ${percent(worst.review)}\n`,
  );
  const kept = {
    [`wrong <= ${aims.wrongPer10000} in 10,000`]:
      perTenThousand(total.wrong, total.signals) <= aims.wrongPer10000,
    [`recall >= ${aims.recall}`]: recallOf(total) >= aims.recall,
    [`review <= ${percent(aims.review)} beside the undecidable`]: reviewOf(total) <= aims.review,
  };
  for (const [aim, isKept] of Object.entries(kept)) stdout.write(`${isKept ? 'kept  ' : 'MISSED'}  ${aim}\n`);
  return Object.values(kept).every(Boolean);
}

/** @param {string} name @param {Score} found */
function line(name, found) {
  const { matched, signals, undecidable, undecidableReviewed, wrong } = found;
  const cells = [
    name.padEnd(4),
    ((matched - wrong) / matched).toFixed(6).padStart(9),
    recallOf(found).toFixed(4).padStart(7),
    percent(reviewOf(found)).padStart(8),
    `${wrong}`.padStart(5),
    `${perTenThousand(wrong, signals).toFixed(2)} (${perTenThousand(poissonUpper(wrong), signals).toFixed(2)})`.padStart(
      26,
    ),
    `${percent(undecidable / signals)} (${undecidableReviewed} of ${undecidable})`.padStart(22),
    `${Math.round(found.pairs / found.cpuSeconds)}`.padStart(8),
  ];
  stdout.write(`${cells.join('  ')}\n`);
}

/** Found, of those who are in the register and can be told from everybody else in it. */
function recallOf({ decidable, right }) {
  return right / decidable;
}

function reviewOf({ review, signals }) {
  return review / signals;
}

function perTenThousand(count, of) {
  return (count / of) * 10_000;
}

function percent(part) {
  return `${(part * 100).toFixed(2)} %`;
}

/** The upper end of the exact two-sided 95 % interval of a count: the mean under which so few come in 2.5 % of the cases. */
export function poissonUpper(count) {
  let [from, to] = [count, count + 20 + 6 * Math.sqrt(count)];
  for (let round = 0; round < 60; round += 1) {
    const mean = (from + to) / 2;
    let term = Math.exp(-mean);
    let sum = term;
    for (let k = 1; k <= count; k += 1) {
      term *= mean / k;
      sum += term;
    }
    if (sum > 0.025) from = mean;
    else to = mean;
  }
  return to;
}

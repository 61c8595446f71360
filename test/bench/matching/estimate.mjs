// Estimates parameters for linking to a register on an invented population of which the truth is known, and prints them as
// JSON: node test/bench/matching/estimate.mjs [persons] [signals] [seed]. The page 0035 says what became of them.
import { argv, stdout } from 'node:process';

import {
  compareLevels,
  countLevels,
  matchParameterVersions,
  noLevelCounts,
  prepareRegistered,
  prepareSought,
  withShares,
} from '#domain';
import { populationOf } from '#generator';

import { findCandidates, registered } from './link-population.mjs';

const [persons, signals, seed] = [
  Number(argv[2] ?? 1_000_000),
  Number(argv[3] ?? 50_000),
  Number(argv[4] ?? 1),
];
/** What was believed before weighs as much as so many pairs. */
const BELIEF_PAIRS = 1_000;
const OTHERS_A_SIGNAL = 5;

const base = matchParameterVersions[0];
const cases = findCandidates({ seed, persons, signals });
const same = noLevelCounts();
for (const { signal, sought } of cases) {
  if (signal.truth === null) continue;
  const person = registered(signal.truth);
  const key = (house) => (house === null ? '' : `${house.postcode} ${house.number}`);
  const at = [person.address, person.previousAddress].find((house) => key(house) === key(sought.address));
  // Of who moved long ago the address says nothing about errors.
  countLevels(same, compareLevels(prepareSought(sought), prepareRegistered(person, at ?? null)), 1);
}

/** Anybody: each signal beside people drawn at equal distances. */
const different = noLevelCounts();
const sample = [];
let index = 0;
for (const { people } of populationOf(seed, persons)) {
  for (const inhabitant of people) if (index++ % 400 === 0) sample.push(registered(inhabitant));
}
const prepared = sample.map((person) => prepareRegistered(person, person.address ?? person.previousAddress));
cases.forEach(({ signal, sought }, number) => {
  const asked = prepareSought(sought);
  for (let other = 0; other < OTHERS_A_SIGNAL; other += 1) {
    const place = (number * OTHERS_A_SIGNAL + other) % sample.length;
    if (sample[place].residentId !== signal.truth?.id)
      countLevels(different, compareLevels(asked, prepared[place]), 1);
  }
});

const estimated = withShares(withShares(base, 'm', same, BELIEF_PAIRS), 'u', different, BELIEF_PAIRS);
const rounded = JSON.stringify(
  estimated.fields,
  (_, value) => (typeof value === 'number' ? Number(value.toPrecision(3)) : value),
  2,
);
stdout.write(`${rounded}\n`);

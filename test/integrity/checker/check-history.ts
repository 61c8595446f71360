import type { History } from './history.js';
import { promises } from './promises/index.js';

/** So many breaches of one promise are told: one cause often has a thousand. */
const toldMax = 5;

/** A promise that does not hold, with the first of its breaches. */
export interface Broken {
  readonly promise: string;
  readonly breaches: readonly string[];
}

/**
 * Holds a history against every promise that must hold now.
 *
 * @param isQuiet whether everything that was to be done should be done
 * @returns the promises that are broken; none when all hold
 */
export function brokenPromises(history: History, isQuiet: boolean): readonly Broken[] {
  return promises
    .filter(({ when }) => isQuiet || when === 'always')
    .flatMap(({ breaches, name }) => {
      const said = breaches(history);
      if (said.length === 0) return [];
      const more = said.length - toldMax;
      return [
        { promise: name, breaches: [...said.slice(0, toldMax), ...(more > 0 ? [`… and ${more} more`] : [])] },
      ];
    });
}

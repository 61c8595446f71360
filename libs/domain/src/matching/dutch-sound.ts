/** How a spelling on the left is compared: as the one on the right. Longer ones come before those they begin with. */
const spellings: readonly (readonly [pattern: string, form: string])[] = [
  ['x', 'ks'],
  ['ph', 'f'],
  ['th', 't'],
  ['gh', 'g'],
  ['sch$|sz$', 's'],
  ['ck', 'k'],
  ['c(?=[eiy])', 's'],
  ['c(?!h)', 'k'],
  ['q', 'k'],
  ['z', 's'],
  ['v', 'f'],
  ['uij|uy', 'ui'],
  ['eij|ey|ei|ij', 'y'],
  ['[ao]uw?', 'ou'],
  ['ae', 'a'],
  ['dt$|d$', 't'],
];

// One expression of all, with a group for each: sixteen searches for every name cost more than the rest of a signal.
const anySpelling = new RegExp(
  [...spellings.map(([pattern]) => `(${pattern})`), `([a-z])\\${spellings.length + 1}+`].join('|'),
  'g',
);

/** What one round makes, the next may take up ("cks": "kks": "ks"). The bound keeps a mistake in the list from looping. */
const ROUNDS_MAX = 8;

/**
 * A folded word as it sounds in Dutch, not for reading: ij, ei, ey and y are one, as are ou and au, ck and k, ks and x,
 * ss and s, ph and f, th and t, z and s, v and f, and d, t and dt at the end. Doing it again changes nothing.
 *
 * @param folded a word of `foldText`, without spaces
 */
export function dutchSound(folded: string): string {
  let sound = folded;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const before = sound;
    sound = sound.replace(anySpelling, formOf);
    if (sound === before) break;
  }
  return sound;
}

function formOf(found: string, ...groups: readonly unknown[]): string {
  const which = groups.findIndex((group) => group !== undefined);
  return spellings[which]?.[1] ?? found.charAt(0);
}

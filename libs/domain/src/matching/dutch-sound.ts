/**
 * Spellings that Dutch names share, in the order in which they are applied. What stands on the left is how creditors
 * write it, on the right the one form under which it is compared.
 */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/x/g, 'ks'],
  [/ph/g, 'f'],
  [/th/g, 't'],
  [/c[kq]?(?=[aou]|[^aeiouyhk]|$)/g, 'k'],
  [/c(?=[eiy])/g, 's'],
  [/q/g, 'k'],
  [/(?:sch|sz)$/g, 's'],
  [/z/g, 's'],
  [/v/g, 'f'],
  [/gh/g, 'g'],
  [/uij|uy/g, 'ui'],
  [/eij|ey|ei|ij/g, 'y'],
  [/[ao]uw?/g, 'ou'],
  [/ae/g, 'a'],
  [/(?:dt|d)$/g, 't'],
  [/(.)\1+/g, '$1'],
];

/** No rule makes what a rule before it takes away more than twice in a row; the bound keeps a mistake from looping. */
const ROUNDS_MAX = 8;

/**
 * A folded word as it sounds in Dutch, not for reading: ij, ei, ey and y are one, as are ou and au, ck and k, ks and x,
 * ss and s, ph and f, th and t, z and s, v and f, and d, t and dt at the end. Doing it again changes nothing.
 *
 * @param folded one word of `foldText`, without spaces
 */
export function dutchSound(folded: string): string {
  let sound = folded;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const before = sound;
    for (const [spelling, form] of spellings) sound = sound.replace(spelling, form);
    if (sound === before) break;
  }
  return sound;
}

/** Longer texts are compared by their start; no name, street or date comes near it. */
const OSA_LETTERS_MAX = 63;

/**
 * Optimal string alignment distance: insertions, deletions, substitutions and swaps of two neighbours, no part of the
 * text edited twice (Damerau 1964 in its restricted form).
 *
 * @param distanceMax where the distance is larger, `distanceMax + 1` is returned
 */
export function osaDistance(left: string, right: string, distanceMax: number): number {
  const tooFar = distanceMax + 1;
  if (Math.abs(left.length - right.length) > distanceMax) return tooFar;
  let start = 0;
  let leftEnd = Math.min(left.length, OSA_LETTERS_MAX);
  let rightEnd = Math.min(right.length, OSA_LETTERS_MAX);
  // A common start and end change nothing of the distance, and most pairs are decided by what is left of them.
  while (start < leftEnd && start < rightEnd && left.charCodeAt(start) === right.charCodeAt(start))
    start += 1;
  while (
    leftEnd > start &&
    rightEnd > start &&
    left.charCodeAt(leftEnd - 1) === right.charCodeAt(rightEnd - 1)
  ) {
    leftEnd -= 1;
    rightEnd -= 1;
  }
  const [height, width] = [leftEnd - start, rightEnd - start];
  if (height === 0 || width === 0) return Math.min(height + width, tooFar);
  if (height === 1 && width === 1) return 1;
  return Math.min(fullDistance(left.slice(start, leftEnd), right.slice(start, rightEnd), tooFar), tooFar);
}

// Three rows, made once: a new array for each distance costs more than the distance. Every cell is written before it
// is read.
const rows: readonly [Int8Array, Int8Array, Int8Array] = [
  new Int8Array(OSA_LETTERS_MAX + 1),
  new Int8Array(OSA_LETTERS_MAX + 1),
  new Int8Array(OSA_LETTERS_MAX + 1),
];

function fullDistance(left: string, right: string, tooFar: number): number {
  let [beforeLast, last, current] = rows;
  for (let column = 0; column <= right.length; column += 1) last[column] = column;
  let leastBefore = 0;
  for (let row = 1; row <= left.length; row += 1) {
    const letter = left.charCodeAt(row - 1);
    current[0] = row;
    let least = row;
    for (let column = 1; column <= right.length; column += 1) {
      const other = right.charCodeAt(column - 1);
      let distance = (last[column - 1] as number) + (letter === other ? 0 : 1);
      distance = Math.min(distance, (last[column] as number) + 1, (current[column - 1] as number) + 1);
      const isSwap =
        row > 1 &&
        column > 1 &&
        letter === right.charCodeAt(column - 2) &&
        other === left.charCodeAt(row - 2);
      if (isSwap) distance = Math.min(distance, (beforeLast[column - 2] as number) + 1);
      current[column] = distance;
      if (distance < least) least = distance;
    }
    // Each way to the end passes this row, or jumps over it by one swap from the row before.
    if (least >= tooFar && leastBefore >= tooFar) return tooFar;
    leastBefore = least;
    [beforeLast, last, current] = [last, current, beforeLast];
  }
  return last[right.length] as number;
}

/** Letters of a common start that count, and what each is worth (Winkler 1990). */
const START_LETTERS_MAX = 4;
const START_LETTER_WORTH = 0.1;
const LETTERS_MAX = 31;

/** Jaro–Winkler similarity, 0 to 1. Only the first 31 letters count, so that one mask of bits holds them. */
export function jaroWinkler(left: string, right: string): number {
  if (left === right) return 1;
  const leftLength = Math.min(left.length, LETTERS_MAX);
  const rightLength = Math.min(right.length, LETTERS_MAX);
  if (leftLength === 0 || rightLength === 0) return 0;
  const window = Math.max(0, (Math.max(leftLength, rightLength) >> 1) - 1);
  let leftTaken = 0;
  let rightTaken = 0;
  let common = 0;
  for (let index = 0; index < leftLength; index += 1) {
    const letter = left.charCodeAt(index);
    const end = Math.min(rightLength - 1, index + window);
    for (let other = Math.max(0, index - window); other <= end; other += 1) {
      if ((rightTaken & (1 << other)) !== 0 || right.charCodeAt(other) !== letter) continue;
      leftTaken |= 1 << index;
      rightTaken |= 1 << other;
      common += 1;
      break;
    }
  }
  if (common === 0) return 0;
  const swaps = outOfOrder(left, leftTaken, right, rightTaken, leftLength) >> 1;
  const jaro = (common / leftLength + common / rightLength + (common - swaps) / common) / 3;
  let start = 0;
  while (start < START_LETTERS_MAX && start < leftLength && left[start] === right[start]) start += 1;
  return jaro + start * START_LETTER_WORTH * (1 - jaro);
}

/** How many of the common letters stand in another order. */
function outOfOrder(
  left: string,
  leftTaken: number,
  right: string,
  rightTaken: number,
  leftLength: number,
): number {
  let other = 0;
  let moved = 0;
  for (let index = 0; index < leftLength; index += 1) {
    if ((leftTaken & (1 << index)) === 0) continue;
    while ((rightTaken & (1 << other)) === 0) other += 1;
    if (left.charCodeAt(index) !== right.charCodeAt(other)) moved += 1;
    other += 1;
  }
  return moved;
}

/**
 * Optimal string alignment distance: insertions, deletions, substitutions and swaps of two neighbours, each part of
 * the text edited at most once (Damerau 1964 in its restricted form).
 *
 * @param distanceMax the search ends where the distance is larger; then `distanceMax + 1` is returned
 */
export function osaDistance(left: string, right: string, distanceMax: number): number {
  const tooFar = distanceMax + 1;
  if (left === right) return 0;
  if (Math.abs(left.length - right.length) > distanceMax) return tooFar;
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= right.length; column += 1) {
      const same = left.charCodeAt(row - 1) === right.charCodeAt(column - 1);
      let distance = Math.min(at(last, column) + 1, at(current, column - 1) + 1);
      distance = Math.min(distance, at(last, column - 1) + (same ? 0 : 1));
      if (row > 1 && column > 1 && isSwap(left, row, right, column)) {
        distance = Math.min(distance, at(beforeLast, column - 2) + 1);
      }
      current.push(distance);
      if (distance < least) least = distance;
    }
    // Every way to the end passes this row or jumps over it by one swap, which starts in the row before.
    if (least > distanceMax && Math.min(...last) > distanceMax) return tooFar;
    beforeLast = last;
    last = current;
  }
  return Math.min(at(last, right.length), tooFar);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}

function isSwap(left: string, row: number, right: string, column: number): boolean {
  return (
    left.charCodeAt(row - 1) === right.charCodeAt(column - 2) &&
    left.charCodeAt(row - 2) === right.charCodeAt(column - 1)
  );
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

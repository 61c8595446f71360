interface Search {
  /** In each partition the first offset appended at or after the moment. */
  offsetsAt(instantMs: number): Promise<ReadonlyMap<number, bigint>>;
  /** Nothing is expected to be older. */
  readonly fromMs: number;
  readonly nowMs: number;
}

/** A second is what an alert on lag can use. */
const precisionMs = 1_000;
/** Halving eight days down to a second takes 20 questions; more would be a fault of the search. */
const questionsMax = 40;

/**
 * The moment, at most a second too early, at which the oldest unread record of a topic was appended; null when
 * nothing is unread. Halves the time between `fromMs` and now by asking which offsets belong to a moment, so no
 * record is fetched, which intake's own credentials alone may do.
 *
 * @param unread of each partition with unread records the first of them
 */
export async function oldestUnreadSince(
  unread: ReadonlyMap<number, bigint>,
  search: Search,
): Promise<number | null> {
  if (unread.size === 0) return null;
  let { fromMs: early, nowMs: late } = search;
  for (let asked = 0; late - early > precisionMs && asked < questionsMax; asked += 1) {
    const middle = Math.floor((early + late) / 2);
    const offsets = await search.offsetsAt(middle);
    const someOlder = [...unread].some(([partition, next]) => (offsets.get(partition) ?? 0n) > next);
    if (someOlder) late = middle;
    else early = middle;
  }
  return early;
}

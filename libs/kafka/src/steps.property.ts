import fc from 'fast-check';
import { narrower, samePosition, stepsOf, type PartitionPosition, type Step } from './position.js';
import type { KafkaRecord } from './records.js';

const record = (offset: number): KafkaRecord => ({
  topic: 't',
  partition: 0,
  offset: BigInt(offset),
  appendTimeMs: offset,
  isBrokerTime: true,
  key: null,
  value: Buffer.from(`${offset}`),
  headers: [],
});

/** A batch of a log with holes (markers, aborted records), read from any position, refused at any records. */
const situation = fc.record({
  offsets: fc.uniqueArray(fc.nat(200), { maxLength: 60 }).map((list) => list.sort((a, b) => a - b)),
  next: fc.nat(220),
  behind: fc.nat(5),
  recordsMax: fc.integer({ min: 1, max: 20 }),
  poison: fc.array(fc.nat(200), { maxLength: 10 }),
});

/** What the keeper does, with a store that refuses a sub-batch with poison in it. */
function run(steps: Step[], poison: ReadonlySet<number>): { taken: Step[]; at: PartitionPosition[] } {
  const taken: Step[] = [];
  const pending = [...steps].reverse();
  for (let step = pending.pop(); step !== undefined; step = pending.pop()) {
    const isRefused = step.records.some(({ offset }) => poison.has(Number(offset)));
    if (isRefused && !step.storageRefused) pending.push(...narrower(step).reverse());
    else taken.push(step);
  }
  return { taken, at: taken.map(({ following }) => following) };
}

test('every-record-once-and-in-order: whatever is dropped, cut and halved', () => {
  fc.assert(
    fc.property(situation, ({ offsets, next, behind, recordsMax, poison }) => {
      const position: PartitionPosition = { next: BigInt(next), last: null };
      const lastOffset = BigInt((offsets.at(-1) ?? 0) + behind);
      const steps = stepsOf(offsets.map(record), position, lastOffset, recordsMax);
      const { taken, at } = run(steps, new Set(poison));
      const seen = taken.flatMap((step) => step.records.map(({ offset }) => Number(offset)));
      expect(seen).toEqual(offsets.filter((offset) => offset >= next));
      // Only the records that are refused by themselves are marked, each alone.
      const marked = taken.filter(({ storageRefused }) => storageRefused);
      expect(marked.map((step) => step.records.map(({ offset }) => Number(offset)))).toEqual(
        seen.filter((offset) => poison.includes(offset)).map((offset) => [offset]),
      );
      // The position only grows, covers what was taken, and ends behind the batch.
      for (const [index, step] of taken.entries()) {
        const before = at[index - 1]?.next ?? position.next;
        expect(step.following.next > before).toBe(true);
        for (const { offset } of step.records) {
          expect(offset >= before && offset < step.following.next).toBe(true);
        }
      }
      const end = at.at(-1)?.next ?? position.next;
      expect(end).toBe(lastOffset + 1n > position.next ? lastOffset + 1n : position.next);
    }),
  );
});

test('halving-changes-nothing: with or without a refusal the stored position ends the same', () => {
  fc.assert(
    fc.property(situation, ({ offsets, next, behind, recordsMax, poison }) => {
      const position: PartitionPosition = { next: BigInt(next), last: null };
      const lastOffset = BigInt((offsets.at(-1) ?? 0) + behind);
      const steps = stepsOf(offsets.map(record), position, lastOffset, recordsMax);
      const smooth = run(steps, new Set()).at.at(-1) ?? null;
      const refused = run(steps, new Set(poison)).at.at(-1) ?? null;
      expect(samePosition(smooth, refused)).toBe(true);
    }),
  );
});

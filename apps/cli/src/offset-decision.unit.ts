import { acceptGap, offsetStateOf, recovery, rewind, type PartitionFacts } from './offset-decision.js';

const position = (next: bigint, decided = false): NonNullable<PartitionFacts['stored']> => ({
  next,
  last: { offset: next - 1n, appendTimeMs: 1, crc32: 1 },
  decided,
});

const facts = (changes: Partial<PartitionFacts> = {}): PartitionFacts => ({
  topic: 'signals.energie',
  partition: 2,
  stored: position(10n),
  log: { low: 0n, high: 20n },
  committed: 10n,
  last: 'same',
  unreadable: null,
  ...changes,
});

const faultsOf = (decision: ReturnType<typeof rewind>): readonly string[] =>
  decision.ok ? [] : decision.faults;

describe('the state of a partition', () => {
  it.each([
    ['ok', facts()],
    ['not-read-yet', facts({ stored: null, committed: null, last: null })],
    ['topic-missing', facts({ log: null })],
    ['retention-gap', facts({ log: { low: 15n, high: 20n } })],
    ['log-shorter', facts({ log: { low: 0n, high: 4n } })],
    ['topic-recreated', facts({ last: 'different' })],
    ['batch-unreadable', facts({ unreadable: { reason: 'batch-unreadable', from: 10n, to: 12n } })],
    ['producer-time', facts({ unreadable: { reason: 'producer-time', from: 10n, to: 12n } })],
    ['topic-recreated', facts({ last: 'absent' })],
    ['group-ahead', facts({ committed: 12n })],
    ['group-ahead', facts({ stored: null, committed: 12n })],
    ['ok', facts({ committed: 12n, stored: position(10n, true) })],
  ] as const)('is %s', (state, given) => {
    expect(offsetStateOf(given)).toBe(state);
  });
});

describe('accepting a gap', () => {
  it.each(['batch-unreadable', 'producer-time'] as const)('gives up just what is %s', (reason) => {
    expect(acceptGap(facts({ unreadable: { reason, from: 10n, to: 12n } }))).toMatchObject({
      ok: true,
      next: 12n,
      isNewLog: false,
      says: [expect.stringContaining('2 offsets from 10 up to 12'), expect.stringContaining('again')],
    });
  });

  it('gives up what retention deleted and stays in the same log', () => {
    expect(acceptGap(facts({ log: { low: 15n, high: 20n } }))).toMatchObject({
      ok: true,
      next: 15n,
      isNewLog: false,
      says: [expect.stringContaining('5 offsets from 10 up to 15'), expect.any(String)],
    });
  });

  it.each([
    ['shorter', facts({ log: { low: 0n, high: 4n } })],
    ['made anew', facts({ last: 'different', log: { low: 1n, high: 30n } })],
  ])('begins at the oldest record of a log that is %s, under a new incarnation', (_name, given) => {
    expect(acceptGap(given)).toMatchObject({ ok: true, next: given.log?.low, isNewLog: true });
  });

  it.each([
    ['there is no gap', facts()],
    ['there is no gap', facts({ stored: null, committed: null })],
    ['eropaf recover', facts({ committed: 12n })],
    ['does not have this partition', facts({ log: null })],
  ])('is refused: %s', (text, given) => {
    const decision = acceptGap(given);
    expect(decision.ok).toBe(false);
    expect(faultsOf(decision).join()).toContain(text);
  });
});

describe('rewinding', () => {
  it('reads again from an offset of the same log', () => {
    expect(rewind(facts(), 3n)).toMatchObject({ ok: true, next: 3n, isNewLog: false });
  });

  it('begins anywhere in a log that was made anew', () => {
    expect(rewind(facts({ last: 'different' }), 15n)).toMatchObject({ ok: true, next: 15n, isNewLog: true });
  });

  it('names every fault', () => {
    const ahead = rewind(facts({ log: { low: 5n, high: 20n }, committed: 12n, last: 'unknown' }), 30n);
    expect(faultsOf(ahead)).toEqual([
      expect.stringContaining('eropaf recover'),
      expect.stringContaining('could not be looked at'),
      expect.stringContaining('behind the end of the log, 20'),
      expect.stringContaining('would leave 20 records unread'),
    ]);
    expect(faultsOf(rewind(facts({ log: { low: 5n, high: 20n } }), 2n))).toEqual([
      expect.stringContaining('its oldest record is 5'),
    ]);
    expect(faultsOf(rewind(facts({ log: { low: 15n, high: 20n } }), 16n))).toEqual([
      expect.stringContaining('accept-gap'),
    ]);
  });
});

describe('recovering', () => {
  it('does nothing where the group is not ahead, or a person has decided already', () => {
    expect(recovery(facts())).toBeNull();
    expect(recovery(facts({ committed: null }))).toBeNull();
    expect(recovery(facts({ committed: 15n, stored: position(10n, true) }))).toBeNull();
  });

  it('reads on from the stored position', () => {
    expect(recovery(facts({ committed: 15n }))).toEqual({
      next: 10n,
      isMissing: false,
      says: [expect.stringContaining('5 offsets are read again')],
    });
  });

  it('begins at the oldest record where no position is stored, and names what is gone', () => {
    expect(recovery(facts({ stored: null, committed: 15n, log: { low: 4n, high: 20n } }))).toEqual({
      next: 4n,
      isMissing: true,
      says: [
        expect.stringContaining('11 offsets are read again'),
        expect.stringContaining('4 offsets from 0 up to 4'),
      ],
    });
  });
});

import { isKept, median, ratiosOf, type Measures } from './lib/ratios.mjs';

const rounds = (name: string, values: readonly number[]) => ({
  rounds: values.map((value) => ({ [name]: value })),
});

/** A run whose rounds were thought up so that each ratio is easily seen. */
const measures: Measures = {
  pipeline: {
    variants: {
      without: rounds('signalsPerSecond', [99_999]),
      register: {
        rounds: [
          { signalsPerSecond: 4_000, rowsPerSecond: 20_000 },
          { signalsPerSecond: 9_000, rowsPerSecond: 90_000 },
          { signalsPerSecond: 3_000, rowsPerSecond: 10_000 },
        ],
      },
    },
  },
  copy: rounds('rowsPerSecond', [40_000, 10_000, 50_000]),
  connect: rounds('rowsPerSecond', [8_000, 10_000, 12_000, 10_000]),
  idiomatic: rounds('signalsPerSecond', [200]),
  growth: {
    residents: [
      { residents: 10_000, ...rounds('signalsPerSecond', [4_000, 5_000, 7_000]) },
      { residents: 100_000, ...rounds('signalsPerSecond', [1]) },
      { residents: 1_000_000, ...rounds('signalsPerSecond', [2_500]) },
    ],
  },
};

describe('the ratios of a run', () => {
  it('follow from the medians of its raw rounds', () => {
    expect(ratiosOf(measures)).toEqual({
      signalsVsDebezium: 0.4,
      rowsVsDebezium: 2,
      copy: 0.5,
      idiomatic: 20,
      growth: 2,
    });
  });

  it('follow from a file that was written and read again', () => {
    const written = JSON.stringify({ measures, ratios: ratiosOf(measures) });
    const read = JSON.parse(written) as { measures: Measures; ratios: unknown };
    expect(ratiosOf(read.measures)).toEqual(read.ratios);
  });

  it('are null where a part was not measured, and no aim is said to be kept then', () => {
    const { connect, ...others } = measures;
    expect(connect).toBeDefined();
    expect(ratiosOf(others)).toMatchObject({ signalsVsDebezium: null, rowsVsDebezium: null, copy: 0.5 });
    expect(isKept('copy', null)).toBeNull();
  });

  it('are kept at their aim itself, and missed beyond it', () => {
    expect([isKept('copy', 0.5), isKept('copy', 0.49)]).toEqual([true, false]);
    expect([isKept('growth', 1.3), isKept('growth', 1.31)]).toEqual([true, false]);
  });
});

describe('the median', () => {
  it('is the middle one, or lies between the middle two, whatever their order', () => {
    expect([median([9, 1, 5]), median([4, 1, 3, 2]), median([])]).toEqual([5, 2.5, null]);
  });
});

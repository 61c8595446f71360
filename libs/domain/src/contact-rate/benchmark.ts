import type { Channel } from '../policy.js';
import type { Sector } from '../signal.js';
import type { Rate } from './rate.js';

/** What a benchmark is about. */
export type BenchmarkScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'channel'; readonly channel: Channel }
  | { readonly kind: 'sector'; readonly sector: Sector };

/** A published contact rate to compare with. Data, not law: each has its year and source. */
export interface Benchmark {
  readonly year: number;
  readonly scope: BenchmarkScope;
  /** 0 to 1. */
  readonly rate: number;
  readonly source: string;
}

/** The national average per case in 2024, and Dordrecht's mark: "above 20 %, and rising". */
export const nationalBenchmark2024: Benchmark = {
  year: 2024,
  scope: { kind: 'all' },
  rate: 0.2,
  source: 'Divosa Monitor Vroegsignalering 2024',
};

/** `within-chance`: the benchmark lies inside the interval of the rate. `no-rate`: 0/0. */
export type AgainstBenchmark = 'above' | 'below' | 'within-chance' | 'no-rate';

/** Says whether a rate differs from the benchmark by more than chance, at the confidence of the rate's interval. */
export function compareWithBenchmark(rate: Rate, benchmark: Benchmark): AgainstBenchmark {
  if (rate.low === null || rate.high === null) return 'no-rate';
  if (rate.low > benchmark.rate) return 'above';
  return rate.high < benchmark.rate ? 'below' : 'within-chance';
}

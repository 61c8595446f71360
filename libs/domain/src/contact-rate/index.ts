export * from './benchmark.js';
export * from './case-class.js';
export * from './denominator.js';
export { wilsonInterval, Z_95, type Interval } from './interval.js';
export * from './rate.js';
export * from './suppression.js';

export * from './residency.js';
export * from './check-need.js';

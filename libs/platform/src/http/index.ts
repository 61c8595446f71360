export * from './problem.js';
export * from './problem.filter.js';
export * from './openapi.js';
export * from './server-options.js';

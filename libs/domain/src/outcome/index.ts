export * from './contact-kind.js';
export * from './contradiction.js';
export * from './outcome.js';
export * from './verdict.js';

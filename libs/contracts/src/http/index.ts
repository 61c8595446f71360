export * from './cases.js';
export * from './contacts.js';
export * from './explanation.js';
export * from './identity.js';
export * from './problem.js';
export * from './registers.js';
export * from './tasks.js';
export * from './words.js';

export * from './stack.js';
export * from './test-database.js';
export * from './read-pdf.js';

export * from './stack.js';
export * from './test-database.js';
export * from './read-pdf.js';
export * from './stored-rows.js';
export * from './signal-builder.js';

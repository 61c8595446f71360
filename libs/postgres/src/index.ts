export * from './roles.js';
export * from './errors.js';
export * from './database.js';
export * from './simulated-clock.js';
export * from './bootstrap.js';
export * from './migrate.js';
export * from './package-root.js';

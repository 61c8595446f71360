export * from './configuration.js';
export * from './clock.js';
export * from './logger.js';
export * from './shutdown.js';
export * from './operations/index.js';
export * from './ids.js';
export * from './loop.js';
export * from './public-holidays.js';

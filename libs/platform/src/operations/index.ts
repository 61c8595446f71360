export * from './metrics-registry.js';
export * from './nest-logger.js';
export * from './operations.module.js';
export * from './probe.js';
export * from './start-operations.js';

export * from './age-group.js';
export * from './amsterdam-time.js';
export * from './day.js';
export * from './matching-period.js';
export * from './working-calendar.js';

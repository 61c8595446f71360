export * from './residency.js';
export * from './check-need.js';
export * from './link-resident.js';
export * from './registered-person.js';

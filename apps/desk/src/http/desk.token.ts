/** The token under which controllers find what the use cases work with. */
export const DESK = Symbol('desk');

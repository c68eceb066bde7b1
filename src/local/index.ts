/** Composition of what the commands `up` and `gateway` run. */
export { type Local, startLocal } from './start-local.ts';
export { startShared } from './start-shared.ts';

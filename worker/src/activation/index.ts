/** From a neutral worker to an org's: the latch, the epoch, and what is attached. */
export { activateEngine } from './activate.ts';
export { Lease } from './lease.ts';

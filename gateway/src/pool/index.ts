/** The pool: warm neutral workers, claimed by orgs, activated, shared, drained and replaced. */
export type { CreatePoolOptions } from './create-pool.ts';
export { createPool } from './create-pool.ts';
export type * from './pool.ts';
export type { LostReason, PoolMetrics, PoolParts } from './pool-parts.ts';
export type { PoolSettings } from './pool-settings.ts';
export { poolSettings } from './pool-settings.ts';

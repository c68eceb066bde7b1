import { type Clock, failures, type Random } from '@brooder/contracts';
import type { Store } from '../store.ts';

/**
 * Called before (`claim:before`) and after (`claim:after`) the one atomic step of each method. A simulation delays the caller by a
 * promise that resolves later, or crashes it by one that never does or rejects: before the step nothing has happened, after it
 * everything has, and the caller does not know.
 */
export type YieldPoint = (name: `${keyof Store}:before` | `${keyof Store}:after`) => Promise<void>;

export interface MemoryStoreOptions {
  /** The store's own clock: all ages come from it. */
  clock: Clock;
  /** Chooses which idle worker a claim gets, since no caller may depend on it; absent takes the one idle for longest. */
  random?: Random;
  yieldPoint?: YieldPoint;
}

/** The shared truth. It is a `Store` itself; `view` gives one gateway its own way in. */
export interface MemoryStore extends Store {
  /** The same rows, seen by one gateway; its yield point, if any, replaces the store's. */
  view(instance: string, yieldPoint?: YieldPoint): Store;
}

export function createMemoryStore(_options: MemoryStoreOptions): MemoryStore {
  throw failures.unsupported({ what: 'The memory store', instead: 'It is not built yet.' });
}

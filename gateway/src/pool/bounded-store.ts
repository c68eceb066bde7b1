import { type Clock, deadline, failures, withSignal } from '@brooder/contracts';
import type { Store } from '../store/store.ts';

/**
 * The same store, where no call takes longer than `ms`. A call cut here may still commit: callers treat
 * `configStoreUnavailable` as "outcome unknown" and read before they act again.
 */
export function boundedStore(store: Store, clock: Clock, ms: number): Store {
  return new Proxy(store, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name, target);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) => within(clock, ms, Reflect.apply(method, target, args) as Promise<unknown>);
    },
  });
}

async function within<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T> {
  const limit = deadline(clock, ms, failures.configStoreUnavailable({ reason: `no answer within ${ms} ms` }));
  try {
    return await withSignal(work, limit.signal);
  } finally {
    limit.clear();
  }
}

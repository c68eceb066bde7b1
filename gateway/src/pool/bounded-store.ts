import { type Clock, failures } from '@brooder/contracts';
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

/** The failure is made only when it is needed: an error with its stack costs more than the rest of this. */
function within<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(ms, () =>
      reject(failures.configStoreUnavailable({ reason: `no answer within ${ms} ms` })),
    );
    work.finally(() => timer.cancel()).then(resolve, reject);
  });
}

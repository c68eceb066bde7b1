/** Names of the two ServiceAccounts, which several concerns must agree on. */
import { choose, fallback, type Value } from '../expr/index.ts';
import type { TreeContext } from './context.ts';

/** The neutral ServiceAccount of the workers. */
export const workerAccount = ({ system, values }: TreeContext): Value<string> =>
  fallback(values.workers.serviceAccount.name, system.name('worker'));

/** The ServiceAccount of the gateway. */
export const gatewayAccount = ({ system, values }: TreeContext): Value<string> =>
  fallback(
    values.serviceAccount.name,
    choose(values.serviceAccount.create, system.name('gateway'), 'default') as Value<string>,
  );

import { and, equals, type Knobs, lessThan, lookup, not, or, str, type Value } from '../expr/index.ts';
import type { BrooderValues } from '../values/index.ts';

export interface Warning {
  readonly holds: Value<unknown>;
  /** What may happen, and what to set against it. */
  readonly text: Value<string>;
}

/** Settings that are legal and risky. */
export const warningsOf = (values: Knobs<BrooderValues>): readonly Warning[] => {
  const { postgres, bootstrap, workers, image } = values;
  const onEmptyDir = equals(postgres.storage.type, 'emptyDir');
  return [
    {
      holds: and(postgres.enabled, onEmptyDir),
      text: 'The config store is the bundled Postgres on an emptyDir. Orgs, users and warehouses are FORGOTTEN when its pod ends. Set postgres.storage.type to persistentVolumeClaim, or give a Postgres of yours with configStore.',
    },
    {
      holds: and(postgres.enabled, not(onEmptyDir)),
      text: 'The config store is the bundled Postgres: one pod without replica or backup, for trials. For production give a Postgres of yours with configStore, and set postgres.enabled to false.',
    },
    {
      holds: and(lessThan(values.replicaCount, 2), not(or(values.autoscaling.enabled, values.keda.enabled))),
      text: 'There is one gateway or none: nobody can connect while it is replaced. Set replicaCount to 2 or more.',
    },
    {
      holds: values.auth.allowPlaintext,
      text: 'auth.allowPlaintext lets clients connect without TLS: rows cross the network in the clear. Passwords still use SCRAM.',
    },
    {
      holds: not(values.networkPolicy.enabled),
      text: 'networkPolicy.enabled is false: workers, which run SQL of tenants, may connect to everything in the network.',
    },
    {
      holds: or(
        ...[image, workers.image, postgres.image].map(({ tag, digest }) => and(equals(tag, 'latest'), not(digest))),
      ),
      text: 'An image has the tag "latest": two pods of one installation may run different programs. Set a version, or a digest.',
    },
    {
      holds: not(workers.pools),
      text: 'workers.pools is empty: no worker can start, so nobody can run a statement.',
    },
    {
      holds: lessThan(workers.warmTarget, 1),
      text: 'workers.warmTarget is 0: the first connection of each org waits until a worker has started.',
    },
    {
      holds: and(bootstrap.enabled, equals(lookup(bootstrap.warehouse, ['kind'], '', 'text'), 'memory')),
      text: str`The warehouse of the org ${bootstrap.org} is in memory: its tables are gone when its worker ends. Give bootstrap.warehouse a catalog and a data path.`,
    },
    {
      holds: or(
        values.admin.password,
        values.internalSecret.value,
        postgres.password,
        values.configStore.url,
        values.configStore.password,
      ),
      text: 'A password stands in the values of this release, where everybody who may read them sees it. Put it into a Secret, and name that.',
    },
    {
      holds: values.logSql,
      text: 'logSql is true: statements, and the secrets in them, stand in the log.',
    },
    {
      holds: equals(values.metrics.sink, 'none'),
      text: 'metrics.sink is none: nobody hears of it when the gateways are down.',
    },
  ];
};

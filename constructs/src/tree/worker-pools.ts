import { environmentOf, type WorkerRole } from '@brooder/contracts';
import type { Construct } from 'constructs';
import {
  checksum,
  choose,
  concat,
  eachBlock,
  equals,
  fallback,
  fold,
  hasKey,
  inherited,
  isSet,
  join,
  type Knobs,
  lookup,
  merged,
  not,
  or,
  Refusal,
  str,
  type TextMap,
  type Value,
} from '../expr/index.ts';
import { fixedVariables, WorkerPool } from '../parts/worker/index.ts';
import { integer, type ValueOf } from '../schema/index.ts';
import { imageReference } from '../system/index.ts';
import { cohortNode, placementNode, poolNode } from '../values/worker-pool.ts';
import { workerAccount } from './accounts.ts';
import type { TreeContext } from './context.ts';
import { placementOf } from './placement.ts';
import { priorityClassName } from './scaling.ts';
import { workerSettings } from './worker-config.ts';

export type Pool = Knobs<ValueOf<typeof poolNode>>;

/** Key of the only placement of a pool without cohorts; no name of a cohort, because it is no DNS label. */
const wholePool = '-';
/** The part of a PodTemplate's name that says which role a count is for. */
const roleSuffix: Readonly<Record<WorkerRole, string>> = {
  Dual: 'dual',
  ReadOnly: 'read-only',
  WriteOnly: 'write-only',
};

/** One PodTemplate for each pool, cohort and counted role. */
export function addWorkerPools(scope: Construct, context: TreeContext): void {
  const { workers } = context.values;
  refuseFixed(scope, 'workers.env', workers.env);
  eachBlock(scope, 'pool', workers.pools, poolNode, (inPool, poolName, given) => {
    const pool = inherited(poolNode, given as object, workers.defaults as Pool) as Pool;
    refuseUnknownSize(inPool, context, poolName, pool);
    refuseFixed(inPool, str`workers.pools.${poolName}.env`, pool.env);
    const cohorts = fallback(pool.cohorts, { [wholePool]: {} });
    eachBlock(inPool, 'cohort', cohorts, cohortNode, (inCohort, cohortName, cohort) => {
      const cohortOrNone = choose(equals(cohortName, wholePool), '', cohortName);
      const placement = inherited(placementNode, cohort as object, pool as never);
      const counts = (cohort as { counts?: Value<Readonly<Record<string, number>>> }).counts ?? {};
      const ownCount = single(pool.role, pool.warmTarget);
      eachBlock(inCohort, 'role', fallback(counts, ownCount as never), integer('Workers.', 0), (s, role, count) => {
        const suffix = choose(counts, str`.${lookup(roleSuffix, [role], '', 'text')}`, '');
        const placed = choose(cohortOrNone, str`.${cohortOrNone}`, '');
        new WorkerPool(s, 'pod-template', {
          ...commonProps(context, pool),
          ...(placement as object),
          pool: poolName,
          name: str`${context.system.fullname}-${poolName}${placed}${suffix}`,
          cohort: cohortOrNone,
          role: role as Value<WorkerRole>,
          warmTarget: count,
        });
      });
    });
  });
}

/** `{ [key]: value }`, where both may be expressions. */
const single = <T>(key: Value<string>, value: Value<T>): Value<Readonly<Record<string, T>>> =>
  fold(
    [key, value] as const,
    'tree',
    (k, v) => ({ [k]: v as T }),
    (k, v) => `dict ${k} ${v}`,
  );

function commonProps(context: TreeContext, pool: Pool) {
  const { system, values } = context;
  const { workers } = values;
  return {
    system,
    image: imageOf(context, pool),
    imagePullPolicy: fallback(pool.image.pullPolicy as Value<string>, workers.image.pullPolicy as Value<string>),
    imagePullSecrets: concat(values.global.imagePullSecrets, workers.imagePullSecrets),
    size: sizeOf(workers.sizes, pool),
    idleSize: pool.resize.idle,
    resize: pool.resize.enabled,
    maxWorkers: pool.max,
    maxSessions: pool.maxSessions,
    updateStrategy: pool.updateStrategy,
    tls: workers.tls.enabled,
    serviceAccountName: workerAccount(context),
    secretName: fallback(workers.secretName, system.name('worker')),
    port: workers.port,
    configChecksum: checksum(merged(workerSettings(context) as never)),
    extraConfigMap: workers.configMap,
    env: merged(workers.env, ownSettings(pool), pool.env),
    ...placementOf(pool),
    priorityClassName: priorityClassName(context, 'worker', pool.priorityClassName),
    scratch: pool.scratch,
    tmp: pool.tmp,
    extraEnv: pool.extraEnv,
    extraEnvFrom: pool.extraEnvFrom,
    extraContainers: pool.extraContainers,
    initContainers: pool.initContainers,
    extraVolumes: pool.extraVolumes,
    extraVolumeMounts: pool.extraVolumeMounts,
    annotations: pool.annotations,
    labels: pool.labels,
    podLabels: merged(workers.labels, pool.podLabels),
    podAnnotations: pool.podAnnotations,
    terminationGracePeriodSeconds: pool.terminationGracePeriodSeconds,
    probes: pool.probes,
  };
}

/** What the pool says differently from the settings that all workers share. */
const ownSettings = ({ extensions, maxSessions }: Pool): TextMap => ({
  [environmentOf('extensions')]: choose(extensions, join(extensions, ','), absent),
  [environmentOf('maxSessionsPerWorker')]: choose(
    isSet(maxSessions),
    str`${(maxSessions ?? 0) as Value<number>}`,
    absent,
  ),
});

/** A key with this value is left out of a map. */
const absent = undefined as unknown as string;

/** Image of a pool's workers. A pool that names a tag must not get the digest of the common image. */
export function imageOf({ values }: TreeContext, { image: own }: Pool): Value<string> {
  const { image: common } = values.workers;
  const image = {
    registry: fallback(own.registry, common.registry),
    repository: fallback(own.repository, common.repository),
    tag: fallback(own.tag, common.tag),
    digest: choose(own.tag, own.digest, fallback(own.digest, common.digest)),
  };
  return imageReference(image, values.global.imageRegistry);
}

function sizeOf(sizes: Value<object>, pool: Pool) {
  const from = (key: 'cpu' | 'memory') => fallback(pool.resources[key], lookup(sizes, [pool.size, key], '', 'text'));
  return { cpu: from('cpu'), memory: from('memory') };
}

function refuseUnknownSize(scope: Construct, { values }: TreeContext, poolName: Value<string>, pool: Pool): void {
  const { cpu, memory } = sizeOf(values.workers.sizes, pool);
  const complete = choose(cpu, memory, '');
  new Refusal(
    scope,
    'size',
    not(complete),
    str`workers.pools.${poolName}.size: "${pool.size}" is no key of workers.sizes with cpu and memory. Name one of those, or give resources.cpu and resources.memory.`,
  );
}

/** The gateway finds a worker's Secret, port and id by these. */
function refuseFixed(scope: Construct, path: Value<string>, env: Value<Readonly<Record<string, string>>>): void {
  new Refusal(
    scope,
    'fixed-variables',
    or(...fixedVariables.map((name) => hasKey(env, name))),
    str`${path}: ${fixedVariables.join(', ')} are set for every worker. Leave them out; workers.port and workers.tls are settings.`,
  );
}

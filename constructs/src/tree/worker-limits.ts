import type { Construct } from 'constructs';
import { and, concat, count, eachEntry, inherited, lessThan, Refusal, textsUnder, whenBlock } from '../expr/index.ts';
import { allowedImage, WorkerAdmissionPolicy, WorkerLimitRange, WorkerQuota } from '../parts/worker/index.ts';
import { poolNode } from '../values/worker-pool.ts';
import { gatewayAccount, workerAccount } from './accounts.ts';
import type { TreeContext } from './context.ts';
import { imageOf, type Pool } from './worker-pools.ts';

/** What bounds the namespace of the workers, whatever the gateway does. */
export function addWorkerLimits(scope: Construct, context: TreeContext): void {
  const { system, values } = context;
  const { quota, limitRange, admissionPolicy, pools, defaults } = values.workers;
  new Refusal(
    scope,
    'too-many-pools',
    and(admissionPolicy.enabled, lessThan(63, count(pools))),
    'workers.admissionPolicy.enabled: a policy has room for 63 pools, and workers.pools has more. Switch the policy off, or remove pools.',
  );
  whenBlock(scope, 'quota', quota.enabled, (s) => {
    new WorkerQuota(s, 'quota', { system, hard: quota.hard });
  });
  whenBlock(scope, 'limit-range', limitRange.enabled, (s) => {
    new WorkerLimitRange(s, 'limit-range', { system, limits: limitRange.limits });
  });
  whenBlock(scope, 'admission', admissionPolicy.enabled, (s) => {
    const account = workerAccount(context);
    new WorkerAdmissionPolicy(s, 'admission', {
      system,
      gatewayAccount: gatewayAccount(context),
      workerAccount: account,
      allowed: eachEntry(pools, poolNode, (name, given) => {
        const pool = inherited(poolNode, given as object, defaults as Pool) as Pool;
        const ofPool = [pool.extraContainers, pool.initContainers].map((list) => textsUnder(list, 'image'));
        const extraImages = concat(admissionPolicy.extraImages, ...ofPool);
        return allowedImage(name, { image: imageOf(context, pool), extraImages, account });
      }),
    });
  });
}

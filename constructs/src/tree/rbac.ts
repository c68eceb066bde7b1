import type { Construct } from 'constructs';
import { equals, not, whenBlock } from '../expr/index.ts';
import { GatewayReleaseRole, GatewayWorkerRole } from '../parts/rbac/index.ts';
import { WorkerServiceAccount } from '../parts/worker/index.ts';
import { gatewayAccount, workerAccount } from './accounts.ts';
import type { TreeContext } from './context.ts';
import { provisionedSecretNames } from './provisioned-secrets.ts';

/** The neutral ServiceAccount, and what the gateway may do in each namespace. */
export function addRbac(scope: Construct, context: TreeContext): void {
  const { system, values } = context;
  const { serviceAccount, service } = values.workers;
  whenBlock(scope, 'worker', serviceAccount.create, (s) => {
    new WorkerServiceAccount(s, 'service-account', {
      system,
      name: workerAccount(context),
      annotations: serviceAccount.annotations,
    });
  });
  const account = gatewayAccount(context);
  whenBlock(scope, 'gateway', values.rbac.create, (s) => {
    const workerService = not(equals(service.type, 'None'));
    new GatewayWorkerRole(s, 'worker-namespace', { system, account, workerService });
    const provisionedSecrets = provisionedSecretNames(context);
    whenBlock(s, 'release-namespace', provisionedSecrets, (inner) => {
      new GatewayReleaseRole(inner, 'release-namespace', { system, account, provisionedSecrets });
    });
  });
}

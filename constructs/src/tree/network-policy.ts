import type { Construct } from 'constructs';
import { and, fallback, linkLocalAmong, Refusal, str, strayExceptions, whenBlock } from '../expr/index.ts';
import { DefaultDeny, GatewayNetworkPolicy, WorkerNetworkPolicy } from '../parts/network/index.ts';
import type { TreeContext } from './context.ts';

export function addNetworkPolicy(scope: Construct, { system, values }: TreeContext): void {
  const { enabled, dns, workers, gateway } = values.networkPolicy;
  const closed = linkLocalAmong(workers.egress);
  new Refusal(
    scope,
    'link-local',
    and(enabled, closed),
    str`networkPolicy.workers.egress: ${closed} is link-local or may hold link-local addresses, where clouds hand out credentials. Name narrower ranges, or ::/0, from which these are left out.`,
  );
  const stray = strayExceptions(workers.egress);
  new Refusal(
    scope,
    'stray-exceptions',
    and(enabled, stray),
    str`networkPolicy.workers.egress: the exceptions ${stray} do not lie inside their cidr. Name smaller ranges inside it, or leave them out.`,
  );
  whenBlock(scope, 'network-policy', enabled, (s) => {
    new DefaultDeny(s, 'default-deny', { system });
    new WorkerNetworkPolicy(s, 'worker', {
      system,
      port: values.workers.port,
      egress: workers.egress,
      dns,
      extraIngress: workers.extraIngress,
      extraEgress: workers.extraEgress,
    });
    new GatewayNetworkPolicy(s, 'gateway', {
      system,
      from: gateway.from,
      monitoring: gateway.monitoring,
      workerPort: values.workers.port,
      apiServer: gateway.apiServer,
      configStore: {
        ...gateway.configStore,
        ports: fallback(gateway.configStore.ports, [values.configStore.port] as never),
      },
      identityProvider: gateway.identityProvider,
      dns,
      extraIngress: gateway.extraIngress,
      extraEgress: gateway.extraEgress,
    });
  });
}

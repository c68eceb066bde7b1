import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { type Body, manifest, merged, not, when } from '../../expr/index.ts';
import { gatewayPodSpec } from './gateway-pod.ts';
import type { GatewayDeploymentProps } from './gateway-props.ts';

/** The gateways: stateless pods, of which any number share one config store. */
export class GatewayDeployment extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: GatewayDeploymentProps) {
    super(scope, id);
    const {
      system,
      scaledElsewhere = false,
      podLabels = {},
      annotations = {},
      labels = {},
      rollingUpdate = { maxUnavailable: 0, maxSurge: 1 },
    } = props;
    this.object = manifest(this, 'deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: system.metadata('gateway', system.name('gateway'), { annotations, labels }),
      spec: {
        // A number here would undo the autoscaler's at each apply.
        replicas: when(not(scaledElsewhere), props.replicas ?? 2),
        revisionHistoryLimit: props.revisionHistoryLimit ?? 10,
        minReadySeconds: props.minReadySeconds ?? 0,
        strategy: { type: 'RollingUpdate', rollingUpdate },
        selector: { matchLabels: system.selector('gateway') },
        template: {
          metadata: {
            // What selects the pods wins over labels of the user.
            labels: system.labels('gateway', podLabels, system.selector('gateway')),
            annotations: podAnnotations(props),
          },
          spec: gatewayPodSpec(props),
        },
      },
    });
  }
}

function podAnnotations({ checksums = {}, podAnnotations = {} }: GatewayDeploymentProps): Body {
  const named = Object.entries(checksums).map(([name, sum]) => [`checksum/${name}`, sum] as const);
  // Beside containers of the user, `kubectl logs` and `kubectl exec` mean this one.
  return merged(podAnnotations, { 'kubectl.kubernetes.io/default-container': 'gateway', ...Object.fromEntries(named) });
}

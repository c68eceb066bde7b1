import { ports } from '@brooder/contracts';
import type { Construct } from 'constructs';
import {
  and,
  checksum,
  concat,
  lessThan,
  merged,
  milliseconds,
  not,
  or,
  Refusal,
  str,
  whenBlock,
} from '../expr/index.ts';
import { GatewayDeployment, GatewayService, GatewayServiceAccount, listeners } from '../parts/gateway/index.ts';
import { scrapeAnnotations } from '../parts/monitoring/index.ts';
import { imageReference } from '../system/index.ts';
import { gatewayAccount } from './accounts.ts';
import { gatewaySettings } from './configmap.ts';
import type { TreeContext } from './context.ts';
import { mountedTlsKeys, mountedTlsSecret } from './listener-tls.ts';
import { placementOf } from './placement.ts';
import { addScaling, priorityClassName } from './scaling.ts';
import { gatewaySecretVariables, secretChecksum } from './secrets.ts';

/** The gateways: account, pods, Services, and how many of them there are. */
export function addGateway(scope: Construct, context: TreeContext): void {
  const { system, values } = context;
  whenBlock(scope, 'account', values.serviceAccount.create, (s) => {
    new GatewayServiceAccount(s, 'service-account', {
      system,
      name: gatewayAccount(context),
      annotations: values.serviceAccount.annotations,
    });
  });
  addDeployment(scope, context);
  for (const listener of listeners) {
    const { enabled, ...service } = values.service[listener];
    whenBlock(scope, listener, enabled, (s) => {
      new GatewayService(s, 'service', { system, listener, ...service });
    });
  }
  addScaling(scope, context);
  refuseLongDrain(scope, context);
  refuseHalfOidc(scope, context);
}

function addDeployment(scope: Construct, context: TreeContext): void {
  const { system, values } = context;
  const { image, global, probes } = values;
  new GatewayDeployment(scope, 'deployment', {
    system,
    image: imageReference(image, global.imageRegistry),
    imagePullPolicy: image.pullPolicy,
    imagePullSecrets: concat(global.imagePullSecrets, values.imagePullSecrets),
    serviceAccountName: gatewayAccount(context),
    secretVariables: gatewaySecretVariables(context),
    tlsSecret: mountedTlsSecret(context),
    ...mountedTlsKeys(context),
    checksums: { config: checksum(gatewaySettings(context)), secret: secretChecksum(context) },
    annotations: values.annotations,
    labels: values.labels,
    rootCert: values.configStore.sslRootCertFrom,
    replicas: values.replicaCount,
    scaledElsewhere: or(values.autoscaling.enabled, values.keda.enabled),
    revisionHistoryLimit: values.revisionHistoryLimit,
    minReadySeconds: values.minReadySeconds,
    rollingUpdate: values.rollingUpdate,
    podLabels: values.podLabels,
    podAnnotations: merged(values.podAnnotations, scrapeAnnotations(values.metrics.sink, ports.metrics)),
    podSecurityContext: values.podSecurityContext,
    securityContext: values.securityContext,
    resources: values.resources,
    ...placementOf(values),
    priorityClassName: priorityClassName(context, 'gateway', values.priorityClassName),
    terminationGracePeriodSeconds: values.terminationGracePeriodSeconds,
    preStopSeconds: values.preStopSeconds,
    lifecycle: values.lifecycle,
    startupProbe: probes.startup,
    readinessProbe: probes.readiness,
    livenessProbe: probes.liveness,
    env: values.env,
    extraEnv: values.extraEnv,
    extraEnvFrom: values.extraEnvFrom,
    extraArgs: values.extraArgs,
    extraVolumes: values.extraVolumes,
    extraVolumeMounts: values.extraVolumeMounts,
    extraContainers: values.extraContainers,
    initContainers: values.initContainers,
    tmpSizeLimit: values.tmp.sizeLimit,
  });
}

/** The gateway would not start: without an audience it would take a token that is meant for any other service. */
function refuseHalfOidc(scope: Construct, { values }: TreeContext): void {
  const { issuer, audience } = values.auth.oidc;
  new Refusal(
    scope,
    'oidc',
    and(issuer, not(audience)),
    str`auth.oidc.audience: missing, and auth.oidc.issuer is ${issuer}. Give what its tokens name in "aud" for Brooder, or leave out auth.oidc.issuer.`,
  );
}

/** A pod that is killed while it still drains would break the statements that the drain lets end. */
function refuseLongDrain(scope: Construct, { values }: TreeContext): void {
  const { handoverDrainTimeout, terminationGracePeriodSeconds } = values;
  new Refusal(
    scope,
    'drain',
    lessThan(milliseconds(str`${terminationGracePeriodSeconds}s`), milliseconds(handoverDrainTimeout)),
    str`handoverDrainTimeout: ${handoverDrainTimeout} is longer than terminationGracePeriodSeconds (${terminationGracePeriodSeconds} s), after which Kubernetes kills the pod. Raise terminationGracePeriodSeconds, or drain for a shorter time.`,
  );
}

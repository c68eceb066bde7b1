import { type Body, eachEntry, lessThan, opt, spread, type Value, when } from '../../expr/index.ts';
import { text } from '../../schema/index.ts';
import { imageUser, restrictedContainer, restrictedPod } from '../../system/index.ts';
import { podPlacement } from '../pod-placement.ts';
import type { GatewayPodProps, GatewayProbe } from './gateway-props.ts';
import { containerPorts } from './listeners.ts';
import { noRootCert, rootCertMounts, rootCertVolumes } from './root-cert.ts';
import { secretVariable } from './secret-variable.ts';

/** Where the certificate of the listeners is mounted. */
export const tlsPath = '/run/brooder/tls';
/** Names of the files there, whatever the keys of the Secret are. */
export const tlsFiles = { cert: `${tlsPath}/tls.crt`, key: `${tlsPath}/tls.key` };

export function gatewayPodSpec(props: GatewayPodProps): Body {
  const { system, tlsSecret = '', initContainers = [] } = props;
  return {
    serviceAccountName: props.serviceAccountName ?? system.name('gateway'),
    // The gateway starts worker pods; no other pod of the chart talks to the Kubernetes API.
    automountServiceAccountToken: true,
    // Kubernetes would add BROODER_…_PORT for each Service named brooder, which the gateway refuses as unknown settings.
    enableServiceLinks: false,
    terminationGracePeriodSeconds: props.terminationGracePeriodSeconds ?? 900,
    imagePullSecrets: opt(props.imagePullSecrets ?? []),
    ...podPlacement(props),
    topologySpreadConstraints: spreading(props),
    securityContext: opt(props.podSecurityContext ?? restrictedPod(imageUser)),
    initContainers: opt(initContainers),
    containers: [container(props), ...spread(props.extraContainers ?? [])],
    volumes: [
      { name: 'tmp', emptyDir: when(props.tmpSizeLimit, { sizeLimit: props.tmpSizeLimit }, {}) },
      when(tlsSecret, { name: 'tls', secret: tlsVolume(props) }),
      ...rootCertVolumes(props.rootCert ?? noRootCert),
      ...spread(props.extraVolumes ?? []),
    ],
  };
}

function container(props: GatewayPodProps): Body {
  const { system, tlsSecret = '', extraEnvFrom = [], extraArgs = [] } = props;
  return {
    name: 'gateway',
    image: props.image,
    imagePullPolicy: props.imagePullPolicy ?? 'IfNotPresent',
    args: ['gateway', ...spread(extraArgs)],
    ports: containerPorts,
    // A later one wins, and `env` over all of them.
    envFrom: [{ configMapRef: { name: props.configMap ?? system.name('gateway') } }, ...spread(extraEnvFrom)],
    env: [
      // The root file system is read-only; some libraries keep files below the home directory.
      { name: 'HOME', value: '/tmp' },
      ...(props.secretVariables ?? []).map(secretVariable),
      ...eachEntry(props.env ?? {}, text('Text.'), (name, value) => ({ name, value })),
      ...spread(props.extraEnv ?? []),
    ],
    resources: opt(props.resources ?? {}),
    securityContext: opt(props.securityContext ?? restrictedContainer),
    startupProbe: probe('/livez', props.startupProbe, 2, 60),
    readinessProbe: probe('/readyz', props.readinessProbe, 5, 3),
    livenessProbe: probe('/livez', props.livenessProbe, 10, 6),
    lifecycle: lifecycle(props),
    volumeMounts: [
      { name: 'tmp', mountPath: '/tmp' },
      when(tlsSecret, { name: 'tls', mountPath: tlsPath, readOnly: true }),
      ...rootCertMounts(props.rootCert ?? noRootCert),
      ...spread(props.extraVolumeMounts ?? []),
    ],
  };
}

const tlsVolume = ({ tlsSecret, tlsCertKey = 'tls.crt', tlsKeyKey = 'tls.key' }: GatewayPodProps): Body => ({
  secretName: tlsSecret,
  // Only for the pod's own group.
  defaultMode: 0o440,
  items: [
    { key: tlsCertKey, path: 'tls.crt' },
    { key: tlsKeyKey, path: 'tls.key' },
  ],
});

function spreading({ system, topologySpreadConstraints = [] }: GatewayPodProps): Body {
  return when(topologySpreadConstraints, topologySpreadConstraints, [
    {
      maxSkew: 1,
      topologyKey: 'kubernetes.io/hostname',
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: system.selector('gateway') },
    },
  ]);
}

function lifecycle({ lifecycle = {}, preStopSeconds = 5 }: GatewayPodProps): Body {
  const sleeps: Value<boolean> = lessThan(0, preStopSeconds);
  return when(lifecycle, lifecycle, when(sleeps, { preStop: { sleep: { seconds: preStopSeconds } } }));
}

function probe(path: string, given: GatewayProbe | undefined, periodSeconds: number, failureThreshold: number): Body {
  const { enabled = true, ...times } = given ?? {
    initialDelaySeconds: 0,
    periodSeconds,
    timeoutSeconds: 3,
    failureThreshold,
  };
  return when(enabled, { httpGet: { path, port: 'metrics' }, ...times });
}

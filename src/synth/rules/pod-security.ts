import { nameOf } from '../kubernetes-object.ts';
import type { Rule } from './finding.ts';
import { type Container, containersOf, type PodOf, podsOf, type SecurityContext } from './pods.ts';

interface PodCheck {
  readonly expected: string;
  /** Field paths that break it. */
  readonly broken: (pod: PodOf) => readonly string[];
}

const present = (condition: boolean | undefined, path: string) => (condition ? [path] : []);

/** The pod's and each container's security context, with their paths. */
const contexts = (pod: PodOf): [path: string, context: SecurityContext][] => [
  ['spec.securityContext', pod.spec.securityContext ?? {}],
  ...containersOf(pod).map((container): [string, SecurityContext] => [
    pathOf(container),
    container.securityContext ?? {},
  ]),
];
const pathOf = ({ name }: Container) => `container "${name}" securityContext`;

const everyContext =
  (field: string, isBroken: (context: SecurityContext) => boolean): PodCheck['broken'] =>
  (pod) =>
    contexts(pod).flatMap(([path, context]) => present(isBroken(context), `${path}.${field}`));

const everyContainer =
  (field: string, isBroken: (context: SecurityContext, pod: PodOf) => boolean): PodCheck['broken'] =>
  (pod) =>
    containersOf(pod).flatMap((container) =>
      present(isBroken(container.securityContext ?? {}, pod), `${pathOf(container)}.${field}`),
    );

const volumeKinds = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];
const safeSysctls = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
];
const seLinuxTypes = ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'];
const profiles = ['RuntimeDefault', 'Localhost'];

/** The profile "restricted", which holds "baseline" too; source: kubernetes.io "Pod Security Standards", Kubernetes 1.34. */
export const restrictedProfile: readonly PodCheck[] = [
  {
    expected: 'no namespace of the host',
    broken: ({ spec }) => [
      ...present(spec.hostNetwork, 'spec.hostNetwork'),
      ...present(spec.hostPID, 'spec.hostPID'),
      ...present(spec.hostIPC, 'spec.hostIPC'),
    ],
  },
  {
    expected: `volumes of these kinds only: ${volumeKinds.join(', ')}`,
    broken: ({ spec }) =>
      (spec.volumes ?? []).flatMap(({ name, ...kinds }) =>
        Object.keys(kinds)
          .filter((kind) => !volumeKinds.includes(kind))
          .map((kind) => `volume "${name}" ${kind}`),
      ),
  },
  {
    expected: 'no host port',
    broken: (pod) =>
      containersOf(pod).flatMap(({ name, ports = [] }) =>
        present(
          ports.some(({ hostPort = 0 }) => hostPort !== 0),
          `container "${name}" ports.hostPort`,
        ),
      ),
  },
  { expected: 'not privileged', broken: everyContainer('privileged', ({ privileged }) => privileged === true) },
  {
    expected: 'false',
    broken: everyContainer(
      'allowPrivilegeEscalation',
      ({ allowPrivilegeEscalation }) => allowPrivilegeEscalation !== false,
    ),
  },
  {
    expected: 'ALL',
    broken: everyContainer('capabilities.drop', ({ capabilities }) => !(capabilities?.drop ?? []).includes('ALL')),
  },
  {
    expected: 'nothing but NET_BIND_SERVICE',
    broken: everyContainer('capabilities.add', ({ capabilities }) =>
      (capabilities?.add ?? []).some((capability) => capability !== 'NET_BIND_SERVICE'),
    ),
  },
  {
    expected: 'true, here or for the pod',
    broken: everyContainer(
      'runAsNonRoot',
      ({ runAsNonRoot }, { spec }) => (runAsNonRoot ?? spec.securityContext?.runAsNonRoot) !== true,
    ),
  },
  { expected: 'another user than 0', broken: everyContext('runAsUser', ({ runAsUser }) => runAsUser === 0) },
  {
    expected: `${profiles.join(' or ')}, here or for the pod`,
    broken: everyContainer(
      'seccompProfile.type',
      ({ seccompProfile }, { spec }) =>
        !profiles.includes((seccompProfile ?? spec.securityContext?.seccompProfile)?.type ?? ''),
    ),
  },
  {
    expected: `${profiles.join(' or ')}, or nothing`,
    broken: everyContext(
      'appArmorProfile.type',
      ({ appArmorProfile }) => appArmorProfile !== undefined && !profiles.includes(appArmorProfile.type ?? ''),
    ),
  },
  {
    expected: 'a container type, and neither user nor role',
    broken: everyContext(
      'seLinuxOptions',
      ({ seLinuxOptions: options }) =>
        options !== undefined && (!seLinuxTypes.includes(options.type ?? '') || Boolean(options.user || options.role)),
    ),
  },
  {
    expected: 'Default',
    broken: everyContainer('procMount', ({ procMount = 'Default' }) => procMount !== 'Default'),
  },
  {
    expected: 'sysctls from the safe set only',
    broken: everyContext('sysctls', ({ sysctls = [] }) => sysctls.some(({ name }) => !safeSysctls.includes(name))),
  },
  {
    expected: 'false',
    broken: everyContext('windowsOptions.hostProcess', ({ windowsOptions }) => windowsOptions?.hostProcess === true),
  },
];

/** Every pod fits the Pod Security Standard "restricted". */
export const podSecurity: Rule = ({ objects }) =>
  podsOf(objects).flatMap((pod) =>
    restrictedProfile.flatMap(({ expected, broken }) =>
      broken(pod).map((path) => ({
        rule: 'pod-security',
        object: nameOf(pod.owner),
        message: `${path} breaks the Pod Security Standard "restricted"; expected ${expected}`,
      })),
    ),
  );

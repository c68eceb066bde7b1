/**
 * Every call the gateway makes on the Kubernetes API, once. The client has one function for each key, the Roles of the chart are folded
 * from this table, and tests hold all three equal: no verb is granted without a call, no call is made without a verb.
 */

/** `worker`: where worker pods and their Secrets live. `release`: where the gateway itself lives. */
export type KubernetesNamespace = 'worker' | 'release';
export type KubernetesVerb = 'create' | 'delete' | 'get' | 'list' | 'patch' | 'watch';

export interface KubernetesCall {
  /** API group; '' is the core group. */
  group: '';
  /** As RBAC spells it: `pods/resize` is a subresource. */
  resource: 'events' | 'pods' | 'pods/resize' | 'podtemplates' | 'secrets' | 'services';
  verb: KubernetesVerb;
  namespace: KubernetesNamespace;
  /** Only the Secrets that the chart made empty for the gateway to fill; the constructs know their names. */
  resourceNames?: 'provisioned';
  /** Granted only when this option is on: a Service in front of each worker. */
  when?: 'workerService';
  why: string;
}

export const kubernetesCalls = {
  createWorkerPod: {
    group: '',
    resource: 'pods',
    verb: 'create',
    namespace: 'worker',
    why: 'A worker is a bare pod stamped from the PodTemplate of its pool.',
  },
  readWorkerPod: {
    group: '',
    resource: 'pods',
    verb: 'get',
    namespace: 'worker',
    why: 'A call that timed out has an unknown outcome; reading the one pod settles it.',
  },
  listWorkerPods: {
    group: '',
    resource: 'pods',
    verb: 'list',
    namespace: 'worker',
    why: 'The janitor compares pods with rows, from the source and not from a cache.',
  },
  watchWorkerPods: {
    group: '',
    resource: 'pods',
    verb: 'watch',
    namespace: 'worker',
    why: 'A pod that starts or ends is seen at once rather than at the next look.',
  },
  labelWorkerPod: {
    group: '',
    resource: 'pods',
    verb: 'patch',
    namespace: 'worker',
    why: 'State and org of the row are mirrored to labels, for people and NetworkPolicies.',
  },
  deleteWorkerPod: {
    group: '',
    resource: 'pods',
    verb: 'delete',
    namespace: 'worker',
    why: 'A retired or lost worker is removed.',
  },
  resizeWorkerPod: {
    group: '',
    resource: 'pods/resize',
    verb: 'patch',
    namespace: 'worker',
    why: "A small warm pod grows in place to the org's size at the claim.",
  },
  createWorkerSecret: {
    group: '',
    resource: 'secrets',
    verb: 'create',
    namespace: 'worker',
    why: 'Each worker has a Secret of its own with its bearer and certificate, made before its pod.',
  },
  readWorkerSecret: {
    group: '',
    resource: 'secrets',
    verb: 'get',
    namespace: 'worker',
    why: 'A gateway that did not start this worker finds its bearer there.',
  },
  listWorkerSecrets: {
    group: '',
    resource: 'secrets',
    verb: 'list',
    namespace: 'worker',
    why: 'The janitor finds Secrets whose worker is gone, and workers whose Secret is gone.',
  },
  deleteWorkerSecret: {
    group: '',
    resource: 'secrets',
    verb: 'delete',
    namespace: 'worker',
    why: 'The Secret of a removed worker is removed with it.',
  },
  listPodTemplates: {
    group: '',
    resource: 'podtemplates',
    verb: 'list',
    namespace: 'worker',
    why: 'The pools of this installation are its PodTemplates.',
  },
  watchPodTemplates: {
    group: '',
    resource: 'podtemplates',
    verb: 'watch',
    namespace: 'worker',
    why: 'A changed PodTemplate rolls the idle workers of its pool.',
  },
  listEvents: {
    group: '',
    resource: 'events',
    verb: 'list',
    namespace: 'worker',
    why: 'Events alone say why a pod does not start when its volumes or its sandbox fail.',
  },
  recordEvent: {
    group: '',
    resource: 'events',
    verb: 'create',
    namespace: 'worker',
    why: 'A pool that cannot start workers says so where "kubectl describe podtemplate" shows it.',
  },
  createWorkerService: {
    group: '',
    resource: 'services',
    verb: 'create',
    namespace: 'worker',
    when: 'workerService',
    why: 'Meshes that route only to Services get one a worker; its pod owns it, so Kubernetes removes it.',
  },
  readProvisionedSecret: {
    group: '',
    resource: 'secrets',
    verb: 'get',
    namespace: 'release',
    resourceNames: 'provisioned',
    why: 'The gateway reads the Secrets that the chart made empty.',
  },
  fillProvisionedSecret: {
    group: '',
    resource: 'secrets',
    verb: 'patch',
    namespace: 'release',
    resourceNames: 'provisioned',
    why: 'The gateway fills the Secrets that the chart made empty: passwords, internal secret, TLS.',
  },
} as const satisfies Record<string, KubernetesCall>;

export type KubernetesCallName = keyof typeof kubernetesCalls;

/** One rule of a Role, as data: `rbac.authorization.k8s.io/v1` PolicyRule, but for the two marks that the constructs resolve. */
export interface PolicyRule {
  apiGroups: string[];
  resources: string[];
  verbs: KubernetesVerb[];
  /** To be replaced by the names of the provisioned Secrets; with no such Secret the rule is left out, for an empty list means "all". */
  resourceNames?: 'provisioned';
  /** The rule exists only when this option is on. */
  when?: 'workerService';
}

/** The rules of the gateway's Role in one namespace: one rule a resource and mark, everything sorted. */
export function policyRules(namespace: KubernetesNamespace): PolicyRule[] {
  const rules = new Map<string, PolicyRule>();
  for (const call of callsIn(namespace)) {
    const key = keyOf(call);
    const rule = rules.get(key) ?? {
      apiGroups: [call.group],
      resources: [call.resource],
      verbs: [],
      ...(call.resourceNames && { resourceNames: call.resourceNames }),
      ...(call.when && { when: call.when }),
    };
    if (!rule.verbs.includes(call.verb)) rule.verbs.push(call.verb);
    rules.set(key, rule);
  }
  return [...rules.keys()].sort().map((key) => {
    const rule = rules.get(key)!;
    return { ...rule, verbs: rule.verbs.toSorted() };
  });
}

/** Names of the calls that need `verb` of this rule: the reason why it is granted. */
export function callsBehind(
  namespace: KubernetesNamespace,
  rule: PolicyRule,
  verb: KubernetesVerb,
): KubernetesCallName[] {
  return (Object.keys(kubernetesCalls) as KubernetesCallName[]).filter((name) => {
    const call: KubernetesCall = kubernetesCalls[name];
    return (
      call.namespace === namespace &&
      call.verb === verb &&
      rule.apiGroups.includes(call.group) &&
      rule.resources.includes(call.resource) &&
      rule.resourceNames === call.resourceNames &&
      rule.when === call.when
    );
  });
}

const callsIn = (namespace: KubernetesNamespace): KubernetesCall[] =>
  Object.values<KubernetesCall>(kubernetesCalls).filter((call) => call.namespace === namespace);

const keyOf = (call: KubernetesCall) =>
  [call.group, call.resource, call.resourceNames ?? '', call.when ?? ''].join(' ');

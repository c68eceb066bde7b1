/** An installation's namespaces, ServiceAccount and Roles on a real API server, made from the table of calls as the chart makes them. */

import { type KubernetesNamespace, makeId, type PolicyRule, policyRules } from '@brooder/contracts';
import {
  type ApiServer,
  createKubernetesApi,
  type KubernetesApi,
  kubeconfigServer,
  realClock,
  realRandom,
} from '@brooder/gateway';
import {
  AuthorizationV1Api,
  CoreV1Api,
  KubeConfig,
  RbacAuthorizationV1Api,
  type V1ResourceRule,
} from '@kubernetes/client-node';
import { expect, test, vi } from 'vitest';
import { requireTool, testKubeconfig } from '../testbed/index.ts';

/** Says why on standard error; in CI it throws. */
export const withoutServer = requireTool('api-server') !== test;

export const provisionedNames = {
  internalSecret: 'made-internal',
  adminPassword: 'made-admin',
  configStorePassword: 'made-store',
  tls: 'made-tls',
};

export interface Installation {
  /** As the gateway's ServiceAccount. */
  api: KubernetesApi;
  /** The way in as the gateway's ServiceAccount, as a kubeconfig holds it. */
  kubeconfig: string;
  /** As the administrator of the cluster. */
  admin: CoreV1Api;
  namespaces: Record<KubernetesNamespace, string>;
  /** Replaces the gateway's Role, and waits until the server obeys it. */
  setRules(namespace: KubernetesNamespace, rules: PolicyRule[]): Promise<void>;
  /** What a ServiceAccount may do in a namespace, without what every ServiceAccount may do there. */
  rulesOf(namespace: string): Promise<V1ResourceRule[]>;
  close(): Promise<void>;
}

export async function install(): Promise<Installation> {
  const config = new KubeConfig();
  config.loadFromFile(testKubeconfig());
  const admin = config.makeApiClient(CoreV1Api);
  const rbac = config.makeApiClient(RbacAuthorizationV1Api);
  const id = `brooder-${makeId(realClock, realRandom).slice(-10)}`;
  const namespaces = { release: id, worker: `${id}-workers` };
  for (const name of Object.values(namespaces)) {
    await admin.createNamespace({
      body: { metadata: { name, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } },
    });
  }
  const account = async (name: string) => {
    await admin.createNamespacedServiceAccount({ namespace: namespaces.release, body: { metadata: { name } } });
    const { status } = await admin.createNamespacedServiceAccountToken({
      name,
      namespace: namespaces.release,
      body: { spec: { audiences: [], expirationSeconds: 3600 } },
    });
    return status!.token!;
  };
  const gatewayToken = await account('gateway');
  const strangerToken = await account('stranger');

  for (const namespace of ['release', 'worker'] as const) {
    await rbac.createNamespacedRole({
      namespace: namespaces[namespace],
      body: { metadata: { name: 'gateway' }, rules: roleRules(policyRules(namespace)) },
    });
    await rbac.createNamespacedRoleBinding({
      namespace: namespaces[namespace],
      body: {
        metadata: { name: 'gateway' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'gateway' },
        subjects: [{ kind: 'ServiceAccount', name: 'gateway', namespace: namespaces.release }],
      },
    });
  }
  for (const name of Object.values(provisionedNames)) {
    await admin.createNamespacedSecret({ namespace: namespaces.release, body: { metadata: { name }, type: 'Opaque' } });
  }

  const configOf = (token: string) => {
    const own = new KubeConfig();
    own.loadFromClusterAndUser(config.getCurrentCluster()!, { name: 'gateway', token });
    return own;
  };
  const as = (token: string) => {
    const review = configOf(token).makeApiClient(AuthorizationV1Api);
    return async (namespace: string) => {
      const answer = await review.createSelfSubjectRulesReview({ body: { spec: { namespace } } });
      return answer.status!.resourceRules.map(sorted);
    };
  };
  const [gatewayRules, strangerRules] = [as(gatewayToken), as(strangerToken)];
  const rulesOf = async (namespace: string) => {
    const common = (await strangerRules(namespace)).map((rule) => JSON.stringify(rule));
    return (await gatewayRules(namespace)).filter((rule) => !common.includes(JSON.stringify(rule)));
  };
  const obeyed = (namespace: KubernetesNamespace, rules: PolicyRule[]) =>
    vi.waitFor(async () => expect(await rulesOf(namespaces[namespace])).toEqual(roleRules(rules).map(sorted)), {
      timeout: 10_000,
      interval: 20,
    });
  await Promise.all((['release', 'worker'] as const).map((namespace) => obeyed(namespace, policyRules(namespace))));

  const { calls: api, close } = createKubernetesApi({
    server: withToken(await kubeconfigServer(testKubeconfig()), gatewayToken),
    namespaces,
    clock: realClock,
    random: realRandom,
  });
  return {
    api,
    kubeconfig: configOf(gatewayToken).exportConfig(),
    admin,
    namespaces,
    rulesOf,
    async setRules(namespace, rules) {
      const body = { metadata: { name: 'gateway' }, rules: roleRules(rules) };
      await rbac.replaceNamespacedRole({ name: 'gateway', namespace: namespaces[namespace], body });
      await obeyed(namespace, rules);
    },
    async close() {
      close();
      for (const name of Object.values(namespaces)) await admin.deleteNamespace({ name });
    },
  };
}

/** Rules as a Role holds them: the mark `provisioned` becomes the names. */
const roleRules = (rules: PolicyRule[]): V1ResourceRule[] =>
  rules.map(({ apiGroups, resources, verbs, resourceNames }) => ({
    apiGroups,
    resources,
    verbs,
    ...(resourceNames && { resourceNames: Object.values(provisionedNames) }),
  }));

const sorted = ({ apiGroups = [], resources = [], resourceNames, verbs }: V1ResourceRule): V1ResourceRule => ({
  apiGroups: apiGroups.toSorted(),
  resources: resources.toSorted(),
  verbs: verbs.toSorted(),
  ...(resourceNames && resourceNames.length > 0 && { resourceNames: resourceNames.toSorted() }),
});

/** The same server, entered as somebody else. */
const withToken = (server: ApiServer, token: string): ApiServer => ({
  url: server.url,
  async access() {
    const { ca } = (await server.access()).tls;
    return { tls: { ca }, headers: { authorization: `Bearer ${token}` } };
  },
});

/** Rules about how objects refer to each other. */
import { brooderLabels } from '@brooder/contracts';
import { identityOf, type KubernetesObject, nameOf } from '../kubernetes-object.ts';
import type { Rule } from './finding.ts';
import { podsOf } from './pods.ts';

/** No object stands there twice: the second would overwrite the first. */
export const duplicates: Rule = ({ objects }) => {
  const seen = new Set<string>();
  return objects
    .filter((object) => seen.size === seen.add(identityOf(object)).size)
    .map((object) => ({
      rule: 'duplicates',
      object: nameOf(object),
      message: 'stands there twice; the second would overwrite the first',
    }));
};

/** Every namespace that an object lives in is the release's, the workers', or written too. */
export const knownNamespaces: Rule = ({ objects, namespaces }) => {
  const known = new Set([
    ...namespaces,
    ...objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name),
  ]);
  return objects
    .filter(({ metadata: { namespace } }) => namespace !== undefined && !known.has(namespace))
    .map((object) => ({
      rule: 'namespaces',
      object: nameOf(object),
      message: `lives in the namespace "${object.metadata.namespace}", which is neither the release's nor the workers', nor written here; it must exist before`,
    }));
};

type Labels = Readonly<Record<string, string>>;
interface Selector {
  matchLabels?: Labels;
  matchExpressions?: readonly { key: string; operator: string; values?: readonly string[] }[];
}

/** Labels that a gateway puts on worker pods while they live; no template has them. */
const lateLabels: readonly string[] = Object.values(brooderLabels);

function matches({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value || lateLabels.includes(key)) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      if (lateLabels.includes(key)) return true;
      const value = labels[key];
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      return values.includes(value!) === (operator === 'In');
    })
  );
}

/** Where each kind keeps the selector of pods in its own namespace. */
const podSelectors: Readonly<Record<string, (spec: Record<string, unknown>) => Selector | undefined>> = {
  Service: ({ selector }) => (selector === undefined ? undefined : { matchLabels: selector as Labels }),
  NetworkPolicy: ({ podSelector }) => podSelector as Selector,
  PodDisruptionBudget: ({ selector }) => selector as Selector,
  PodMonitor: ({ selector, namespaceSelector }) =>
    namespaceSelector === undefined ? (selector as Selector) : undefined,
};
const workloads = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'];

/** Every selector finds a pod: a policy, budget or Service that selects nothing does nothing, and says nothing. */
export const selectors: Rule = ({ objects }) => {
  const pods = podsOf(objects);
  return objects.flatMap((object) => {
    const spec = (object.spec ?? {}) as Record<string, unknown>;
    const isWorkload = workloads.includes(object.kind);
    const selector = isWorkload ? (spec.selector as Selector) : podSelectors[object.kind]?.(spec);
    if (selector === undefined) return [];
    const candidates = pods.filter(({ owner }) =>
      isWorkload ? owner === object : owner.metadata.namespace === object.metadata.namespace,
    );
    if (candidates.some(({ labels }) => matches(selector, labels))) return [];
    return [{ rule: 'selectors', object: nameOf(object), message: missing(object, selector) }];
  });
};

const missing = ({ kind, metadata }: KubernetesObject, selector: Selector) =>
  workloads.includes(kind)
    ? `its selector ${JSON.stringify(selector)} does not match the labels of its own pods`
    : `its selector ${JSON.stringify(selector)} matches no pod that is rendered in the namespace "${metadata.namespace}"`;

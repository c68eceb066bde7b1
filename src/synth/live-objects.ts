/** What a cluster holds of an installation, and what it would hold after an apply: the two sides of a diff. */
import { appLabels } from '@brooder/contracts';
import type { ApiClient } from './api-client.ts';
import { lastApplied } from './differences.ts';
import { identityOf, type KubernetesObject } from './kubernetes-object.ts';

export interface LiveInstallation {
  /** Name of the installation. */
  release: string;
  /** Where its objects may be. */
  namespaces: readonly string[];
  /** Kinds that an installation may have, to find objects that are no longer rendered. */
  kinds: readonly { apiVersion: string; kind: string }[];
}

/** Who applies when nobody has applied yet. */
const ownManager = 'brooder';

/**
 * @param rendered  the objects as synth makes them
 * @throws invalidRequest  the API server cannot be reached, or would refuse an object; with its words
 */
export async function liveSides(
  client: ApiClient,
  rendered: readonly KubernetesObject[],
  installation: LiveInstallation,
): Promise<{ before: KubernetesObject[]; after: KubernetesObject[] }> {
  const pairs = await Promise.all(
    rendered.map(async (object) => {
      const live = await client.read(object);
      return { live, after: live === undefined ? object : await afterApply(client, object, live) };
    }),
  );
  const wanted = new Set(rendered.map(identityOf));
  const leftOver = (await ownObjects(client, installation)).filter((object) => !wanted.has(identityOf(object)));
  return {
    before: [...pairs.flatMap(({ live }) => live ?? []), ...leftOver],
    after: pairs.map(({ after }) => after),
  };
}

/** Objects with the installation's labels that somebody applied; what a controller or a gateway made has an owner. */
async function ownObjects(client: ApiClient, { release, namespaces, kinds }: LiveInstallation) {
  const selector = `${appLabels.instance}=${release},${appLabels.partOf}=brooder`;
  const lists = kinds.map(async ({ apiVersion, kind }) => {
    const namespaced = await client.isNamespaced(apiVersion, kind);
    if (namespaced === undefined) return [];
    const scopes = namespaced ? namespaces : [undefined];
    return (await Promise.all(scopes.map((namespace) => client.list(apiVersion, kind, namespace, selector)))).flat();
  });
  return (await Promise.all(lists)).flat().filter(({ metadata }) => (metadata.ownerReferences ?? []).length === 0);
}

/**
 * The object after whoever applied it applies it again. A server-side apply by the same manager drops what it no longer names; for one
 * that `kubectl apply` made, the same is read from its annotation.
 */
async function afterApply(
  client: ApiClient,
  object: KubernetesObject,
  live: KubernetesObject,
): Promise<KubernetesObject> {
  const applier = live.metadata.managedFields?.find(
    ({ operation, subresource }) => operation === 'Apply' && !subresource,
  )?.manager;
  const after = await client.dryRun(object, applier ?? ownManager);
  const applied = live.metadata.annotations?.[lastApplied];
  if (applied === undefined) return after;
  return withoutDropped(after, JSON.parse(applied), object) as KubernetesObject;
}

/** `after` without what `applied` named and `wanted` does not. */
export function withoutDropped(after: unknown, applied: unknown, wanted: unknown): unknown {
  if (isMap(after) && isMap(applied) && isMap(wanted)) {
    return Object.fromEntries(
      Object.entries(after)
        .filter(([key]) => !(Object.hasOwn(applied, key) && !Object.hasOwn(wanted, key)))
        .map(([key, value]) => [key, withoutDropped(value, applied[key], wanted[key])]),
    );
  }
  if (!Array.isArray(after) || !Array.isArray(applied) || !Array.isArray(wanted)) return after;
  const key = listKey(after);
  if (key === undefined) return after;
  const find = (list: readonly unknown[], item: unknown) =>
    list.find((other) => isMap(other) && isMap(item) && other[key] === item[key]);
  return after
    .filter((item) => !(find(applied, item) !== undefined && find(wanted, item) === undefined))
    .map((item) => withoutDropped(item, find(applied, item), find(wanted, item)));
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The key by which the API server merges lists of maps; source: patchMergeKey in the Kubernetes API types. */
const listKeys = ['name', 'mountPath', 'containerPort', 'port', 'key', 'type', 'ip', 'topologyKey', 'uid'];
const listKey = (list: readonly unknown[]) =>
  listKeys.find((key) => list.length > 0 && list.every((item) => isMap(item) && Object.hasOwn(item, key)));

/** What a cluster holds of an installation, and what it would hold after an apply: the two sides of a diff. */
import { appLabels } from '@brooder/contracts';
import type { ApiClient } from './api-client.ts';
import { lastApplied } from './differences.ts';
import { identityOf, type KubernetesObject } from './kubernetes-object.ts';

export interface LiveInstallation {
  /** Name of the installation. */
  release: string;
  /** Where its objects may be; the release's first. */
  namespaces: readonly string[];
  /** Kinds that an installation may have, to find objects that are no longer rendered. */
  kinds: readonly { apiVersion: string; kind: string }[];
}

/** Who applies when nobody has applied yet. */
const ownManager = 'brooder';
/** An object that is written all the time is compared as it is at the last try. */
const maxTries = 5;

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
      for (let tries = 1; ; tries++) {
        const live = await client.read(object);
        if (live === undefined) return { live, after: object };
        const after = await client.dryRun(object, managerOf(live));
        // A controller may write between the two answers, and what it wrote would look like a change of ours.
        if (after.metadata.resourceVersion === live.metadata.resourceVersion || tries === maxTries) {
          return { live, after: withoutLastApplied(after, object, live) };
        }
      }
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
    if (!namespaced) {
      // Another installation of the same name in another namespace has the same labels; names tell them apart.
      const all = await client.list(apiVersion, kind, undefined, selector);
      return all.filter(({ metadata: { name } }) =>
        namespaces.some((own) => name === own || name.startsWith(`${own}-`)),
      );
    }
    const lists = namespaces.map((namespace) => client.list(apiVersion, kind, namespace, selector));
    return (await Promise.all(lists)).flat();
  });
  return (await Promise.all(lists)).flat().filter(({ metadata }) => (metadata.ownerReferences ?? []).length === 0);
}

/** Who applied the object: a server-side apply by the same manager drops what it no longer names. */
const managerOf = ({ metadata }: KubernetesObject): string =>
  metadata.managedFields?.find(({ operation, subresource }) => operation === 'Apply' && !subresource)?.manager ??
  ownManager;

/** Of an object that `kubectl apply` made, what it named is read from its annotation. */
function withoutLastApplied(after: KubernetesObject, object: KubernetesObject, live: KubernetesObject) {
  const applied = live.metadata.annotations?.[lastApplied];
  if (applied === undefined) return after;
  // kubectl always names the annotations, for its own one among them.
  const wanted = { ...object, metadata: { annotations: {}, ...object.metadata } };
  return withoutDropped(after, JSON.parse(applied), wanted) as KubernetesObject;
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

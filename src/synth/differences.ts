/** What would change: objects as they are against objects as they are to be. */
import { stringify } from 'yaml';
import { identityOf, type KubernetesObject, nameOf } from './kubernetes-object.ts';
import { lineDiff, unified } from './line-diff.ts';

export interface Difference {
  readonly change: 'added' | 'changed' | 'removed';
  /** Kind, namespace and name. */
  readonly object: string;
  /** Unified lines: `@@`, `-`, `+` and context. */
  readonly lines: readonly string[];
}

/** Sorted by identity. Values of Secrets are never in it. */
export function differencesOf(
  before: readonly KubernetesObject[],
  after: readonly KubernetesObject[],
): { differences: Difference[]; same: number } {
  const [old, fresh] = [byIdentity(before), byIdentity(after)];
  const identities = [...new Set([...old.keys(), ...fresh.keys()])].sort();
  const differences = identities.flatMap((identity) => difference(old.get(identity), fresh.get(identity)) ?? []);
  return { differences, same: identities.length - differences.length };
}

const byIdentity = (objects: readonly KubernetesObject[]) =>
  new Map(objects.map((object) => [identityOf(object), object]));

function difference(before: KubernetesObject | undefined, after: KubernetesObject | undefined): Difference | undefined {
  const [old, fresh] = masked(before && comparable(before), after && comparable(after));
  const [oldText, freshText] = [yamlText(old), yamlText(fresh)];
  if (oldText === freshText) return undefined;
  const lines = (text: string) => (text === '' ? [] : text.trimEnd().split('\n'));
  return {
    change: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
    object: nameOf((after ?? before)!),
    lines: unified(lineDiff(lines(oldText), lines(freshText))),
  };
}

const yamlText = (object: object | undefined) =>
  object === undefined ? '' : stringify(object, { sortMapEntries: true, lineWidth: 0, aliasDuplicateObjects: false });

/** Fields that the API server writes. */
const serverFields = ['managedFields', 'uid', 'resourceVersion', 'generation', 'creationTimestamp', 'selfLink'];
/** Where kubectl keeps what it last applied. */
export const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

function comparable({ status: _, ...object }: KubernetesObject): KubernetesObject {
  const annotations = without(object.metadata.annotations ?? {}, [lastApplied]);
  const metadata = {
    ...without(object.metadata, [...serverFields, 'annotations']),
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
  };
  return { ...object, metadata } as KubernetesObject;
}

const without = (map: object, keys: readonly string[]) =>
  Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));

/** Secrets with stars for values: one form when a value is the same on both sides, two when it differs. */
function masked(
  before: KubernetesObject | undefined,
  after: KubernetesObject | undefined,
): [KubernetesObject | undefined, KubernetesObject | undefined] {
  if ((after ?? before)?.kind !== 'Secret') return [before, after];
  const [old, fresh] = [valuesOf(before), valuesOf(after)];
  const stars = (object: KubernetesObject | undefined, own: typeof old, other: typeof old, side: string) => {
    if (object === undefined) return undefined;
    const data = Object.fromEntries(
      Object.entries(own).map(([key, value]) => [
        key,
        before && after && Object.hasOwn(other, key) && other[key] !== value ? `*** (${side})` : '***',
      ]),
    );
    return {
      ...without(object, ['data', 'stringData']),
      ...(Object.keys(data).length > 0 ? { data } : {}),
    } as KubernetesObject;
  };
  return [stars(before, old, fresh, 'before'), stars(after, fresh, old, 'after')];
}

/** Decoded, so that `stringData` and `data` of the same text are equal. */
function valuesOf(secret: KubernetesObject | undefined): Record<string, string> {
  const { data, stringData } = (secret ?? {}) as { data?: Record<string, string>; stringData?: Record<string, string> };
  const decoded = Object.entries(data ?? {}).map(([key, text]) => [
    key,
    Buffer.from(text, 'base64').toString('latin1'),
  ]);
  const plain = Object.entries(stringData ?? {}).map(([key, text]) => [
    key,
    Buffer.from(text, 'utf8').toString('latin1'),
  ]);
  return Object.fromEntries([...decoded, ...plain]);
}

import type { KubernetesObject } from '../kubernetes-object.ts';

/** Something wrong with rendered manifests. */
export interface Finding {
  /** Which rule says so. */
  readonly rule: string;
  /** Kind, namespace and name; absent when it is about the values. */
  readonly object?: string;
  /** Where, what was expected, what came, what to do. */
  readonly message: string;
}

/** What rules look at. */
export interface Rendered {
  readonly objects: readonly KubernetesObject[];
  /** Namespaces that exist without being among the objects. */
  readonly namespaces: readonly string[];
}

export type Rule = (rendered: Rendered) => Finding[];

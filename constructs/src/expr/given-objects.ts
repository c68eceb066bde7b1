/** Whole objects that users give. The tree knows nothing of them, so they pass through as they are. */
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Block } from './blocks.ts';
import { Expr, fold, isExpr, pipeline, type Value } from './expr.ts';
import { type Body, spread } from './tree.ts';
import { isTrue } from './truth.ts';

type GivenObject = Readonly<Record<string, unknown>>;

/**
 * Something for each item of a list of objects.
 *
 * @param id  singular name of an item, also the loop variable's name in the templates
 */
export function eachObject(
  scope: Construct,
  id: string,
  list: Value<readonly GivenObject[]>,
  body: (scope: Construct, index: Value<number>, object: Value<GivenObject>) => void,
): void {
  if (isExpr(list)) {
    const block = new Block(scope, id, `range $${id}Index, $${id} := ${pipeline(list)}`);
    body(block, new Expr<number>(`$${id}Index`, 'integer'), new Expr<GivenObject>(`$${id}`, 'tree'));
    return;
  }
  const all = new Construct(scope, id);
  (list ?? []).forEach((object, index) => {
    body(new Construct(all, String(index)), index, object);
  });
}

/** True unless an object says what it is and how it is called. */
export const isNameless = (object: Value<GivenObject>): Value<boolean> =>
  fold(
    [object] as const,
    'flag',
    (o) => ![o.apiVersion, o.kind, (o.metadata as GivenObject | undefined)?.name].every(isTrue),
    (o) => `not (and ${o}.apiVersion ${o}.kind (${o}.metadata | default dict).name)`,
  );

/**
 * An object as its user wrote it, in `namespace` when it names none and its kind is one of a namespace.
 * Patches and labels of cdk8s have no effect on it.
 */
export class PassedObject extends ApiObject {
  private readonly given: Value<GivenObject>;
  private readonly namespace: Value<string>;

  constructor(scope: Construct, id: string, given: Value<GivenObject>, namespace: Value<string>) {
    super(scope, id, { apiVersion: 'v1', kind: 'Passed', metadata: { name: 'passed' } });
    this.given = given;
    this.namespace = namespace;
  }

  override toJson(): Body {
    const metadata = metadataIn(this.given, this.namespace);
    if (!isExpr(this.given)) return { ...this.given, metadata };
    const field = (name: string) => new Expr(`${(this.given as Expr<GivenObject>).template}.${name}`, 'text');
    const [rest] = spread(
      new Expr<readonly unknown[]>(`(omit ${this.given.template} "apiVersion" "kind" "metadata")`, 'tree'),
    );
    return { apiVersion: field('apiVersion'), kind: field('kind'), metadata, rest };
  }
}

const metadataIn = (object: Value<GivenObject>, namespace: Value<string>): Value<GivenObject> =>
  fold(
    [object, namespace] as const,
    'tree',
    ({ kind, metadata }, into) => {
      const given = (metadata ?? {}) as GivenObject;
      return 'namespace' in given || clusterKinds.includes(kind as string) ? given : { ...given, namespace: into };
    },
    (o, into) => `include "brooder.metadataIn" (list ${o} ${into}) | fromJson`,
  );

/** Kinds of Kubernetes itself that belong to no namespace. A custom one says `namespace: ""`, which the API server takes as none. */
const clusterKinds: readonly string[] = [
  'APIService',
  'ClusterRole',
  'ClusterRoleBinding',
  'CSIDriver',
  'CustomResourceDefinition',
  'IngressClass',
  'MutatingWebhookConfiguration',
  'Namespace',
  'PersistentVolume',
  'PriorityClass',
  'RuntimeClass',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
];

/** The named template behind `PassedObject`, for the chart's helper file. */
export const metadataInTemplate = `{{- define "brooder.metadataIn" }}
{{- $object := index . 0 }}
{{- $metadata := $object.metadata | default dict }}
{{- if or (hasKey $metadata "namespace") (has $object.kind (list ${clusterKinds.map((kind) => `"${kind}"`).join(' ')})) }}
{{- toRawJson $metadata }}
{{- else }}
{{- toRawJson (merge (dict "namespace" (index . 1)) $metadata) }}
{{- end }}
{{- end }}`;

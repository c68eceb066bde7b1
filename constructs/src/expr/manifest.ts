import { ApiObject, type ApiObjectProps } from 'cdk8s';
import type { Construct } from 'constructs';
import { Expr, isExpr, type Value } from './expr.ts';
import { type Body, Branch, Each, Spread } from './tree.ts';

export interface ManifestProps {
  readonly apiVersion: Value<string>;
  readonly kind: Value<string>;
  readonly metadata: {
    readonly name: Value<string>;
    readonly namespace?: Value<string>;
    readonly labels?: Body;
    readonly annotations?: Body;
  };
  readonly [field: string]: Body;
}

/** A Kubernetes object of the tree. Absent keys and list items are left out of it. */
export const manifest = (scope: Construct, id: string, props: ManifestProps): ApiObject => {
  const { apiVersion, kind } = props;
  const body = withoutAbsent({ ...props, metadata: carried(props.metadata) });
  const object =
    isExpr(apiVersion) || isExpr(kind)
      ? new ObjectOfSomeKind(scope, id, body as ApiObjectProps, { apiVersion, kind })
      : new ApiObject(scope, id, body as ApiObjectProps);
  // What `ApiObject.of(part)` finds: the first object of a part.
  scope.node.defaultChild ??= object;
  return object;
};

/** cdk8s takes apiVersion and kind apart when the object is made; those that are expressions are put in when it is written. */
class ObjectOfSomeKind extends ApiObject {
  private readonly type: Pick<ManifestProps, 'apiVersion' | 'kind'>;

  constructor(scope: Construct, id: string, props: ApiObjectProps, type: Pick<ManifestProps, 'apiVersion' | 'kind'>) {
    super(scope, id, { ...props, apiVersion: 'v1', kind: 'Unknown' });
    this.type = type;
  }

  override toJson(): unknown {
    return { ...super.toJson(), ...this.type };
  }
}

/** cdk8s copies labels and annotations key by key; one that is an expression as a whole travels under a key of its own. */
const carried = (metadata: ManifestProps['metadata']) =>
  Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => [
      key,
      key !== 'name' && isNode(value) ? { [carrierKey]: value } : value,
    ]),
  );

/** The only key of a map that stands for what is below it. */
export const carrierKey = '\u0001whole';

const isNode = (value: unknown) =>
  value instanceof Expr || value instanceof Branch || value instanceof Each || value instanceof Spread;

function withoutAbsent(value: Body): Body {
  if (typeof value !== 'object' || value === null || isNode(value)) return value;
  if (Array.isArray(value)) return value.filter((item) => item !== undefined).map(withoutAbsent);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, withoutAbsent(item)]),
  );
}

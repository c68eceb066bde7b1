/**
 * The values of Brooder are described once, with the nodes of this file. From a description come the TypeScript type (`ValueOf`), the
 * defaults, `values.yaml` with its comments, `values.schema.json`, the README table, and the check that synth and Helm share.
 */

interface Described<T> {
  /** One or more sentences for values.yaml and the README table; units included. */
  readonly doc: string;
  /** Absent: the key may be left out, and then has no value. */
  readonly default?: T;
  /** Shown as a commented block under the key. */
  readonly example?: T;
}

/** How a text must look. Each has one pattern in `text-forms.ts`. */
export type TextForm =
  | 'quantity'
  | 'workerRole'
  | 'bytes'
  | 'duration'
  | 'cidr'
  | 'dnsLabel'
  | 'dnsSubdomain'
  | 'httpUrl'
  | 'httpsUrl'
  | 'imageDigest';

export interface TextNode<T extends string = string> extends Described<T> {
  readonly kind: 'text';
  readonly oneOf?: readonly T[];
  readonly form?: TextForm;
  /** '' stands for "none" and passes beside `form`. Default true. */
  readonly mayBeEmpty?: boolean;
}
export interface IntegerNode extends Described<number> {
  readonly kind: 'integer';
  readonly minimum?: number;
  readonly maximum?: number;
}
export interface FlagNode extends Described<boolean> {
  readonly kind: 'flag';
}
/** A number or a text, as Kubernetes' IntOrString: `1` or `"25%"`. */
export interface IntegerOrTextNode extends Described<number | string> {
  readonly kind: 'integerOrText';
}
export interface ListNode<T> extends Described<readonly T[]> {
  readonly kind: 'list';
  readonly item: ValueNode<T>;
}
/** Free keys, all values alike. */
export interface MapNode<T> extends Described<Readonly<Record<string, T>>> {
  readonly kind: 'map';
  readonly item: ValueNode<T>;
  /** What a key must look like; absent: anything. */
  readonly keyForm?: TextForm;
}
/** A Kubernetes structure that passes through as it is, for example `affinity`: a map, or a list of maps. */
export interface TreeNode<T extends object> extends Described<T> {
  readonly kind: 'tree';
  readonly shape: 'map' | 'list';
}
export type Fields = Readonly<Record<string, ValueNode<unknown>>>;
export interface GroupNode<F extends Fields = Fields> {
  readonly kind: 'group';
  readonly doc: string;
  readonly fields: F;
  /**
   * Paths of keys that are not described but pass the schema, because something else refuses them with better words. They are no
   * values: no default, no type, no place in values.yaml.
   */
  readonly accepted?: readonly (readonly string[])[];
  /** Keys of others may stand in it too, for example those that a parent chart shares with all its charts. */
  readonly shared?: boolean;
  /** No key of it is required: an entry of a map names only what differs from the defaults it inherits. */
  readonly partial?: boolean;
}

declare const typeOf: unique symbol;
/** `T` is what a value of this node looks like. */
export type ValueNode<T> = { readonly [typeOf]?: T } & (
  | TextNode
  | IntegerNode
  | FlagNode
  | IntegerOrTextNode
  | ListNode<never>
  | MapNode<never>
  | TreeNode<object>
  | GroupNode
);
/** The TypeScript type of a node's values. */
export type ValueOf<N> = N extends { readonly [typeOf]?: infer T } ? T : never;

type GroupValue<F extends Fields> = { readonly [K in keyof F]: ValueOf<F[K]> };

type Options<N extends { doc: string }> = Omit<N, 'kind' | 'doc' | 'item'>;
const node = <T>(kind: string, parts: object): ValueNode<T> =>
  Object.freeze({ kind, ...parts }) as unknown as ValueNode<T>;

export function text<const T extends string = string>(
  doc: string,
  options: Options<TextNode<NoInfer<T>>> & { oneOf?: readonly T[] } = {},
): ValueNode<T> {
  return node('text', { doc, default: '', ...options });
}
export const integer = (doc: string, fallback: number, options: Options<IntegerNode> = {}): ValueNode<number> =>
  node('integer', { doc, default: fallback, ...options });
/** An integer that may be left out. */
export const optionalInteger = (doc: string, options: Options<IntegerNode> = {}): ValueNode<number | undefined> =>
  node('integer', { doc, ...options });
export const flag = (doc: string, fallback: boolean): ValueNode<boolean> => node('flag', { doc, default: fallback });
/** A flag that may be left out. */
export const optionalFlag = (doc: string): ValueNode<boolean | undefined> => node('flag', { doc });
export const integerOrText = (doc: string, fallback: number | string): ValueNode<number | string> =>
  node('integerOrText', { doc, default: fallback });
/** A number or a text that may be left out. */
export const optionalIntegerOrText = (doc: string): ValueNode<number | string | undefined> =>
  node('integerOrText', { doc });
export const list = <T>(item: ValueNode<T>, doc: string, options: Options<ListNode<T>> = {}): ValueNode<readonly T[]> =>
  node('list', { doc, item, default: [], ...options });
export const map = <T>(
  item: ValueNode<T>,
  doc: string,
  options: Options<MapNode<T>> = {},
): ValueNode<Readonly<Record<string, T>>> => node('map', { doc, item, default: {}, ...options });
/**
 * Its type is what the call says, not what default or example happen to hold: any other key is right too.
 *
 * @param shape  whether the structure is a map or a list of maps
 */
export function tree<T extends object = Structure>(
  shape: 'map',
  doc: string,
  options?: Options<Omit<TreeNode<NoInfer<T>>, 'shape'>>,
): ValueNode<NoInfer<T>>;
export function tree<T extends object = readonly Structure[]>(
  shape: 'list',
  doc: string,
  options?: Options<Omit<TreeNode<NoInfer<T>>, 'shape'>>,
): ValueNode<NoInfer<T>>;
export function tree(shape: 'map' | 'list', doc: string, options: object = {}): ValueNode<object> {
  return node('tree', { doc, shape, default: shape === 'map' ? {} : [], ...options });
}
type Structure = Readonly<Record<string, unknown>>;

export const group = <const F extends Fields>(
  doc: string,
  fields: F,
): ValueNode<GroupValue<F>> & { readonly fields: F } =>
  node('group', { doc, fields }) as unknown as ValueNode<GroupValue<F>> & { readonly fields: F };
/** The same group, in which keys of others may stand too. */
export const shared = <N extends ValueNode<unknown>>(whole: N): N =>
  Object.freeze({ ...(whole as object), shared: true }) as N;

/** The same group, with keys that its schema lets through; see `GroupNode.accepted`. */
export const accepting = <N extends ValueNode<unknown>>(whole: N, accepted: readonly (readonly string[])[]): N =>
  Object.freeze({ ...(whole as object), accepted }) as N;
/** The same group with every key optional, at every depth. */
export const partial = <F extends Fields>(
  whole: ValueNode<unknown> & { readonly fields: F },
): ValueNode<PartialDeep<GroupValue<F>>> => node('group', { ...(whole as object), partial: true });

/** Every key optional, through groups; lists and maps stay whole. */
export type PartialDeep<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? string extends keyof T
      ? T
      : { readonly [K in keyof T]?: PartialDeep<T[K]> }
    : T;

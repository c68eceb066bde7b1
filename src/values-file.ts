/** Values files, read as Helm reads them: sigs.k8s.io/yaml over go.yaml.in/yaml/v2, which is YAML 1.1 with rules of its own. */
import { failures } from '@brooder/contracts';
import { isAlias, isMap, isScalar, isSeq, type Node, parseAllDocuments, type YAMLMap } from 'yaml';
import { type PlainValue, plainValue } from './yaml-plain.ts';

/** Nodes that aliases may add to a file, against a file of few lines that grows to gigabytes. */
const aliasLimit = 100_000;

/**
 * The map of a values file; `{}` for an empty one. Dates stay text; keys that are numbers or booleans become text; merge keys (`<<`) and
 * later keys overwrite what stands before them.
 *
 * Two things that Helm passes over are refused: a key given twice, and a second document.
 *
 * @param name  what messages call the file
 * @throws invalidValues  with name and line
 */
export function readValues(text: string, name = 'values'): Record<string, unknown> {
  return new ValuesReader(text, name).read();
}

class ValuesReader {
  private readonly text: string;
  private readonly name: string;
  /** The aliases that are being followed; an anchor that holds itself would never end. */
  private readonly following = new Set<Node>();
  private fromAliases = 0;
  private anchors = new Map<string, Node>();

  constructor(text: string, name: string) {
    this.text = text;
    this.name = name;
  }

  read(): Record<string, unknown> {
    // Every scalar as text: what it means is decided here, not by the package's own idea of YAML 1.1.
    const parsed = parseAllDocuments(this.text, {
      version: '1.1',
      schema: 'failsafe',
      merge: false,
      uniqueKeys: false,
    });
    const documents = Array.isArray(parsed) ? parsed : [];
    for (const { errors } of documents) {
      const [error] = errors;
      if (error) throw this.wrong(error.message.split('\n')[0]!.replace(/ at line \d+.*$/, ''), error.pos[0]);
    }
    const [first, ...rest] = documents;
    const second = rest.find(({ contents }) => this.valueOf(contents) !== null);
    if (second) throw this.wrong('holds more than one document; Helm reads only the first', second.range[0]);
    const value = this.valueOf(first?.contents ?? null);
    if (value === null) return {};
    if (typeof value !== 'object' || Array.isArray(value)) {
      throw this.wrong(`must be a map of keys, but is ${Array.isArray(value) ? 'a list' : 'one value'}`, 0);
    }
    return value as Record<string, unknown>;
  }

  private valueOf(node: unknown): unknown {
    if (this.following.size > 0 && ++this.fromAliases > aliasLimit) {
      throw this.wrong(`aliases (*name) make it larger than ${aliasLimit} values`, 0);
    }
    if (node === null || node === undefined) return null;
    if (isAlias(node)) return this.followed(node, (target) => this.valueOf(target));
    const { anchor } = node as { anchor?: string };
    if (anchor !== undefined) this.anchors.set(anchor, node as Node);
    if (isScalar(node)) return this.jsonScalar(node as never);
    if (isSeq(node)) return node.items.map((item) => this.valueOf(item));
    const map = new Map<string, unknown>();
    this.fill(map, node as YAMLMap);
    return Object.fromEntries(map);
  }

  private followed<T>(alias: Node & { source: string }, read: (target: Node) => T): T {
    const target = this.anchors.get(alias.source);
    if (!target) throw this.wrong(`the alias *${alias.source} has no anchor &${alias.source} above it`, startOf(alias));
    if (this.following.has(target)) throw this.wrong(`the anchor &${alias.source} holds itself`, startOf(alias));
    this.following.add(target);
    try {
      return read(target);
    } finally {
      this.following.delete(target);
    }
  }

  private fill(map: Map<string, unknown>, node: YAMLMap): void {
    const own = new Set<string>();
    const { anchor } = node;
    if (anchor !== undefined) this.anchors.set(anchor, node as Node);
    for (const { key, value } of node.items) {
      if (isMergeKey(key)) {
        this.merge(map, value);
        continue;
      }
      const name = this.keyText(key);
      if (own.has(name)) throw this.wrong(`the key "${name}" is given twice`, startOf(key));
      own.add(name);
      map.set(name, this.valueOf(value));
    }
  }

  /** Of a list of maps the first one wins, so it is laid on last. */
  private merge(map: Map<string, unknown>, value: unknown): void {
    const sources = isSeq(value) ? value.items.toReversed() : [value];
    for (const source of sources) {
      const lay = (node: unknown) => {
        if (!isMap(node)) throw this.wrong('<<: takes a map, an alias of a map, or a list of them', startOf(value));
        this.fill(map, node);
      };
      if (isAlias(source)) this.followed(source, lay);
      else lay(source);
    }
  }

  private keyText(node: unknown): string {
    const isPlain = node === null || node === undefined || isScalar(node) || isAlias(node);
    const target = isAlias(node) ? this.followed(node, (found) => found) : node;
    if (!isPlain || (target && !isScalar(target)))
      throw this.wrong('a key must be text, not a map or a list', startOf(node));
    const { kind, value } = target ? this.scalar(target as never) : ({ kind: 'null', value: null } as const);
    if (kind === 'float') return floatKey(value as number);
    if (kind === 'null') throw this.wrong('a key must be text, not null; quote it', startOf(node));
    if (kind === 'integer' && Number(value) >= 2 ** 63)
      throw this.wrong('this number is too large for a key; quote it', startOf(node));
    return String(value);
  }

  /** Values become JSON on their way through Helm, and JSON has no infinity. */
  private jsonScalar(node: ScalarNode): unknown {
    const { kind, value } = this.scalar(node);
    if (kind === 'float' && !Number.isFinite(value)) {
      throw this.wrong(`${String(node.value)} is no number that a value can have; quote it`, startOf(node));
    }
    return value;
  }

  private scalar(node: ScalarNode): PlainValue {
    const text = String(node.value ?? '');
    const { anchor, tag } = node as { anchor?: string; tag?: string };
    if (anchor !== undefined) this.anchors.set(anchor, node);
    if (node.type === 'QUOTE_DOUBLE' && slashEscape.test(this.text.slice(node.range?.[0], node.range?.[1]))) {
      throw this.wrong('Helm does not read the escape \\/; write a plain /', startOf(node));
    }
    if (tag === undefined && node.type !== 'PLAIN' && node.type !== undefined) return { kind: 'text', value: text };
    const read = plainValue(text, tag);
    if (typeof read === 'string') throw this.wrong(read, startOf(node));
    return read;
  }

  private wrong(reason: string, offset: number) {
    const line = this.text.slice(0, offset).split('\n').length;
    return failures.invalidValues({ problems: `${this.name}, line ${line}: ${reason}` });
  }
}

type ScalarNode = Node & { value: unknown; type?: string };

const startOf = (node: unknown): number => (node as { range?: readonly [number, ...number[]] } | null)?.range?.[0] ?? 0;

/** Part of JSON and YAML 1.2, unknown to go-yaml. */
const slashEscape = /(?<!\\)(\\\\)*\\\//;

const isMergeKey = (key: unknown) =>
  isScalar(key) && key.value === '<<' && (key.type === 'PLAIN' || key.tag === 'tag:yaml.org,2002:merge');

/** A key that is a float, as text of single precision; source: Go strconv.FormatFloat(x, 'g', -1, 32). */
function floatKey(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf';
  let digits = 1;
  while (digits < 9 && Math.fround(Number(single.toPrecision(digits))) !== single) digits++;
  const shortest = Number(single.toPrecision(digits));
  const exponent = shortest === 0 ? 0 : Number(shortest.toExponential().split('e')[1]);
  if (exponent >= -4 && exponent < 6) return goZero(shortest, String(shortest));
  const [mantissa] = shortest.toExponential().split('e');
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

const goZero = (value: number, text: string) => (Object.is(value, -0) ? '-0' : text);

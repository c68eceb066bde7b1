import { failures } from '@brooder/contracts';
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { type Knobs, refusalsOf } from './expr/index.ts';
import { defaultsOf, mergeValues, problemsOf, type Tree } from './schema/index.ts';
import type { System } from './system/index.ts';
import { buildTree } from './tree/build-tree.ts';
import { type BrooderOverrides, type BrooderValues, values as description } from './values/index.ts';

export interface BrooderProps {
  /**
   * Name of the installation: part of every object's name and of every selector, so it never changes.
   * @default the construct's id
   */
  readonly release?: string;
  /** Namespace of the gateway. */
  readonly namespace: string;
  /**
   * What differs from the defaults; `brooder values` lists and explains every key.
   * @default - the defaults, with a small Postgres for trials
   */
  readonly values?: BrooderOverrides;
  /**
   * Who applies the manifests: the label app.kubernetes.io/managed-by.
   * @default cdk8s
   */
  readonly managedBy?: string;
  /**
   * Called once with each object: the way to what no value offers, for example `object.addJsonPatch(JsonPatch.add(…))`.
   * @default - nothing is changed
   */
  readonly transform?: (object: ApiObject) => void;
}

/**
 * The whole system in a chart of yours.
 *
 * @example
 * const chart = new Chart(app, 'warehouse');
 * new Brooder(chart, 'wh', { namespace: 'brooder', values: { replicaCount: 3, workers: { pools: { etl: { size: 'large' } } } } });
 *
 * @throws invalidValues  values that do not fit their description, or a combination that is refused; all of them at once
 */
export class Brooder extends Construct {
  /** All values, defaults filled in. */
  readonly values: BrooderValues;
  /** Names, labels and namespaces, for objects of yours that stand beside. */
  readonly system: System;

  constructor(scope: Construct, id: string, props: BrooderProps) {
    super(scope, id);
    const { release = id, namespace, managedBy = 'cdk8s', transform } = props;
    this.values = checkedValues(props.values ?? {});
    this.system = buildTree(this, {
      values: this.values as Knobs<BrooderValues>,
      release: { name: release, namespace, service: managedBy },
    });
    const refusals = refusalsOf(this);
    if (refusals.length > 0) throw failures.invalidValues({ problems: refusals.join('\n') });
    if (transform) for (const object of this.objects) transform(object);
  }

  /** Every object, in the order in which they are applied. */
  get objects(): readonly ApiObject[] {
    return this.node.findAll().filter((node): node is ApiObject => node instanceof ApiObject);
  }

  /** The only object of this kind and name. @throws when there is none, with the names there are */
  object(kind: string, name: string): ApiObject {
    const ofKind = this.objects.filter((object) => object.kind === kind);
    const found = ofKind.find((object) => object.name === name);
    if (found) return found;
    const names = ofKind.map((object) => object.name).join(', ') || 'none';
    throw new TypeError(`There is no ${kind} named ${name}. Of this kind there are: ${names}.`);
  }
}

/** The defaults with `overrides` laid over them as Helm does it, checked. @throws invalidValues */
export function checkedValues(overrides: BrooderOverrides): BrooderValues {
  const merged = mergeValues(defaultsOf(description) as Tree, overrides as Tree);
  const problems = problemsOf(description, merged);
  if (problems.length > 0) throw failures.invalidValues({ problems: problems.join('\n') });
  return merged as unknown as BrooderValues;
}

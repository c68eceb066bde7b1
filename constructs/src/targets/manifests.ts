import { failures } from '@brooder/contracts';
import { ApiObject, App, Chart, Yaml } from 'cdk8s';
import { type Knobs, refusalsOf } from '../expr/index.ts';
import { buildTree } from '../tree/build-tree.ts';
import type { BrooderValues } from '../values/index.ts';

/** Which installation the manifests are for. */
export interface Release {
  readonly name: string;
  readonly namespace: string;
  /** Value of app.kubernetes.io/managed-by. */
  readonly service: string;
}

/** Objects by concern, in the order in which they are to be applied. The concern is the file's name without `.yaml`. */
export type Manifests = ReadonlyMap<string, readonly object[]>;

/**
 * Target synth: the tree with concrete values.
 *
 * @param values  all values, checked against their schema
 * @throws invalidValues  a combination that the tree refuses; all refusals at once
 */
export function renderManifests(values: BrooderValues, release: Release): Manifests {
  const app = new App();
  const chart = new Chart(app, 'brooder');
  buildTree(chart, { values: values as Knobs<BrooderValues>, release });
  const refusals = refusalsOf(chart);
  if (refusals.length > 0) throw failures.invalidValues({ problems: refusals.join('\n') });
  const concerns = chart.node.children.map((concern) => {
    const objects = concern.node.findAll().filter((node): node is ApiObject => node instanceof ApiObject);
    return [concern.node.id, objects.map((object) => object.toJson() as object)] as const;
  });
  return new Map(concerns.filter(([, objects]) => objects.length > 0));
}

/** The text of one file of manifests. */
export const manifestText = (objects: readonly object[]): string => Yaml.stringify(...objects);

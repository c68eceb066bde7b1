import { Construct } from 'constructs';
import { type Knobs, str, type Value, whenBlock } from './expr/index.ts';
import { BrooderNamespace } from './parts/namespace.ts';
import { System } from './system/index.ts';
import type { BrooderValues } from './values/index.ts';

/** What the tree is built from: concrete values for synth, expressions for the chart. */
export interface TreeInput {
  readonly values: Knobs<BrooderValues>;
  readonly release: {
    readonly name: Value<string>;
    readonly namespace: Value<string>;
    readonly service: Value<string>;
  };
}

/** Builds the whole system below `scope`: a child for each concern, which is a file of dist/ and a folder of the chart's templates. */
export function buildTree(scope: Construct, { values, release }: TreeInput): void {
  const system = new System({
    release: release.name,
    namespace: release.namespace,
    managedBy: release.service,
    nameOverride: values.nameOverride,
    fullnameOverride: values.fullnameOverride,
    labels: values.commonLabels,
    annotations: values.commonAnnotations,
  });
  const concern = (id: string) => new Construct(scope, id);

  const namespaces = concern('namespace');
  whenBlock(namespaces, 'release', values.namespace.create, (s) => {
    new BrooderNamespace(s, 'namespace', {
      system,
      name: release.namespace,
      component: 'gateway',
      podSecurity: values.namespace.podSecurity,
    });
  });
  void str;
}

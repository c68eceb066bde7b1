import type { Knobs, Value } from '../expr/index.ts';
import type { System } from '../system/index.ts';
import type { BrooderValues } from '../values/index.ts';

/** What the tree is built from: concrete values for synth, expressions for the chart. */
export interface TreeInput {
  readonly values: Knobs<BrooderValues>;
  readonly release: {
    readonly name: Value<string>;
    readonly namespace: Value<string>;
    /** Value of app.kubernetes.io/managed-by. */
    readonly service: Value<string>;
  };
}

/** What each concern of the tree gets. */
export interface TreeContext extends TreeInput {
  readonly system: System;
}

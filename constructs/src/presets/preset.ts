import type { BrooderOverrides } from '../values/index.ts';

/** Values for one purpose: a values file of the chart, a test case, or a folder of dist/. */
export interface Preset {
  /** Path below the chart, for example `ci/keda.yaml`. */
  readonly file: string;
  /** What it is for and what it needs, in full sentences; the head of the file. */
  readonly about: string;
  readonly values: BrooderOverrides;
}

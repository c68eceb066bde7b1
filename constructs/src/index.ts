/** Typed cdk8s constructs of Brooder's manifests, for `cdk8s synth`, for the Helm chart, and for import into other infrastructure code. */
export { Brooder, type BrooderProps, checkedValues } from './brooder.ts';
/** The vocabulary for trees that are both manifests and a chart. */
export * as expr from './expr/index.ts';
/** Every part alone, with its props. */
export * from './parts/index.ts';
export { localSeed, type Preset, presets } from './presets/index.ts';
export * from './schema/index.ts';
export { chartVersion, System, type SystemProps, version } from './system/index.ts';
export { type ChartFiles, chartTemplates } from './targets/chart-files.ts';
export { chartMark, chartPackage, presetText } from './targets/chart-package.ts';
export { type Manifests, manifestText, type Release, renderManifests } from './targets/manifests.ts';
export { type BrooderOverrides, type BrooderValues, values } from './values/index.ts';
export { renamedKeys, renamedText } from './values/renamed-keys.ts';

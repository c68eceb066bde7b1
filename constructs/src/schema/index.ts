/** Everything that is made from one typed description of the values. */
export { defaultsOf } from './defaults.ts';
export { explainKey, type KeyExplanation, nearestKey } from './explain-key.ts';
export { formHints } from './form-hints.ts';
export { type JsonSchema, jsonSchemaOf } from './json-schema.ts';
export { mergeOverrides, mergeValues, type Tree } from './merge.ts';
export { nearestKeys } from './nearest-keys.ts';
export * from './nodes.ts';
export { type DescribedPath, pathsOf } from './paths.ts';
export { problemsOf } from './problems.ts';
export { parseSet, type SetKind } from './set-text.ts';
export { type SettingOverrides, type SettingValue, settingNode, settingsWithChartPath } from './setting-node.ts';
export { textForms } from './text-forms.ts';
export { valuesTable } from './values-table.ts';
export { valuesYaml } from './values-yaml.ts';

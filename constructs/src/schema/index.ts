/** Everything that is made from one typed description of the values. */
export { defaultsOf } from './defaults.ts';
export { type JsonSchema, jsonSchemaOf } from './json-schema.ts';
export { mergeOverrides, mergeValues, type Tree } from './merge.ts';
export * from './nodes.ts';
export { problemsOf } from './problems.ts';
export { parseSet, type SetKind } from './set-text.ts';
export { textForms } from './text-forms.ts';

import { isMap } from './merge.ts';
import type { TextForm, ValueNode } from './nodes.ts';
import { patternOf, textForms } from './text-forms.ts';

/**
 * A line in plain words for each text and each key of a map that has not the form it must have: `drain must be a duration such as 250ms,
 * 30s, 15m or 1h`. Beside the lines of `problemsOf`, which show the pattern.
 */
export function formHints(node: ValueNode<unknown>, values: unknown, path = ''): string[] {
  const at = (key: string) => (path === '' ? key : `${path}.${key}`);
  if (node.kind === 'text') {
    const wrong = node.form && typeof values === 'string' && !fits(values, node.form, node.mayBeEmpty ?? true);
    return wrong ? [`${path} must be ${textForms[node.form!].meaning}`] : [];
  }
  if (node.kind === 'list') {
    return Array.isArray(values) ? values.flatMap((item, i) => formHints(node.item, item, at(String(i)))) : [];
  }
  if (!isMap(values)) return [];
  if (node.kind === 'group') {
    return Object.entries(node.fields).flatMap(([key, field]) => formHints(field, values[key], at(key)));
  }
  if (node.kind !== 'map') return [];
  const { keyForm, item } = node;
  return Object.entries(values).flatMap(([key, value]) =>
    keyForm && !fits(key, keyForm, false)
      ? [`${at(key)}: the key must be ${textForms[keyForm].meaning}`]
      : formHints(item, value, at(key)),
  );
}

function fits(text: string, form: TextForm, mayBeEmpty: boolean): boolean {
  const { maxLength = Infinity } = textForms[form];
  return text.length <= maxLength && new RegExp(patternOf(form, mayBeEmpty), 'u').test(text);
}

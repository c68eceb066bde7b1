import { Expr, holdsExpr, isExpr, operand, pipeline, type Value } from './expr.ts';
import type { TextMap } from './merged.ts';

/**
 * The entries whose text is not empty. In a chart the map is long and stands in several places, so it is a named template: whoever writes the
 * chart puts `filledMapTemplate(name, entries)` into its helper file.
 *
 * @param name  of the template, such as `brooder.gatewaySettings`
 */
export function filledMap(name: string, entries: TextMap): Value<Readonly<Record<string, string>>> {
  if (holdsExpr(entries)) return new Expr(`(include "${name}" $ | fromJson)`, 'tree');
  const filled = Object.entries(entries).filter(([, text]) => text !== undefined && text !== '');
  return Object.fromEntries(filled) as Readonly<Record<string, string>>;
}

/** The named template behind `filledMap`, with a line for each entry. */
export const filledMapTemplate = (name: string, entries: TextMap): string => {
  const lines = Object.entries(entries)
    .map(([key, text]) => [key, isExpr(text) ? pipeline(text) : operand(text ?? '')])
    .map(([key, text]) => `{{- with ${text} }}{{ $_ := set $filled ${operand(key)} . }}{{ end }}`);
  return [`{{- define "${name}" }}`, '{{- $filled := dict }}', ...lines, '{{- toRawJson $filled }}', '{{- end }}'].join(
    '\n',
  );
};

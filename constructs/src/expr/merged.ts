import { fold, isExpr, type Value } from './expr.ts';

export type TextMap = Readonly<Record<string, Value<string> | undefined>>;

/**
 * One map out of several, a later one wins key by key. Not Sprig's `mergeOverwrite`: that one ignores empty values, so a label could not
 * be set to "".
 */
export const merged = <T = string>(
  ...maps: readonly (Value<Readonly<Record<string, T>>> | TextMap)[]
): Value<Readonly<Record<string, T>>> => {
  const [only] = maps;
  if (maps.length === 1 && isExpr(only)) return only as Value<Readonly<Record<string, T>>>;
  return fold(
    maps,
    'tree',
    // Not `Object.assign`: a key named __proto__ is a key like any other.
    (...all) => Object.fromEntries(all.flatMap(presentEntries)) as Readonly<Record<string, T>>,
    (...all) => `include "brooder.merged" (list ${all.join(' ')}) | fromJson`,
  );
};

const presentEntries = (map: unknown): [string, unknown][] =>
  Object.entries(map ?? {}).filter(([, value]) => value !== undefined && value !== null);

/** The named template behind `merged`, for the chart's helper file. */
export const mergedTemplate = `{{- define "brooder.merged" }}
{{- $out := dict }}
{{- range $map := . }}{{ range $key, $value := $map }}{{ if not (kindIs "invalid" $value) }}{{ $_ := set $out $key $value }}{{ end }}{{ end }}{{ end }}
{{- toRawJson $out }}
{{- end }}`;

import { fold, type Value } from './expr.ts';

/** A record for each item of a list: the item under `key`, beside `rest`. `recordsOf([443], 'port')` is `[{ port: 443 }]`. */
export const recordsOf = <T>(
  list: Value<readonly T[]>,
  key: string,
  rest: Readonly<Record<string, string>> = {},
): Value<readonly object[]> =>
  fold(
    [list, key, rest] as const,
    'tree',
    (items) => ((items as readonly T[] | undefined) ?? []).map((item) => ({ ...rest, [key]: item })),
    (...operands) => `include "brooder.recordsOf" (list ${operands.join(' ')}) | fromJsonArray`,
  );

/** The named template behind `recordsOf`, for the chart's helper file. */
export const recordsOfTemplate = `{{- define "brooder.recordsOf" }}
{{- $call := . }}{{ $out := list }}
{{- range $item := index $call 0 }}{{ $out = append $out (merge (dict (index $call 1) $item) (index $call 2)) }}{{ end }}
{{- toRawJson $out }}
{{- end }}`;

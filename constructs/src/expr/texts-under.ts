import { fold, type Value } from './expr.ts';

/** The text under `key` of each item that has one: `textsUnder(containers, 'image')`. */
export const textsUnder = (list: Value<readonly object[] | undefined>, key: string): Value<readonly string[]> =>
  fold(
    [list, key] as const,
    'tree',
    (items) =>
      ((items as readonly object[] | undefined) ?? []).flatMap((item) => {
        const text = (item as Readonly<Record<string, unknown>>)[key];
        return typeof text === 'string' ? [text] : [];
      }),
    (items, name) => `include "brooder.textsUnder" (list ${items} ${name}) | fromJsonArray`,
  );

/** The named template behind `textsUnder`, for the chart's helper file. */
export const textsUnderTemplate = `{{- define "brooder.textsUnder" }}
{{- $call := . }}{{ $out := list }}
{{- range $item := index $call 0 }}{{ $text := index $item (index $call 1) }}{{ if kindIs "string" $text }}{{ $out = append $out $text }}{{ end }}{{ end }}
{{- toRawJson $out }}
{{- end }}`;

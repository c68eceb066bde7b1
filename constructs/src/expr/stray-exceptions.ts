import { fold, type Value } from './expr.ts';

/** An address range with ranges that are taken out of it. */
interface Place {
  readonly cidr: string;
  readonly except?: readonly string[];
}

/** How many IPv4 addresses a prefix of 0 to 32 bits spans. */
const spans = Array.from({ length: 33 }, (_, prefix) => 2 ** (32 - prefix));

/**
 * Exceptions that are not a real part of their range, with commas between; '' when all is well. Kubernetes takes no NetworkPolicy with such
 * an exception. Two IPv6 ranges are not compared: a template cannot count so far.
 */
export const strayExceptions = (places: Value<readonly Place[]>): Value<string> =>
  fold(
    [places] as const,
    'text',
    (list) => list.flatMap(({ cidr, except = [] }) => except.filter((inner) => isStray(inner, cidr))).join(', '),
    (list) => `include "brooder.strayExceptions" ${list}`,
  );

function isStray(inner: string, outer: string): boolean {
  const [small, large] = [rangeOf(inner), rangeOf(outer)];
  if (small.v6 || large.v6) return small.v6 !== large.v6;
  const span = spans[large.prefix]!;
  return small.prefix <= large.prefix || Math.floor(small.number / span) !== Math.floor(large.number / span);
}

function rangeOf(cidr: string) {
  const [address = '', prefix] = cidr.split('/');
  const number = address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  return { v6: address.includes(':'), prefix: Number(prefix), number };
}

/** The named template behind `strayExceptions`, for the chart's helper file. */
export const strayExceptionsTemplate = `{{- define "brooder.addressNumber" }}
{{- $number := 0 }}{{ range splitList "." (first (splitList "/" .)) }}{{ $number = add (mul $number 256) (int64 .) }}{{ end }}{{ $number }}
{{- end }}

{{- define "brooder.strayExceptions" }}
{{- $stray := list }}
{{- range $place := . }}{{ range $inner := $place.except }}
{{- if or (contains ":" $inner) (contains ":" $place.cidr) }}
{{- if not (and (contains ":" $inner) (contains ":" $place.cidr)) }}{{ $stray = append $stray $inner }}{{ end }}
{{- else }}
{{- $large := int (last (splitList "/" $place.cidr)) }}
{{- $span := index (list ${spans.join(' ')}) $large }}
{{- $same := eq (div (include "brooder.addressNumber" $inner) $span) (div (include "brooder.addressNumber" $place.cidr) $span) }}
{{- if or (le (int (last (splitList "/" $inner))) $large) (not $same) }}{{ $stray = append $stray $inner }}{{ end }}
{{- end }}
{{- end }}{{ end }}
{{- join ", " $stray }}
{{- end }}`;

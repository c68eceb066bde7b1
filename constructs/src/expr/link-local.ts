import { fold, type Value } from './expr.ts';

/**
 * Addresses of one machine's own link, where clouds put the service that hands out credentials: 169.254.169.254 and fd00:ec2::254. A worker
 * runs tenants' SQL and must never reach them.
 */
const linkLocal = { v4: '169.254.0.0/16', v6: ['fe80::/10', 'fd00:ec2::254/128'] };
/** The first two bytes of 169.254.0.0/16 as one number. */
const block = 169 * 256 + 254;
/** How many such numbers a prefix of 0 to 15 bits spans. */
const spans = Array.from({ length: 16 }, (_, prefix) => 2 ** (16 - prefix));

/** What of `cidr` must stay closed; NetworkPolicy takes only exceptions that lie inside the range. */
export const closedWithin = (cidr: Value<string>): Value<readonly string[]> =>
  fold([cidr] as const, 'tree', closedRanges, (c) => `include "brooder.closedWithin" ${c} | fromJsonArray`);

function closedRanges(cidr: string): readonly string[] {
  const { v6, prefix, number } = parts(cidr);
  if (v6) return cidr === '::/0' ? linkLocal.v6 : [];
  const span = spans[prefix];
  return span !== undefined && Math.floor(number / span) === Math.floor(block / span) ? [linkLocal.v4] : [];
}

/**
 * Of these places the ranges that may not be opened at all, with commas between; '' when all is well. A wide IPv6 range other than ::/0 is
 * among them, because nobody can say what it holds.
 */
export const linkLocalAmong = (places: Value<readonly { readonly cidr: string }[]>): Value<string> =>
  fold(
    [places] as const,
    'text',
    (list) =>
      list
        .map(({ cidr }) => cidr)
        .filter(closedWhole)
        .join(', '),
    (list) => `include "brooder.linkLocalAmong" ${list}`,
  );

function closedWhole(cidr: string): boolean {
  const { v6, prefix, number } = parts(cidr);
  if (v6) return cidr !== '::/0' && (prefix < 16 || reservedV6.test(cidr));
  return prefix >= 16 && number === block;
}

const reservedV6 = /^([fF][eE][89aAbB]|[fF][dD]00:)/;

function parts(cidr: string) {
  const [address = '', prefix] = cidr.split('/');
  const [first, second] = address.split('.');
  return { v6: address.includes(':'), prefix: Number(prefix), number: Number(first) * 256 + Number(second) };
}

const head = `{{- $parts := splitList "/" . }}{{ $address := first $parts }}{{ $prefix := int (last $parts) }}`;
const number = `{{- $bytes := splitList "." $address }}{{ $number := add (mul (int (first $bytes)) 256) (int (index $bytes 1)) }}`;

/** The named templates behind the two functions, for the chart's helper file. */
export const linkLocalTemplates = `{{- define "brooder.closedWithin" }}
${head}
{{- if contains ":" $address }}{{ if eq . "::/0" }}${JSON.stringify(linkLocal.v6)}{{ else }}[]{{ end }}
{{- else if gt $prefix 15 }}[]
{{- else }}
${number}
{{- $span := index (list ${spans.join(' ')}) $prefix }}
{{- if eq (div $number $span) (div ${block} $span) }}["${linkLocal.v4}"]{{ else }}[]{{ end }}
{{- end }}
{{- end }}

{{- define "brooder.linkLocalAmong" }}
{{- $found := list }}
{{- range . }}{{ with .cidr }}
${head}
{{- if contains ":" $address }}
{{- if and (ne . "::/0") (or (lt $prefix 16) (regexMatch "${reservedV6.source}" .)) }}{{ $found = append $found . }}{{ end }}
{{- else }}
${number}
{{- if and (gt $prefix 15) (eq $number ${block}) }}{{ $found = append $found . }}{{ end }}
{{- end }}
{{- end }}{{ end }}
{{- join ", " $found }}
{{- end }}`;

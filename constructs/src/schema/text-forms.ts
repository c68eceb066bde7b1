import type { TextForm } from './nodes.ts';

interface FormRule {
  /**
   * Source of a regular expression for the whole text, without anchors. It must mean the same in Go (RE2) and in JavaScript: no
   * look-around, no `\s` or `\w`, classes of ASCII characters only.
   */
  readonly pattern: string;
  /** In characters, where the pattern cannot count. */
  readonly maxLength?: number;
  /** What a person reads: "must be …". */
  readonly meaning: string;
}

const byte = '(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const hex = '[0-9a-fA-F]{1,4}';
const afterScheme = '(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?([/?#][!-~]*)?';
/** `::` stands for one or more groups of zeros, at one place; source: RFC 4291 §2.2. The form with an IPv4 tail is left out. */
const ipv6 = [
  `(${hex}:){7}${hex}`,
  `(${hex}:){1,7}:`,
  ...[1, 2, 3, 4, 5, 6].map((after) => `(${hex}:){1,${7 - after}}(:${hex}){1,${after}}`),
  `:(:${hex}){1,7}`,
  '::',
].join('|');
const label = '[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?';

export const textForms: Readonly<Record<TextForm, FormRule>> = {
  // Source: Kubernetes, apimachinery/pkg/api/resource, "The serialization format". Amounts are never negative here.
  quantity: {
    pattern: '([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][-+]?[0-9]+)?',
    meaning: 'a Kubernetes quantity such as 500m, 2 or 4Gi',
  },
  // The suffixes that the settings table reads alike.
  bytes: { pattern: '[0-9]+(\\.[0-9]+)?(Ki|Mi|Gi)?', meaning: 'a size such as 512Mi or 4Gi' },
  duration: { pattern: '[0-9]+(ms|s|m|h)', meaning: 'a duration such as 250ms, 30s, 15m or 1h' },
  cidr: {
    pattern: `(${byte}\\.){3}${byte}/(3[0-2]|[12]?[0-9])|(${ipv6})/(12[0-8]|1[01][0-9]|[1-9]?[0-9])`,
    meaning: 'an address range such as 10.0.0.0/8 or fd00::/8',
  },
  // Source: RFC 1123; Kubernetes, "Object Names and IDs".
  dnsLabel: { pattern: label, meaning: 'at most 63 lower-case letters, digits and inner dashes' },
  dnsSubdomain: {
    pattern: `${label}(\\.${label})*`,
    maxLength: 253,
    meaning: 'DNS labels joined by dots, at most 253 characters',
  },
  // No user and password: a URL is shown in logs and manifests.
  httpUrl: {
    pattern: `https?://${afterScheme}`,
    meaning: 'an http:// or https:// URL without user and password',
  },
  httpsUrl: { pattern: `https://${afterScheme}`, meaning: 'an https:// URL without user and password' },
  workerRole: { pattern: 'Dual|ReadOnly|WriteOnly', meaning: 'Dual, ReadOnly or WriteOnly' },
  imageDigest: { pattern: 'sha256:[0-9a-f]{64}', meaning: 'sha256: and 64 hexadecimal digits' },
};

/** @param mayBeEmpty  '' passes too */
export const patternOf = (form: TextForm, mayBeEmpty: boolean): string =>
  `^(${textForms[form].pattern})${mayBeEmpty ? '?' : ''}$`;

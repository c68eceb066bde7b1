/**
 * What never reaches a log, taken out at the one place every line passes. Fields are removed by name wherever they stand one or two
 * levels deep; text is searched for the shapes secrets have.
 */

import { type Setting, settings } from '@brooder/contracts';

const secretSettings = Object.entries(settings).filter(
  ([, setting]: [string, Setting]) => setting.secret !== undefined,
);

const names = [
  ...secretSettings.map(([name]) => name),
  'password',
  'secret',
  'bearer',
  'token',
  'ticket',
  'authorization',
  'cookie',
  'verifier',
  'cancelSecret',
  'storage',
  'secretAccessKey',
  'connectionString',
  'key',
  'x-brooder-internal-secret',
];

/** Paths for pino's `redact`: the name itself, and under any one field. */
export const redactedPaths = names.flatMap((name) => {
  const path = /^\w+$/.test(name) ? name : `["${name}"]`;
  return [path, path.startsWith('[') ? `*${path}` : `*.${path}`];
});

/** SQL is told only by `--log-sql`. */
export const sqlPaths = ['sql', '*.sql', 'statement', '*.statement'];

const shapes: readonly [RegExp, string][] = [
  // user:password@host of any connection string
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@"]+):[^\s/@"]+@/gi, '$1:[secret]@'],
  [/\b(bearer|basic)\s+[a-z0-9+/_=.-]{8,}/gi, '$1 [secret]'],
  [/SCRAM-SHA-256\$[^\s"]+/g, 'SCRAM-SHA-256$[secret]'],
  [/((?:X-Amz-(?:Signature|Security-Token|Credential)|[?&](?:sig|token|signature))=)[^&\s"\\]+/gi, '$1[secret]'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----/gs, '[private key]'],
];

/** One line of JSON without anything that has a secret's shape. */
export function scrub(line: string): string {
  let clean = line;
  for (const [shape, instead] of shapes) clean = clean.replace(shape, instead);
  return clean;
}

import { isAbsolute, normalize } from 'node:path';
import { failures, type Warehouse, type WarehouseKind } from '@brooder/contracts';
import { parseEndpoint } from '../storage/index.ts';

/** Options each kind asks for, all of them; the keys are those of `Warehouse`. */
const optionsOf = {
  memory: [],
  'duckdb-file': ['path'],
  ducklake: ['metadata', 'dataPath'],
  iceberg: ['endpoint', 'warehouse'],
} as const satisfies { [K in WarehouseKind]: readonly Exclude<keyof Extract<Warehouse, { kind: K }>, 'kind'>[] };

/** Options that a warehouse in an object store may have: what it says itself comes before the settings of the same name. */
const optional: { readonly [name: string]: { expected: string; is(value: string): boolean } } = {
  s3Endpoint: {
    expected: '"host:port", or such with http:// or https:// before it',
    is: (value) => parseEndpoint(value) !== undefined,
  },
  s3Region: { expected: 'a region such as eu-central-1', is: (value) => /^[A-Za-z0-9-]{1,64}$/.test(value) },
  s3UrlStyle: { expected: '"path" or "vhost"', is: (value) => value === 'path' || value === 'vhost' },
  s3UseSsl: { expected: '"true" or "false"', is: (value) => value === 'true' || value === 'false' },
};
const takesOptional: ReadonlySet<WarehouseKind> = new Set(['ducklake', 'iceberg']);

/** `password=…` in a connection string, or `user:password@` in an address. */
const passwordInside = /password\s*=|:\/\/[^/@\s]*:[^/@\s]*@/i;

/** @throws invalidRequest  an option is missing, unknown, or holds a secret, which has its place elsewhere */
export function checkWarehouseOptions(kind: WarehouseKind, options: Readonly<Record<string, string>>): void {
  const needed: readonly string[] | undefined = Object.hasOwn(optionsOf, kind) ? optionsOf[kind] : undefined;
  if (!needed) throw refused(`A warehouse must be one of ${Object.keys(optionsOf).join(', ')}.`);
  const known = [...needed, ...(takesOptional.has(kind) ? Object.keys(optional) : [])];
  for (const name of needed) {
    if (!options[name]) throw refused(`A warehouse of kind ${kind} needs the option "${name}".`);
  }
  for (const [name, value] of Object.entries(options)) {
    if (!known.includes(name)) {
      throw refused(
        `A warehouse of kind ${kind} takes no option "${name.slice(0, 64)}"; it takes: ${known.join(', ') || 'none'}.`,
      );
    }
    if (passwordInside.test(value)) throw refused(`The option "${name}" holds a password; give it as a credential.`);
    if (!needed.includes(name) && !optional[name]!.is(value))
      throw refused(`The option "${name}" must be ${optional[name]!.expected}.`);
  }
  const path = options.path;
  if (kind === 'duckdb-file' && path !== undefined && (!isAbsolute(path) || normalize(path) !== path)) {
    throw refused('The option "path" must be an absolute path without "." and "..".');
  }
}

const refused = (reason: string) => failures.invalidRequest({ reason });

import { isAbsolute, normalize } from 'node:path';
import { failures, type Warehouse, type WarehouseKind } from '@brooder/contracts';

/** Options each kind asks for, all of them, and no others; the keys are those of `Warehouse`. */
const optionsOf = {
  memory: [],
  'duckdb-file': ['path'],
  ducklake: ['metadata', 'dataPath'],
  iceberg: ['endpoint', 'warehouse'],
} as const satisfies { [K in WarehouseKind]: readonly Exclude<keyof Extract<Warehouse, { kind: K }>, 'kind'>[] };

/** `password=…` in a connection string, or `user:password@` in an address. */
const passwordInside = /password\s*=|:\/\/[^/@\s]*:[^/@\s]*@/i;

/** @throws invalidRequest  an option is missing, unknown, or holds a secret, which has its place elsewhere */
export function checkWarehouseOptions(kind: WarehouseKind, options: Readonly<Record<string, string>>): void {
  const known: readonly string[] | undefined = Object.hasOwn(optionsOf, kind) ? optionsOf[kind] : undefined;
  if (!known) throw refused(`A warehouse must be one of ${Object.keys(optionsOf).join(', ')}.`);
  for (const name of known) {
    if (!options[name]) throw refused(`A warehouse of kind ${kind} needs the option "${name}".`);
  }
  for (const [name, value] of Object.entries(options)) {
    if (!known.includes(name)) {
      throw refused(
        `A warehouse of kind ${kind} takes no option "${name.slice(0, 64)}"; it takes: ${known.join(', ') || 'none'}.`,
      );
    }
    if (passwordInside.test(value)) throw refused(`The option "${name}" holds a password; give it as a credential.`);
  }
  const path = options.path;
  if (kind === 'duckdb-file' && path !== undefined && (!isAbsolute(path) || normalize(path) !== path)) {
    throw refused('The option "path" must be an absolute path without "." and "..".');
  }
}

const refused = (reason: string) => failures.invalidRequest({ reason });

import { failures, objectStoreOf, type SecretReference, type WarehouseSecretName } from '@brooder/contracts';
import type { WarehouseRow } from '../store/index.ts';

/** Values of a warehouse's own credentials, for the time of one activation. */
export type OwnSecrets = Readonly<Partial<Record<WarehouseSecretName, string>>>;

/** The value under one key of a Secret; undefined when the Secret or the key is not there. */
export type ReadSecret = (reference: SecretReference, signal: AbortSignal) => Promise<string | undefined>;

const secretsOfStore = {
  s3: ['s3AccessKeyId', 's3SecretAccessKey'],
  azure: ['azureConnectionString'],
  gcs: ['gcsKeyId', 'gcsSecret'],
} as const satisfies Record<string, readonly WarehouseSecretName[]>;

/**
 * Reads what the worker of `row` needs, and nothing else. What is missing is said: the operator's credentials must not step in for the
 * ones that a warehouse names.
 *
 * @param read  absent on a cluster without Secrets
 * @throws activationFailed  with the reference, never with a value
 */
export async function readOwnSecrets(
  row: WarehouseRow,
  read: ReadSecret | undefined,
  signal: AbortSignal,
): Promise<OwnSecrets> {
  const entries = neededBy(row).flatMap((name) => {
    const reference = row.secrets?.[name];
    return reference ? [[name, reference] as const] : [];
  });
  const values = entries.map(async ([name, reference]) => {
    const place = `key "${reference.key}" of the Secret ${reference.namespace}/${reference.name}`;
    if (!read)
      throw refused(
        row,
        `its ${name} is in ${place}, and this gateway runs where there are no Secrets (--cluster process)`,
      );
    const value = await read(reference, signal);
    if (!value)
      throw refused(row, `its ${name} should be in ${place}, which ${value === '' ? 'is empty' : 'does not exist'}`);
    return [name, value] as const;
  });
  return Object.fromEntries(await Promise.all(values));
}

function neededBy({ kind, options }: WarehouseRow): readonly WarehouseSecretName[] {
  switch (kind) {
    case 'memory':
    case 'duckdb-file':
      return [];
    case 'iceberg':
      return Object.values(secretsOfStore).flat();
    case 'ducklake': {
      const store = objectStoreOf(options.dataPath ?? '');
      return [
        ...(store === undefined ? [] : secretsOfStore[store]),
        ...(isPostgres(options.metadata ?? '') ? (['metadataStorePassword'] as const) : []),
      ];
    }
  }
}

const isPostgres = (metadata: string) => metadata.startsWith('postgres:');

/**
 * A metadata store's connection string with its password: `postgres:host=… dbname=…` or `postgres:postgresql://user@host/…`.
 * Source of the quoting: libpq, "Connection Strings".
 */
export function withPassword(metadata: string, password: string | undefined): string {
  if (password === undefined || !isPostgres(metadata)) return metadata;
  const address = /^(postgres:postgres(?:ql)?:\/\/[^@/]*)@(.*)$/s.exec(metadata);
  if (address) return `${address[1]}:${encodeURIComponent(password)}@${address[2]}`;
  return `${metadata} password='${password.replaceAll(/[\\']/g, '\\$&')}'`;
}

const refused = (row: WarehouseRow, reason: string) => failures.activationFailed({ org: row.org, reason });

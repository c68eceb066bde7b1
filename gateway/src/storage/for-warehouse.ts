import { failures, objectStoreOf, type S3Credentials, type StorageCredentials } from '@brooder/contracts';
import type { WarehouseRow } from '../store/index.ts';
import { parseEndpoint } from './endpoint.ts';
import type { OwnSecrets } from './own-secrets.ts';

/**
 * The part of the operator's credentials that the worker of `row` needs. What the warehouse says itself comes first, value by value.
 * Undefined for a warehouse in no object store: its worker must not hold a credential that it has no use for.
 *
 * @throws activationFailed  one half of a key pair
 */
export function storageForWarehouse(
  row: WarehouseRow,
  operators: StorageCredentials,
  own: OwnSecrets = {},
): StorageCredentials | undefined {
  const { kind, options } = row;
  if (kind === 'memory' || kind === 'duckdb-file') return undefined;
  const store = kind === 'ducklake' ? objectStoreOf(options.dataPath ?? '') : 'unknown';
  const takes = (name: keyof StorageCredentials) => store === name || store === 'unknown';
  const s3: S3Credentials = { ...operators.s3, ...ownS3(options, own) };
  const azure = own.azureConnectionString ? { connectionString: own.azureConnectionString } : operators.azure;
  const gcs = ownGcs(row, operators, own);
  if ((s3.accessKeyId === undefined) !== (s3.secretAccessKey === undefined))
    throw halfPair(row, 's3AccessKeyId', 's3SecretAccessKey');
  const storage: StorageCredentials = {
    ...(takes('s3') && Object.keys(s3).length > 0 && { s3 }),
    ...(takes('azure') && azure && { azure }),
    ...(takes('gcs') && gcs && { gcs }),
  };
  return Object.keys(storage).length === 0 ? undefined : storage;
}

/** Checked when the warehouse was written (`checkWarehouseOptions`). */
function ownS3(options: WarehouseRow['options'], own: OwnSecrets): S3Credentials {
  const { s3Endpoint, s3Region, s3UrlStyle, s3UseSsl } = options;
  const endpoint = s3Endpoint === undefined ? undefined : parseEndpoint(s3Endpoint);
  return {
    ...(endpoint && { endpoint: endpoint.host }),
    ...(endpoint?.useSsl !== undefined && { useSsl: endpoint.useSsl }),
    ...(s3UseSsl !== undefined && { useSsl: s3UseSsl === 'true' }),
    ...(s3Region !== undefined && { region: s3Region }),
    ...((s3UrlStyle === 'path' || s3UrlStyle === 'vhost') && { urlStyle: s3UrlStyle }),
    ...(own.s3AccessKeyId && { accessKeyId: own.s3AccessKeyId }),
    ...(own.s3SecretAccessKey && { secretAccessKey: own.s3SecretAccessKey }),
  };
}

function ownGcs(row: WarehouseRow, operators: StorageCredentials, own: OwnSecrets): StorageCredentials['gcs'] {
  const keyId = own.gcsKeyId ?? operators.gcs?.keyId;
  const secret = own.gcsSecret ?? operators.gcs?.secret;
  if (keyId !== undefined && secret !== undefined) return { keyId, secret };
  if (keyId !== undefined || secret !== undefined) throw halfPair(row, 'gcsKeyId', 'gcsSecret');
  return undefined;
}

const halfPair = (row: WarehouseRow, first: string, second: string) =>
  failures.activationFailed({ org: row.org, reason: `its ${first} and ${second} go together, and only one is given` });

import { objectStoreOf, type S3Credentials, type StorageCredentials } from '@brooder/contracts';
import type { WarehouseRow } from '../store/index.ts';
import { parseEndpoint } from './endpoint.ts';

/**
 * The part of the operator's credentials that the worker of `row` needs. What the warehouse says itself comes first, value by value.
 * Undefined for a warehouse in no object store: its worker must not hold a credential that it has no use for.
 */
export function storageForWarehouse(row: WarehouseRow, operators: StorageCredentials): StorageCredentials | undefined {
  const { kind, options } = row;
  if (kind === 'memory' || kind === 'duckdb-file') return undefined;
  const store = kind === 'ducklake' ? objectStoreOf(options.dataPath ?? '') : 'unknown';
  const takes = (name: keyof StorageCredentials) => store === name || store === 'unknown';
  const s3: S3Credentials = { ...operators.s3, ...ownS3(options) };
  const storage: StorageCredentials = {
    ...(takes('s3') && Object.keys(s3).length > 0 && { s3 }),
    ...(takes('azure') && operators.azure && { azure: operators.azure }),
    ...(takes('gcs') && operators.gcs && { gcs: operators.gcs }),
  };
  return Object.keys(storage).length === 0 ? undefined : storage;
}

/** Checked when the warehouse was written (`checkWarehouseOptions`). */
function ownS3(options: WarehouseRow['options']): S3Credentials {
  const { s3Endpoint, s3Region, s3UrlStyle, s3UseSsl } = options;
  const endpoint = s3Endpoint === undefined ? undefined : parseEndpoint(s3Endpoint);
  return {
    ...(endpoint && { endpoint: endpoint.host }),
    ...(endpoint?.useSsl !== undefined && { useSsl: endpoint.useSsl }),
    ...(s3UseSsl !== undefined && { useSsl: s3UseSsl === 'true' }),
    ...(s3Region !== undefined && { region: s3Region }),
    ...((s3UrlStyle === 'path' || s3UrlStyle === 'vhost') && { urlStyle: s3UrlStyle }),
  };
}

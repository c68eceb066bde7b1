/** Object stores that warehouses live in: their credentials, and which of them a path belongs to. */

/** Credentials of one operator for the object stores. Never logged, never in an error, never in the config store. */
export interface StorageCredentials {
  s3?: S3Credentials;
  azure?: { connectionString: string };
  /** HMAC key, for the S3-compatible interface of Google Cloud Storage. */
  gcs?: { keyId: string; secret: string };
}

export interface S3Credentials {
  /** `host` or `host:port`, without a scheme. Absent: AWS's own. */
  endpoint?: string;
  region?: string;
  urlStyle?: 'path' | 'vhost';
  useSsl?: boolean;
  accessKeyId?: string;
  secretAccessKey?: string;
}

export type ObjectStore = keyof StorageCredentials;

/** The DuckDB extension that reads and writes each object store, and that knows its kind of secret. */
export const extensionOfStore = { s3: 'httpfs', gcs: 'httpfs', azure: 'azure' } as const satisfies Record<
  ObjectStore,
  string
>;

/** Schemes as DuckDB's extensions read them; source: duckdb-httpfs `S3FileSystem::CanHandleFile`, duckdb-azure's README. */
const storeOfScheme: Readonly<Record<string, ObjectStore>> = {
  s3: 's3',
  s3a: 's3',
  s3n: 's3',
  gs: 'gcs',
  gcs: 'gcs',
  az: 'azure',
  azure: 'azure',
  abfs: 'azure',
  abfss: 'azure',
};

/** The object store that `path` lies in; undefined for a path on disk or of an unknown scheme. */
export function objectStoreOf(path: string): ObjectStore | undefined {
  const scheme = /^([a-z0-9]+):\/\//i.exec(path)?.[1]?.toLowerCase();
  return scheme !== undefined && Object.hasOwn(storeOfScheme, scheme) ? storeOfScheme[scheme] : undefined;
}

/** Object-store credentials of an activation as DuckDB secrets, made before the lock and never written to disk. */
import {
  extensionOfStore,
  type ObjectStore,
  objectStoreOf,
  type StorageCredentials,
  type Warehouse,
} from '@brooder/contracts';
import { quoteText } from '../sql-text.ts';

export interface StoragePlan {
  /** Extensions that must have been loaded at start. */
  needs: readonly string[];
  /** `create` holds credentials: neither it nor DuckDB's error about it is passed on. */
  secrets: readonly { store: ObjectStore; create: string }[];
}

/** What `warehouse` needs of `storage`: a warehouse on disk or in memory needs nothing, whatever was sent. */
export function storagePlan(warehouse: Warehouse, storage: StorageCredentials = {}): StoragePlan {
  const given = objectStores.filter((store) => storage[store] !== undefined);
  switch (warehouse.kind) {
    case 'memory':
    case 'duckdb-file':
      return { needs: [], secrets: [] };
    case 'ducklake': {
      const store = objectStoreOf(warehouse.dataPath);
      if (store === undefined) return { needs: [], secrets: [] };
      const secrets = given.includes(store) ? [secret(store, storage, warehouse.dataPath)] : [];
      return { needs: [extensionOfStore[store]], secrets };
    }
    case 'iceberg':
      // Where its tables lie only the catalog knows, so no path narrows these secrets.
      return {
        needs: [...new Set(given.map((store) => extensionOfStore[store]))],
        secrets: given.map((store) => secret(store, storage)),
      };
  }
}

const objectStores = Object.keys(extensionOfStore) as ObjectStore[];

/** `TEMPORARY` keeps it in memory: a persistent secret is a file in the home directory. */
function secret(store: ObjectStore, storage: StorageCredentials, scope?: string) {
  const options = [
    ...Object.entries(secretOptions(store, storage)).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name} ${typeof value === 'boolean' ? value : quoteText(value)}`],
    ),
    ...(scope === undefined ? [] : [`SCOPE ${quoteText(scope)}`]),
  ];
  return { store, create: `CREATE TEMPORARY SECRET brooder_${store} (${[`TYPE ${store}`, ...options].join(', ')})` };
}

/** Option names as the extensions take them; source: DuckDB docs, "S3 API Support" and "Azure Extension". */
function secretOptions(store: ObjectStore, storage: StorageCredentials): Record<string, string | boolean | undefined> {
  switch (store) {
    case 's3':
      return {
        KEY_ID: storage.s3?.accessKeyId,
        SECRET: storage.s3?.secretAccessKey,
        REGION: storage.s3?.region,
        ENDPOINT: storage.s3?.endpoint,
        URL_STYLE: storage.s3?.urlStyle,
        USE_SSL: storage.s3?.useSsl,
      };
    case 'gcs':
      return { KEY_ID: storage.gcs?.keyId, SECRET: storage.gcs?.secret };
    case 'azure':
      return { CONNECTION_STRING: storage.azure?.connectionString };
  }
}

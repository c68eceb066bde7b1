/** The file that `brooder seed` reads: what a config store should hold. It has no place for a password or another secret value. */
import type { WarehouseSecrets, WorkerIdentity } from './managed-warehouse.ts';
import type { Warehouse } from './worker-actions.ts';

export interface SeedFile {
  orgs: readonly SeedFileOrg[];
}

export type SeedFileOrg = ({ id: string } | { name: string }) & {
  /** Name clients put in `dbname`. @default the org's name */
  database?: string;
  /** Users that exist keep their password. @default none */
  users?: readonly SeedFileUser[];
  /** Replaces the org's warehouse when it differs. @default what is there stays */
  warehouse?: SeedFileWarehouse;
  /** For an org that the seed makes; one that exists keeps its own. @default the gateway's settings */
  limits?: { maxWorkers?: number };
};

export type SeedFileUser = { name: string } & (
  | { /** Path of a file whose content is the password. */ passwordFile: string }
  | { /** Name of the environment variable that holds the password. */ passwordEnv: string }
);

/** The fields of `Warehouse`, S3 values of its own for one in an object store, and its Kubernetes side. */
export type SeedFileWarehouse = Warehouse & {
  s3Endpoint?: string;
  s3Region?: string;
  s3UrlStyle?: 'path' | 'vhost';
  s3UseSsl?: boolean;
  secrets?: WarehouseSecrets;
  workerIdentity?: WorkerIdentity;
};

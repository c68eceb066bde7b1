/** What a warehouse says of its Kubernetes side: which Secrets hold its credentials, and who its workers are. Never a credential itself. */

/** One key of one Secret. The namespace is always written out: a reference never means "wherever this is read". */
export interface SecretReference {
  namespace: string;
  name: string;
  key: string;
}

/** ServiceAccount under which the workers of a warehouse run. */
export interface WorkerIdentity {
  namespace: string;
  name: string;
  /** Role that this ServiceAccount assumes in AWS, for example `arn:aws:iam::123456789012:role/ducks`. */
  iamRoleArn?: string;
}

/** Credentials a warehouse may have of its own; those of an object store are named like the settings they stand before. */
export const warehouseSecretNames = [
  'metadataStorePassword',
  's3AccessKeyId',
  's3SecretAccessKey',
  'azureConnectionString',
  'gcsKeyId',
  'gcsSecret',
] as const;
export type WarehouseSecretName = (typeof warehouseSecretNames)[number];

/** Every reference lies in the namespace of the worker identity. */
export type WarehouseSecrets = Readonly<Partial<Record<WarehouseSecretName, SecretReference>>>;

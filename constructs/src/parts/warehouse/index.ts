/** What a seeded warehouse refers to. */
export { WarehouseIdentity, type WarehouseIdentityProps } from './warehouse-identity.ts';
export { WarehouseSecret, type WarehouseSecretProps } from './warehouse-secret.ts';

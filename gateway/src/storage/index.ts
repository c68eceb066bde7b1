/** Object-store credentials: from the settings, beside what a warehouse says itself, to the worker that needs them. */
export { parseEndpoint, type S3Endpoint } from './endpoint.ts';
export { storageForWarehouse } from './for-warehouse.ts';
export { storageOfSettings } from './of-settings.ts';
export { type OwnSecrets, type ReadSecret, readOwnSecrets, withPassword } from './own-secrets.ts';

/** Orgs, their users and warehouses, as login and REST see them. */
export { type SeedOrg, type SeedReport, seedTenants } from './seed-tenants.ts';
export type { Login, LoginRequest, Tenants, TenantsOptions } from './tenants.ts';
export { createTenants } from './tenants.ts';

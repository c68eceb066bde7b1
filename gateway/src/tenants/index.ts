/** Orgs, their users and warehouses, as login and REST see them. */
export type { Login, LoginRequest, Tenants, TenantsOptions } from './tenants.ts';
export { createTenants } from './tenants.ts';

import type { Migration } from '../migrate.ts';

/** Null for a warehouse without credentials of its own, and for one that an earlier version wrote. References only, never values. */
export const warehouseSecrets: Migration = {
  number: 5,
  major: 1,
  name: 'warehouse secrets',
  sql: `
alter table brooder.managed_warehouses
  add column secret_refs jsonb,
  add column worker_identity jsonb;
`,
};

/** Every value of the chart, in the order of values.yaml. One file holds the values of one concern. */
import { accepting, group, type PartialDeep, type ValueOf } from '../schema/index.ts';
import { extrasValues } from './extras.ts';
import { gatewayValues } from './gateway.ts';
import { identity } from './identity.ts';
import { jobValues } from './jobs.ts';
import { monitoringValues } from './monitoring.ts';
import { networkValues } from './network.ts';
import { postgresValues } from './postgres.ts';
import { rbacValues } from './rbac.ts';
import { renamedKeys } from './renamed-keys.ts';
import { warehouseValues } from './warehouse.ts';
import { workerValues } from './workers.ts';

const described = group('Values of Brooder.', {
  ...identity,
  ...gatewayValues,
  ...workerValues,
  ...warehouseValues,
  ...rbacValues,
  ...networkValues,
  ...postgresValues,
  ...monitoringValues,
  ...jobValues,
  ...extrasValues,
});

/** A parent chart switches this one on and off with it: `condition: brooder.enabled` in its Chart.yaml. Helm reads it, nothing here does. */
const ofParentCharts = ['enabled'];

export const values = accepting(described, [
  ofParentCharts,
  ...Object.keys(renamedKeys).map((path) => path.split('.')),
]);

/** All values, defaults filled in. */
export type BrooderValues = ValueOf<typeof values>;
/** What a user gives: any part of the values. */
export type BrooderOverrides = PartialDeep<BrooderValues>;

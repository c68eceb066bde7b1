/** Every value of the chart, in the order of values.yaml. One file holds the values of one concern. */
import { group, type PartialDeep, type ValueOf } from '../schema/index.ts';
import { gatewayValues } from './gateway.ts';
import { identity } from './identity.ts';
import { jobValues } from './jobs.ts';
import { monitoringValues } from './monitoring.ts';
import { workerValues } from './workers.ts';

export const values = group('Values of Brooder.', {
  ...identity,
  ...gatewayValues,
  ...workerValues,
  ...monitoringValues,
  ...jobValues,
});

/** All values, defaults filled in. */
export type BrooderValues = ValueOf<typeof values>;
/** What a user gives: any part of the values. */
export type BrooderOverrides = PartialDeep<BrooderValues>;

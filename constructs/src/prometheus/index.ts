/** Queries, alerts and panels on the metrics of contracts' table. */
export { type AlertEntry, type AlertId, alertEntries, alertTable } from './alert-table.ts';
export { dashboardJson } from './dashboard-json.ts';
export { dashboardRows, type PanelEntry } from './dashboard-panels.ts';
export { type Series, seriesOf } from './series.ts';

/** What watches an installation: scrape targets of four kinds, alerts, a dashboard. */
export { type AlertEntry, type AlertId, alertEntries, alertTable } from './alert-table.ts';
export { type AlertSettings, alertDefaults, BrooderRules, type BrooderRulesProps } from './prometheus-rule.ts';
export { type Series, seriesOf } from './series.ts';

/** What watches an installation: scrape targets of four kinds, alerts, a dashboard. */
export { type AlertEntry, type AlertId, alertEntries, alertTable } from './alert-table.ts';
export { dashboardJson } from './dashboard-json.ts';
export { dashboardRows, type PanelEntry } from './dashboard-panels.ts';
export { GooglePodMonitoring } from './google-pod-monitoring.ts';
export { GrafanaDashboard, type GrafanaDashboardProps } from './grafana-dashboard.ts';
export { BrooderPodMonitor, BrooderServiceMonitor, type MonitorProps, type PodMonitorProps } from './monitors.ts';
export { type AlertSettings, alertDefaults, BrooderRules, type BrooderRulesProps } from './prometheus-rule.ts';
export { metricsPortName, type ScrapeProps } from './scrape.ts';
export { scrapeAnnotations } from './scrape-annotations.ts';
export { type Series, seriesOf } from './series.ts';

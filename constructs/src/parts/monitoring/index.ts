/** What watches an installation: scrape targets of four kinds, alerts, a dashboard. */
export { type AlertId, alertEntries, alertTable } from '../../prometheus/index.ts';
export { GooglePodMonitoring } from './google-pod-monitoring.ts';
export { GrafanaDashboard, type GrafanaDashboardProps } from './grafana-dashboard.ts';
export { BrooderPodMonitor, BrooderServiceMonitor, type MonitorProps, type PodMonitorProps } from './monitors.ts';
export { type AlertSettings, alertDefaults, BrooderRules, type BrooderRulesProps } from './prometheus-rule.ts';
export { metricsPortName, type ScrapeProps } from './scrape.ts';
export { scrapeAnnotations } from './scrape-annotations.ts';

import type { Construct } from 'constructs';
import { and, equals, fallback, type Knobs, not, or, Refusal, type Value, whenBlock } from '../expr/index.ts';
import {
  BrooderPodMonitor,
  BrooderRules,
  BrooderServiceMonitor,
  GooglePodMonitoring,
  GrafanaDashboard,
} from '../parts/monitoring/index.ts';
import type { BrooderValues } from '../values/index.ts';
import type { TreeContext } from './context.ts';

export function addMonitoring(scope: Construct, context: TreeContext): void {
  const { system, values } = context;
  const { metrics, serviceMonitor, podMonitor, prometheusRule, grafanaDashboard } = values;
  const namespaceOf = ({ namespace }: { namespace: Value<string> }) => fallback(namespace, system.namespace);
  const pace = (path: string, { interval, scrapeTimeout }: Pace) => ({
    system,
    path,
    interval: fallback(interval, metrics.interval),
    scrapeTimeout: fallback(scrapeTimeout, metrics.scrapeTimeout),
  });
  refuseContradictions(scope, values);

  whenBlock(scope, 'service-monitor', serviceMonitor.enabled, (s) => {
    const { labels, relabelings, metricRelabelings } = serviceMonitor;
    new BrooderServiceMonitor(s, 'service-monitor', {
      ...pace('serviceMonitor.', serviceMonitor),
      namespace: namespaceOf(serviceMonitor),
      labels,
      relabelings,
      metricRelabelings,
    });
  });
  whenBlock(scope, 'pod-monitor', podMonitor.enabled, (s) => {
    const { labels, relabelings, metricRelabelings } = podMonitor;
    new BrooderPodMonitor(s, 'pod-monitor', {
      ...pace('podMonitor.', podMonitor),
      namespace: namespaceOf(podMonitor),
      labels,
      relabelings,
      metricRelabelings,
    });
  });
  whenBlock(scope, 'azure', equals(metrics.sink, 'azure'), (s) => {
    new BrooderPodMonitor(s, 'pod-monitor', { ...pace('metrics.', metrics), group: 'azmonitoring.coreos.com' });
  });
  whenBlock(scope, 'google', equals(metrics.sink, 'gcp'), (s) => {
    new GooglePodMonitoring(s, 'pod-monitoring', pace('metrics.', metrics));
  });
  whenBlock(scope, 'rules', prometheusRule.enabled, (s) => {
    const { alerts, runbookUrl, labels, alertLabels, rules } = prometheusRule;
    new BrooderRules(s, 'rules', {
      system,
      alerts,
      runbookUrl,
      namespace: namespaceOf(prometheusRule),
      labels,
      alertLabels,
      moreRules: rules,
    });
  });
  whenBlock(scope, 'dashboard', grafanaDashboard.enabled, (s) => {
    const { label, labelValue, annotations } = grafanaDashboard;
    new GrafanaDashboard(s, 'dashboard', {
      system,
      namespace: namespaceOf(grafanaDashboard),
      label,
      labelValue,
      annotations,
    });
  });
}

type Pace = { readonly interval: Value<string>; readonly scrapeTimeout: Value<string> };

function refuseContradictions(scope: Construct, values: Knobs<BrooderValues>): void {
  const { metrics, service, serviceMonitor, podMonitor, prometheusRule, grafanaDashboard } = values;
  new Refusal(
    scope,
    'no-sink',
    and(
      equals(metrics.sink, 'none'),
      or(serviceMonitor.enabled, podMonitor.enabled, prometheusRule.enabled, grafanaDashboard.enabled),
    ),
    'metrics.sink is none, but serviceMonitor, podMonitor, prometheusRule or grafanaDashboard is enabled, and would watch nothing. Set metrics.sink to prometheus, or disable them.',
  );
  new Refusal(
    scope,
    'no-service',
    and(serviceMonitor.enabled, not(service.metrics.enabled)),
    'serviceMonitor.enabled is true, but service.metrics.enabled is false, so there is no Service to scrape. Enable it, or take podMonitor.',
  );
  new Refusal(
    scope,
    'two-monitors',
    and(serviceMonitor.enabled, podMonitor.enabled),
    'serviceMonitor.enabled and podMonitor.enabled are both true: Prometheus would count every sample twice. Disable one of them.',
  );
}

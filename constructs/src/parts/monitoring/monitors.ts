import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { type Body, manifest, opt, type Value } from '../../expr/index.ts';
import {
  jobLabel,
  metricsPath,
  metricsPortName,
  refuseLateTimeout,
  type ScrapeProps,
  scrapeDefaults,
} from './scrape.ts';

export interface MonitorProps extends ScrapeProps {
  /**
   * Namespace of the object.
   * @default the release namespace
   */
  readonly namespace?: Value<string>;
  /**
   * Labels of the object, by which a Prometheus selects its monitors.
   * @default - none
   */
  readonly labels?: Value<Readonly<Record<string, string>>>;
  /**
   * Relabelings of the target, before a scrape.
   * @default - none
   */
  readonly relabelings?: Value<readonly object[]>;
  /**
   * Relabelings of the samples, after a scrape.
   * @default - none
   */
  readonly metricRelabelings?: Value<readonly object[]>;
}

/** Has a Prometheus of the Prometheus Operator scrape the gateways through their metrics Service. */
export class BrooderServiceMonitor extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: MonitorProps) {
    super(scope, id);
    refuseLateTimeout(this, props);
    this.object = manifest(this, 'service-monitor', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: metadata(props),
      spec: {
        jobLabel,
        namespaceSelector: { matchNames: [props.system.namespace] },
        selector: { matchLabels: props.system.selector('gateway') },
        // Only the metrics Service has a port of that name.
        endpoints: [endpoint(props)],
      },
    });
  }
}

export interface PodMonitorProps extends MonitorProps {
  /**
   * API group: the Prometheus Operator's own, or that of Azure's managed Prometheus.
   * @default monitoring.coreos.com
   */
  readonly group?: 'monitoring.coreos.com' | 'azmonitoring.coreos.com';
}

/** Has a Prometheus scrape the gateway pods themselves. Workers serve no metrics: the gateways speak for them. */
export class BrooderPodMonitor extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: PodMonitorProps) {
    super(scope, id);
    refuseLateTimeout(this, props);
    this.object = manifest(this, 'pod-monitor', {
      apiVersion: podMonitorVersions[props.group ?? 'monitoring.coreos.com'],
      kind: 'PodMonitor',
      metadata: metadata(props),
      spec: {
        jobLabel,
        namespaceSelector: { matchNames: [props.system.namespace] },
        selector: { matchLabels: props.system.selector('gateway') },
        podMetricsEndpoints: [endpoint(props)],
      },
    });
  }
}

const podMonitorVersions = {
  'monitoring.coreos.com': 'monitoring.coreos.com/v1',
  'azmonitoring.coreos.com': 'azmonitoring.coreos.com/v1',
} as const;

const metadata = ({ system, namespace, labels }: MonitorProps) =>
  system.metadata('monitoring', system.name('gateway'), {
    namespace: namespace ?? system.namespace,
    labels: labels ?? {},
  });

const endpoint = (props: MonitorProps): Record<string, Body> => ({
  port: metricsPortName,
  path: metricsPath,
  interval: props.interval ?? scrapeDefaults.interval,
  scrapeTimeout: props.scrapeTimeout ?? scrapeDefaults.scrapeTimeout,
  relabelings: opt(props.relabelings ?? []),
  metricRelabelings: opt(props.metricRelabelings ?? []),
});

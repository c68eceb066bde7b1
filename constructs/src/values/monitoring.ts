import { flag, group, map, text, tree } from '../schema/index.ts';
import { alertValues } from './alerts.ts';

const labels = (doc: string) => map(text('Text.'), doc);
const namespaceOf = (object: string) =>
  text(`Namespace of the ${object}; empty: the release namespace.`, { form: 'dnsLabel' });
const relabelings = (doc: string) =>
  tree<readonly object[]>('list', doc, {
    example: [{ action: 'labeldrop', regex: 'container' }],
  });
const duration = (doc: string, fallback: string) => text(doc, { form: 'duration', default: fallback });

/** What a ServiceMonitor and a PodMonitor have in common. */
const monitorFields = (object: string) => ({
  enabled: flag(`Write the ${object}.`, false),
  namespace: namespaceOf(object),
  labels: labels(`Labels of the ${object}, by which a Prometheus selects it.`),
  interval: duration('Time between two scrapes; empty: that of `metrics`.', ''),
  scrapeTimeout: duration('A scrape without an answer by then has failed; empty: that of `metrics`.', ''),
  relabelings: relabelings('Relabelings of the target, before a scrape, as Prometheus takes them.'),
  metricRelabelings: relabelings('Relabelings of the samples, after a scrape, as Prometheus takes them.'),
});

/** What watches the gateways. Workers serve no metrics: the gateways speak for them. */
export const monitoringValues = {
  metrics: group('Who collects metrics. Gateways serve them in any case, for probes stand on the same port.', {
    sink: text(
      "prometheus: what serviceMonitor, podMonitor and the rest below say. gcp: a PodMonitoring of Google Cloud's managed Prometheus. azure: a PodMonitor of Azure's. aws: annotations of the gateway pods that the CloudWatch agent follows. none: nobody.",
      { default: 'prometheus', oneOf: ['prometheus', 'gcp', 'azure', 'aws', 'none'] },
    ),
    interval: duration('Time between two scrapes.', '30s'),
    scrapeTimeout: duration('A scrape without an answer by then has failed; at most the interval.', '10s'),
  }),
  serviceMonitor: group(
    'Scraping through the metrics Service, for the Prometheus Operator. Needs its CRDs.',
    monitorFields('ServiceMonitor'),
  ),
  podMonitor: group(
    'Scraping the gateway pods themselves, in place of serviceMonitor. Needs the CRDs of the Prometheus Operator.',
    monitorFields('PodMonitor'),
  ),
  prometheusRule: group('Alerts and recorded series for the Prometheus Operator. Needs its CRDs.', {
    enabled: flag('Write the PrometheusRule.', false),
    namespace: namespaceOf('PrometheusRule'),
    labels: labels('Labels of the PrometheusRule, by which a Prometheus selects its rules.'),
    alertLabels: labels('Labels of every alert, by which an Alertmanager routes it. `severity` comes from the alert.'),
    runbookUrl: text('Where the runbooks are; the link of an alert is this, a slash, and the name of its page.', {
      form: 'httpUrl',
      default: 'https://brooder.dev/docs/runbooks',
      mayBeEmpty: false,
    }),
    alerts: alertValues,
    rules: tree<readonly object[]>('list', "Rules beside Brooder's own, as the Prometheus Operator takes them.", {
      example: [{ alert: 'NoSessions', expr: 'sum(brooder_sessions) == 0', for: '1h' }],
    }),
  }),
  grafanaDashboard: group("A dashboard in a ConfigMap, for Grafana's sidecar.", {
    enabled: flag('Write the ConfigMap.', false),
    namespace: namespaceOf('ConfigMap'),
    label: text('Label by which the sidecar finds it.', { default: 'grafana_dashboard', mayBeEmpty: false }),
    labelValue: text("That label's value.", { default: '1' }),
    annotations: map(text('Text.'), 'Annotations of the ConfigMap.', { example: { grafana_folder: 'Data' } }),
  }),
};

import { flag, group, map, text, tree } from '../schema/index.ts';
import { alertValues } from './alerts.ts';

const labels = (doc: string) => map(text('Text.'), doc);

/** What watches the gateways. */
export const monitoringValues = {
  prometheusRule: group('Alerts and recorded series for the Prometheus Operator. Needs its CRDs.', {
    enabled: flag('Write the PrometheusRule.', false),
    namespace: text('Namespace of the PrometheusRule; empty: the release namespace.', { form: 'dnsLabel' }),
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
};

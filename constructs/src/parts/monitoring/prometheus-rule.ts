import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { manifest, merged, spread, str, type Value, when } from '../../expr/index.ts';
import { type AlertId, alertEntries, type alertTable, type Series, seriesOf } from '../../prometheus/index.ts';
import type { System } from '../../system/index.ts';

/** What a user may change of an alert. */
export interface AlertSettings {
  /** Whether the alert is written. */
  readonly enabled: Value<boolean>;
  /** Value of the alert's label `severity`. */
  readonly severity: Value<string>;
  /** How long it must hold before it fires, such as `5m`. */
  readonly for: Value<string>;
  /** In the unit that `alertTable` says. */
  readonly threshold: Value<number>;
}

export interface BrooderRulesProps {
  readonly system: System;
  /**
   * Settings of all alerts.
   * @default those of `alertTable`, all enabled
   */
  readonly alerts?: Readonly<Record<AlertId, AlertSettings>>;
  /** Address of the runbooks; an alert's page is `<address>/<page>.md`. */
  readonly runbookUrl: Value<string>;
  /**
   * Namespace of the object.
   * @default the release namespace
   */
  readonly namespace?: Value<string>;
  /**
   * Labels of the object, by which a Prometheus selects its rules.
   * @default - none
   */
  readonly labels?: Value<Readonly<Record<string, string>>>;
  /**
   * Labels of every alert, by which an Alertmanager routes it.
   * @default - none
   */
  readonly alertLabels?: Value<Readonly<Record<string, string>>>;
  /**
   * Rules beside Brooder's own, as the Prometheus Operator takes them.
   * @default - none
   */
  readonly moreRules?: Value<readonly object[]>;
}

/** Alerts and recorded series for the Prometheus Operator: a PrometheusRule. */
export class BrooderRules extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: BrooderRulesProps) {
    super(scope, id);
    const { system, alerts = alertDefaults, runbookUrl, labels, alertLabels = {}, moreRules = [] } = props;
    const series = seriesOf(system);
    this.object = manifest(this, 'prometheus-rule', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: system.metadata('monitoring', system.name('alerts'), {
        namespace: props.namespace ?? system.namespace,
        labels: labels ?? {},
      }),
      spec: {
        groups: [
          {
            name: str`${system.namespace}.${system.fullname}`,
            rules: [
              ...recordedSeries(series),
              ...alertEntries.map(([alertId, entry]) => {
                const settings = alerts[alertId];
                return when(settings.enabled, {
                  alert: entry.name,
                  expr: entry.expression(series, settings.threshold),
                  for: settings.for,
                  labels: merged(alertLabels, { severity: settings.severity }),
                  annotations: {
                    summary: entry.summary,
                    description: `Promised: ${entry.promise}`,
                    runbook_url: str`${runbookUrl}/${entry.page}.md`,
                  },
                });
              }),
              ...spread(moreRules),
            ],
          },
        ],
      },
    });
  }
}

/** Percentiles that dashboards and other rules read, kept for as long as Prometheus keeps anything. */
const recordedSeries = (series: Series) => [
  {
    record: 'brooder:claim_seconds:p95',
    expr: str`histogram_quantile(0.95, sum by (namespace, job, le, path) (rate(${series.buckets('brooder_claim_seconds')}[5m])))`,
  },
  {
    record: 'brooder:connect_to_first_row_seconds:p95',
    expr: str`histogram_quantile(0.95, sum by (namespace, job, le, protocol) (rate(${series.buckets('brooder_connect_to_first_row_seconds')}[5m])))`,
  },
];

/** The table's own settings. */
export const alertDefaults = Object.fromEntries(
  alertEntries.map(([id, { severity, hold, threshold }]) => [id, { enabled: true, severity, for: hold, threshold }]),
) as Record<keyof typeof alertTable, AlertSettings>;

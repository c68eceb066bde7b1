import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { fold, manifest, rawJson, type Value } from '../../expr/index.ts';
import { dashboardJson } from '../../prometheus/index.ts';
import type { System } from '../../system/index.ts';

export interface GrafanaDashboardProps {
  readonly system: System;
  /**
   * Label by which Grafana's sidecar finds dashboards.
   * @default grafana_dashboard
   */
  readonly label?: Value<string>;
  /** Value of that label. @default "1" */
  readonly labelValue?: Value<string>;
  /**
   * Annotations of the ConfigMap, for example the sidecar's folder.
   * @default - none
   */
  readonly annotations?: Value<Readonly<Record<string, string>>>;
  /**
   * Namespace of the ConfigMap.
   * @default the release namespace
   */
  readonly namespace?: Value<string>;
}

/** A Grafana dashboard in a ConfigMap, where Grafana's sidecar finds it. */
export class GrafanaDashboard extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: GrafanaDashboardProps) {
    super(scope, id);
    const { system, label = 'grafana_dashboard', labelValue = '1', annotations = {}, namespace } = props;
    this.object = manifest(this, 'dashboard', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: system.metadata('monitoring', system.name('dashboard'), {
        namespace: namespace ?? system.namespace,
        labels: entry(label, labelValue),
        annotations,
      }),
      data: { 'brooder.json': rawJson(dashboardJson()) },
    });
  }
}

/** A map of one entry whose key is a value too. */
const entry = (key: Value<string>, value: Value<string>): Value<Readonly<Record<string, string>>> =>
  fold(
    [key, value] as const,
    'tree',
    (k, v) => ({ [k]: v }),
    (k, v) => `dict ${k} ${v}`,
  );

import type { Construct } from 'constructs';
import { fallback, whenBlock } from '../expr/index.ts';
import { BrooderRules } from '../parts/monitoring/index.ts';
import type { TreeContext } from './context.ts';

export function addMonitoring(scope: Construct, { system, values }: TreeContext): void {
  const rules = values.prometheusRule;
  whenBlock(scope, 'rules', rules.enabled, (s) => {
    new BrooderRules(s, 'rules', {
      system,
      alerts: rules.alerts,
      runbookUrl: rules.runbookUrl,
      namespace: fallback(rules.namespace, system.namespace),
      labels: rules.labels,
      alertLabels: rules.alertLabels,
      moreRules: rules.rules,
    });
  });
}

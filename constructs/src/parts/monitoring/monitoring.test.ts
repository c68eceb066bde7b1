import { Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import { refusalsOf } from '../../expr/index.ts';
import { System } from '../../system/index.ts';
import {
  BrooderPodMonitor,
  BrooderRules,
  BrooderServiceMonitor,
  GooglePodMonitoring,
  GrafanaDashboard,
  scrapeAnnotations,
} from './index.ts';

const system = new System({ release: 'pond', namespace: 'park' });
const runbookUrl = 'https://example.org/runbooks';

interface Rule {
  alert?: string;
  record?: string;
  expr: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

const rulesOf = (props: Partial<ConstructorParameters<typeof BrooderRules>[2]> = {}) => {
  const { object } = new BrooderRules(Testing.chart(), 'rules', { system, runbookUrl, ...props });
  return object.toJson().spec.groups[0].rules as Rule[];
};

test('an alert carries its severity, the labels of the user, and the link to its page', () => {
  const rule = rulesOf({ alertLabels: { team: 'data', severity: 'ignored' } }).find(
    ({ alert }) => alert === 'BrooderWarmPoolEmpty',
  );
  expect(rule).toMatchObject({
    labels: { team: 'data', severity: 'warning' },
    annotations: { runbook_url: 'https://example.org/runbooks/warm-pool-empty.md' },
  });
});

test('braces of Prometheus stand in a summary as they are', () => {
  const rule = rulesOf().find(({ alert }) => alert === 'BrooderWarmPoolEmpty');
  expect(rule!.annotations.summary).toContain('{{ $labels.pool }}');
});

test('rules of the user come after our own', () => {
  const own = { alert: 'Theirs', expr: 'up == 0' };
  expect(rulesOf({ moreRules: [own] }).at(-1)).toEqual(own);
});

test('both monitors make the release the job that the alerts look for, and select gateways only', () => {
  const monitors = [
    new BrooderServiceMonitor(Testing.chart(), 'service', { system }),
    new BrooderPodMonitor(Testing.chart(), 'pod', { system }),
  ];
  for (const { object } of monitors) {
    expect(object.toJson().spec).toMatchObject({
      jobLabel: 'app.kubernetes.io/instance',
      namespaceSelector: { matchNames: ['park'] },
      selector: { matchLabels: { 'app.kubernetes.io/component': 'gateway', 'app.kubernetes.io/instance': 'pond' } },
    });
  }
});

test("Google's object is named like the release, because it makes its name the job", () => {
  const { object } = new GooglePodMonitoring(Testing.chart(), 'google', { system });
  expect(object.toJson()).toMatchObject({ metadata: { name: 'pond' }, spec: { endpoints: [{ port: 'metrics' }] } });
});

test("Azure's monitor differs by its group alone", () => {
  const [plain, azure] = [{}, { group: 'azmonitoring.coreos.com' } as const].map((more) =>
    new BrooderPodMonitor(Testing.chart(), 'pod', { system, ...more }).object.toJson(),
  );
  expect(azure).toEqual({ ...plain, apiVersion: 'azmonitoring.coreos.com/v1' });
});

test('a time-out longer than the interval is refused with both numbers', () => {
  const chart = Testing.chart();
  new BrooderServiceMonitor(chart, 'late', { system, interval: '5s', scrapeTimeout: '10s', path: 'serviceMonitor.' });
  new BrooderServiceMonitor(chart, 'equal', { system, interval: '1m', scrapeTimeout: '60s' });
  expect(refusalsOf(chart)).toEqual([
    'serviceMonitor.scrapeTimeout is 10s, longer than the interval 5s. Make it at most the interval.',
  ]);
});

test("the dashboard's ConfigMap has the sidecar's label and holds JSON", () => {
  const { object } = new GrafanaDashboard(Testing.chart(), 'dashboard', {
    system,
    label: 'find_me',
    labelValue: 'yes',
  });
  const { metadata, data } = object.toJson();
  expect(metadata.labels).toMatchObject({ find_me: 'yes' });
  expect(JSON.parse(data['brooder.json'])).toMatchObject({ uid: 'brooder', title: 'Brooder' });
});

test('gateway pods are annotated for AWS only', () => {
  expect(scrapeAnnotations('aws', 9090)).toEqual({
    'prometheus.io/scrape': 'true',
    'prometheus.io/port': '9090',
    'prometheus.io/path': '/metrics',
  });
  expect(scrapeAnnotations('prometheus', 9090)).toEqual({});
});

import { dashboardRows, type PanelEntry } from './dashboard-panels.ts';

/** Height of a panel in Grafana's grid. */
const panelHeight = 8;
const gridWidth = 24;
const datasource = { type: 'prometheus', uid: `\${datasource}` };

/** The dashboard as Grafana imports it; source: grafana.com "Dashboard JSON model". It holds no value of an installation. */
export function dashboardJson(): object {
  return {
    uid: 'brooder',
    title: 'Brooder',
    tags: ['brooder', 'duckdb'],
    schemaVersion: 39,
    editable: true,
    graphTooltip: 1,
    refresh: '30s',
    time: { from: 'now-3h', to: 'now' },
    templating: { list: variables },
    panels: placed(),
  };
}

const labelValues = (name: string, label: string, query: string) => ({
  name,
  label,
  type: 'query',
  datasource,
  query: { query, refId: name },
  refresh: 2,
  sort: 1,
});

const variables = [
  { name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus' },
  labelValues('namespace', 'Namespace', 'label_values(brooder_reconcile_age_seconds, namespace)'),
  labelValues('job', 'Release', 'label_values(brooder_reconcile_age_seconds{namespace="$namespace"}, job)'),
];

/** Panels from left to right, top to bottom, under the title of their row. */
function placed(): object[] {
  const panels: object[] = [];
  let y = 0;
  for (const row of dashboardRows) {
    panels.push({ id: panels.length + 1, type: 'row', title: row.title, gridPos: { h: 1, w: gridWidth, x: 0, y } });
    y += 1;
    let x = 0;
    for (const panel of row.panels) {
      if (x + panel.width > gridWidth) {
        x = 0;
        y += panelHeight;
      }
      panels.push(panelJson(panel, panels.length + 1, { h: panelHeight, w: panel.width, x, y }));
      x += panel.width;
    }
    y += panelHeight;
  }
  return panels;
}

const panelJson = (panel: PanelEntry, id: number, gridPos: object) => ({
  id,
  type: panel.kind,
  title: panel.title,
  description: panel.about,
  datasource,
  gridPos,
  fieldConfig: {
    defaults: {
      unit: panel.unit,
      min: 0,
      custom: panel.stacked ? { stacking: { mode: 'normal' }, fillOpacity: 30 } : {},
    },
    overrides: [],
  },
  targets: panel.queries.map(([expr, legendFormat], i) => ({
    refId: String.fromCharCode('A'.charCodeAt(0) + i),
    datasource,
    expr,
    legendFormat,
  })),
});

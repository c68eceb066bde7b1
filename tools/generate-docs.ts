/**
 * Writes the reference pages that are tables elsewhere: settings, errors, metrics, Kubernetes permissions, and docs/reference. `node tools/generate-docs.ts` writes them,
 * `--check` fails when a committed page differs.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  callsBehind,
  durationText,
  environmentOf,
  errorTable,
  flagOf,
  kubernetesCalls,
  metrics,
  policyRules,
  type Setting,
  settings,
  workerEdges,
} from '@brooder/contracts';
import { referencePages } from './generate-reference.ts';

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (...cells: string[]) => `| ${cells.map(cell).join(' | ')} |`;
const table = (head: string[], rows: string[][]) =>
  [row(...head), row(...head.map(() => '---')), ...rows.map((cells) => row(...cells))].join('\n');

function shownDefault(setting: Setting): string {
  const one = (value: string | number | boolean | undefined) => {
    if (value === undefined) return 'none';
    if (setting.type === 'duration') return durationText(Number(value));
    return value === '' ? 'empty' : String(value);
  };
  const plain = one(setting.default);
  return setting.upDefault === undefined
    ? plain
    : `${plain}; \`up\`: ${setting.secret === true ? 'see README' : one(setting.upDefault)}`;
}

const typeText = (setting: Setting) =>
  typeof setting.type === 'object'
    ? setting.type.oneOf.join(', ')
    : setting.unit
      ? `${setting.type} (${setting.unit})`
      : setting.type;

function settingsPage(): string {
  const rows = Object.entries(settings).map(([name, setting]: [string, Setting]) => [
    `\`${name}\``,
    setting.secret === true ? 'not by flag' : `\`${flagOf(name)}\`${setting.secret ? ' (without a password)' : ''}`,
    `\`${environmentOf(name)}\`${setting.secret ? `, \`${environmentOf(name)}_FILE\`` : ''}`,
    typeText(setting),
    shownDefault(setting),
    setting.commands.join(', '),
    setting.doc,
  ]);
  return `# Settings

A flag beats the environment, the environment beats the config file (\`--config FILE\`, YAML), the file beats the default. An unknown key or
\`BROODER_\` variable is an error that names the nearest setting. Secrets come by environment or by a file named in \`…_FILE\`, never by a flag.
\`brooder settings\` prints the values in force and where each came from. Durations are written \`250ms\`, \`30s\`, \`15m\`, \`1h\`; sizes \`512Mi\`, \`4Gi\`.

${table(['Setting (file key)', 'Flag', 'Environment', 'Type', 'Default', 'Commands', 'What it does'], rows)}
`;
}

function errorsPage(): string {
  const rows = Object.entries(errorTable).map(([code, entry]) => {
    const parameters = new Proxy({}, { get: (_, key) => `<${String(key)}>` });
    return [
      `\`${code}\``,
      `\`${entry.sqlstate}\``,
      entry.grpc,
      String(entry.http),
      (entry.text as (p: never) => string)(parameters as never),
    ];
  });
  return `# Errors

Every error that Brooder raises itself. Postgres clients see the SQLSTATE, Flight clients the gRPC status, REST clients the HTTP status with the
code in \`error.code\`. Errors of DuckDB keep their own text under the code \`engine\`, with the SQLSTATE of their class.

${table(['Code', 'SQLSTATE', 'gRPC', 'HTTP', 'Text'], rows)}
`;
}

function metricsPage(): string {
  const rows = Object.entries(metrics).map(([name, metric]) => [
    `\`${name}\``,
    metric.type,
    metric.labels.join(', ') || '–',
    metric.help,
  ]);
  const states = Object.entries(workerEdges).map(([from, to]) => [`\`${from}\``, to.join(', ') || 'end']);
  return `# Metrics

Served in Prometheus' text format on \`/metrics\` of the metrics port. Label values are bounded: no worker, user or statement is ever a label.

${table(['Metric', 'Type', 'Labels', 'What it tells'], rows)}

## Worker states

The label \`state\` takes these values; the right column lists the only moves there are.

${table(['State', 'May become'], states)}
`;
}

function permissionsPage(): string {
  const rows = (namespace: 'worker' | 'release') =>
    policyRules(namespace).flatMap((rule) =>
      rule.verbs.map((verb) => {
        const calls = callsBehind(namespace, rule, verb);
        const marks = [
          rule.resourceNames && 'only the Secrets the chart made empty',
          rule.when && `only with \`${rule.when}\``,
        ];
        return [
          `\`${verb} ${rule.resources.join(', ')}\``,
          marks.filter(Boolean).join('; ') || '–',
          calls.map((name) => `\`${name}\``).join(', '),
          calls.map((name) => kubernetesCalls[name].why).join(' '),
        ];
      }),
    );
  const head = ['Verb and resource', 'Limited to', 'Function that needs it', 'Why'];
  return `# What the gateway may do in Kubernetes

Two Roles, no ClusterRole: one in the namespace of the workers, one in the namespace of the release. Each verb is there for a function of
\`gateway/src/cluster/kubernetes\`; a test takes each verb away from a real API server and sees that function fail, and no other. Workers have no
rights at all: their ServiceAccount mounts no token.

## Namespace of the workers

${table(head, rows('worker'))}

## Namespace of the release

${table(head, rows('release'))}
`;
}

const pages: Record<string, () => string> = {
  'docs/settings.md': settingsPage,
  'docs/errors.md': errorsPage,
  'docs/metrics.md': metricsPage,
  'docs/kubernetes-permissions.md': permissionsPage,
  ...referencePages,
};

/** Paths of committed pages that differ from what the tables say. */
export function stalePages(): string[] {
  return Object.entries(pages)
    .filter(([path, page]) => {
      try {
        return readFileSync(path, 'utf8') !== page();
      } catch {
        return true;
      }
    })
    .map(([path]) => path);
}

if (import.meta.main) {
  if (process.argv.includes('--check')) {
    const stale = stalePages();
    if (stale.length > 0) {
      console.error(`These pages differ from their tables; run "node tools/generate-docs.ts": ${stale.join(', ')}`);
      process.exitCode = 1;
    }
  } else {
    for (const [path, page] of Object.entries(pages)) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, page());
    }
  }
}

/** What `helm install` prints at its end, from the chart's own template. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type BrooderOverrides, chartTemplates, defaultsOf, values } from '@brooder/constructs';
import { afterAll, beforeAll, expect } from 'vitest';
import { parse } from 'yaml';
import { helmTemplate, requireTool } from '../testbed/index.ts';

const withHelm = requireTool('helm');
let chart: string;

beforeAll(async () => {
  chart = await mkdtemp(join(tmpdir(), 'brooder-notes-'));
  const templates = chartTemplates();
  const files = new Map([
    ['Chart.yaml', 'apiVersion: v2\nname: brooder\nversion: 0.1.0\n'],
    ['values.yaml', JSON.stringify(defaultsOf(values))],
    ...templates,
    // `helm template` leaves NOTES.txt out, and `helm install --dry-run` asks a cluster.
    [
      'templates/notes.yaml',
      `{{- define "notes" }}${templates.get('templates/NOTES.txt')}{{ end }}\nnotes: {{ include "notes" $ | toJson }}\n`,
    ],
  ]);
  for (const [path, text] of files) {
    await mkdir(dirname(join(chart, path)), { recursive: true });
    await writeFile(join(chart, path), text);
  }
});
afterAll(() => rm(chart, { recursive: true, force: true }));

async function notesOf(overrides: BrooderOverrides): Promise<string> {
  const { failed, stdout, stderr } = await helmTemplate(chart, {
    release: 'pond',
    namespace: 'park',
    values: overrides,
    showOnly: ['templates/notes.yaml'],
  });
  expect({ failed, stderr }).toEqual({ failed: false, stderr: '' });
  return (parse(stdout) as { notes: string }).notes;
}

withHelm('the defaults lead to a login: a forwarded port, the user, and where its password is', async () => {
  const notes = await notesOf({});
  expect(notes).toContain('kubectl --namespace park port-forward service/pond-brooder-pg 5432:5432 &');
  expect(notes).toContain('psql "host=127.0.0.1 port=5432 user=postgres dbname=local sslmode=require"');
  expect(notes).toContain(
    `kubectl --namespace park get secret pond-brooder-admin --output go-template='{{index .data "password" | base64decode}}'`,
  );
  expect(notes).toContain('helm test pond --namespace park --logs');
  expect(notes).toContain('WARNING: The config store is the bundled Postgres');
});

withHelm('each listener is reached as its Service allows', async () => {
  const notes = await notesOf({
    service: { pg: { type: 'NodePort' }, flight: { type: 'LoadBalancer', port: 8000 }, api: { enabled: false } },
  });
  expect(notes).toContain(
    "PORT=$(kubectl --namespace park get service pond-brooder-pg --output jsonpath='{.spec.ports[0].nodePort}')",
  );
  expect(notes).toContain('psql "host=$HOST port=$PORT');
  expect(notes).toContain('"grpc+tls://$HOST:8000"');
  expect(notes).not.toContain('pond-brooder-api');
});

withHelm('settings that are safe get no warning, and each risky one gets its own', async () => {
  const safe: BrooderOverrides = {
    postgres: { enabled: false },
    configStore: { existingSecret: 'store' },
    bootstrap: { warehouse: { kind: 'ducklake', metadata: 'postgres:dbname=lake', dataPath: 's3://lake' } },
  };
  expect(await notesOf(safe)).not.toContain('WARNING');
  const risky: [BrooderOverrides, string][] = [
    [{ postgres: { enabled: true, storage: { type: 'emptyDir' } }, configStore: {} }, 'FORGOTTEN'],
    [{ replicaCount: 1 }, 'one gateway or none'],
    [{ auth: { allowPlaintext: true } }, 'auth.allowPlaintext'],
    [{ networkPolicy: { enabled: false } }, 'networkPolicy.enabled'],
    [{ workers: { image: { tag: 'latest' } } }, 'the tag "latest"'],
    [{ workers: { warmTarget: 0 } }, 'workers.warmTarget'],
    [{ bootstrap: { warehouse: { kind: 'memory' } } }, 'org local is in memory'],
    [{ admin: { password: 'x' } }, 'stands in the values'],
    [{ logSql: true }, 'logSql'],
    [{ metrics: { sink: 'none' } }, 'metrics.sink'],
  ];
  for (const [overrides, words] of risky) {
    const warnings = (await notesOf({ ...safe, ...overrides })).match(/^WARNING: .*$/gm) ?? [];
    expect(warnings, words).toEqual([expect.stringContaining(words)]);
  }
});

withHelm('certificates of others are not called self-signed', async () => {
  expect(await notesOf({})).toContain('self-signed');
  expect(await notesOf({ tls: { existingSecret: 'tls' } })).not.toContain('self-signed');
});

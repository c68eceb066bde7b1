import type { SeedName } from './names.ts';
import type { SeedRow, SeedRows } from './row.ts';

const connect: SeedRow = {
  none: 'There is no pod to ask for: a connect is enough, and the gateway claims a warm worker.',
};
const user: SeedRow = { route: 'POST /api/v1/orgs/{org}/users', command: 'brooder user' };
const keyId: SeedRow = { value: ['s3.accessKeyId', 's3.existingSecret'], setting: 's3AccessKeyId' };
const secretKey: SeedRow = { value: ['s3.secretAccessKey', 's3.existingSecret'], setting: 's3SecretAccessKey' };
const catalog: SeedRow = {
  route: 'PUT /api/v1/orgs/{org}/warehouse',
  note: 'A warehouse of kind `iceberg` names its catalog, once for the org.',
};
const sessionId: SeedRow = {
  label: 'brooder.dev/worker-id',
  note: 'Sessions are rows; `GET /api/v1/sessions` lists them.',
};
const orgLabel: SeedRow = { label: 'brooder.dev/org', note: 'A label names the org; users are never labels.' };

/** The article that builds a lakehouse service from one pod a session. */
export const lakehouseArticle: SeedRows<SeedName<'lakehouseArticle'>> = {
  'POST /sessions': connect,
  'DELETE /sessions/{session_id}': { value: 'workers.idleTimeout', note: 'A worker without sessions ends by itself.' },
  username: user,
  s3_key: keyId,
  s3_secret: secretKey,
  catalog,
  session_id: sessionId,
  url: { value: 'service.pg', note: 'One address for all sessions.' },
  SESSION_ID: sessionId,
  USERNAME: user,
  S3_ACCESS_KEY_ID: { ...keyId, note: 'Never an environment variable of the pod: it arrives at activation.' },
  S3_SECRET_ACCESS_KEY: { ...secretKey, note: 'Never an environment variable of the pod: it arrives at activation.' },
  CATALOG_ENDPOINT: catalog,
  DUCKUI_NAMESPACE: { value: 'workers.namespace.name', setting: 'workerNamespace' },
  TLS_SECRET_NAMESPACE: { none: 'One certificate in the release namespace serves everybody; sessions have none.' },
  app: { label: 'app.kubernetes.io/name' },
  'session-id': sessionId,
  'duckui-user': orgLabel,
  'duckui-session': { label: 'app.kubernetes.io/component', note: '`worker`.' },
  'duckui.bsale.me/created_at': { none: 'Kubernetes writes `metadata.creationTimestamp`.' },
  'Pod duckui-<session>': {
    file: 'dist/kind/worker-pools.yaml',
    note: 'A PodTemplate a pool; the gateway stamps pods from it ahead of need.',
  },
  'Service of a session': { value: 'workers.service.type', note: 'Not needed: the gateway dials pods.' },
  'IngressRoute of a session': {
    value: ['ingress.enabled', 'gatewayApi.pg.enabled'],
    note: 'One route for all sessions.',
  },
  'ConfigMap duckui-nginx-conf': { none: 'There is no proxy beside a worker: only gateways reach it, over TLS.' },
  '4213': { none: 'The DuckDB UI is not served; BI tools and the prompt `brooder sql` connect to the gateway.' },
  '8000': { value: 'service.api.port', setting: 'apiPort' },
  'wildcard DNS': { value: 'tls.dnsNames', note: 'A log-in names its org by database, by `user@org` or by host name.' },
  't-shirt sizes': { value: ['workers.sizes', 'workers.pools.*.size'] },
};

import { ports } from './ports.ts';
import { timeouts } from './timeouts.ts';

export type SettingType =
  | 'string'
  | 'boolean'
  | 'integer'
  | 'port'
  | 'bytes'
  | 'duration'
  | 'list'
  | { oneOf: readonly string[] };
export type CommandName = 'up' | 'gateway' | 'worker' | 'migrate' | 'seed';

export interface Setting {
  type: SettingType;
  /** What a number counts. Durations are milliseconds inside, and "15m", "30s", "250ms" outside. */
  unit?: string;
  /** Absent: there is no value unless one is given. */
  default?: string | number | boolean;
  /** Another default for `brooder up`, whose user sits at one machine. */
  upDefault?: string | number | boolean;
  commands: readonly CommandName[];
  /** Path in the Helm chart's values; absent for what a chart cannot set. */
  chart?: string;
  /**
   * Secrets come by file (`NAME_FILE`), environment or Secret reference, never by flag. `password-in-url`: a flag may carry the URL as
   * long as it holds no password.
   */
  secret?: true | 'password-in-url';
  doc: string;
}

/**
 * Every setting, once. From the key come `--kebab-case`, `BROODER_SNAKE_CASE` and the camelCase config-file key; flag beats
 * environment beats file beats default. `--help`, the docs page, config validation and the chart read this table.
 */
export const settings = {
  // Where things are kept
  dataDir: {
    type: 'string',
    default: '.brooder',
    commands: ['up'],
    doc: 'Directory of the embedded config store, TLS files and warehouse files. Kept when brooder stops.',
  },
  configStore: {
    type: 'string',
    commands: ['up', 'gateway', 'migrate', 'seed'],
    chart: 'configStore.url',
    secret: 'password-in-url',
    doc: 'Postgres connection string of the config store; a password it lacks is read from PGPASSWORD. `brooder up` starts an embedded Postgres when none is given.',
  },
  readyFile: {
    type: 'string',
    commands: ['up', 'gateway', 'worker'],
    doc: 'File that gets the addresses as JSON once everything answers, and is removed at the end.',
  },
  demoData: {
    type: 'boolean',
    default: false,
    upDefault: true,
    commands: ['up'],
    doc: 'Load the demo table "flights" (3,000,000 rows) into the org "local" when it is missing.',
  },

  // Listeners
  bind: {
    type: 'string',
    default: '0.0.0.0',
    upDefault: '127.0.0.1',
    commands: ['up', 'gateway', 'worker'],
    doc: 'Address the listeners bind to.',
  },
  pgPort: {
    type: 'port',
    default: ports.pg,
    commands: ['up', 'gateway'],
    doc: 'Port of the Postgres listener; 0 picks a free one.',
  },
  flightPort: {
    type: 'port',
    default: ports.flight,
    commands: ['up', 'gateway'],
    doc: 'Port of the Flight SQL listener; 0 picks a free one.',
  },
  apiPort: {
    type: 'port',
    default: ports.api,
    commands: ['up', 'gateway'],
    doc: 'Port of REST and dashboard; 0 picks a free one.',
  },
  metricsPort: {
    type: 'port',
    default: ports.metrics,
    commands: ['up', 'gateway'],
    doc: 'Port of /metrics, /livez and /readyz; 0 picks a free one.',
  },
  metricsBind: {
    type: 'string',
    commands: ['up', 'gateway'],
    doc: 'Address of the metrics listener when it differs from --bind.',
  },
  workerPort: {
    type: 'port',
    default: ports.worker,
    commands: ['worker'],
    chart: 'workers.port',
    doc: "Port of a worker's Flight service; 0 picks a free one.",
  },
  allowPlaintext: {
    type: 'boolean',
    default: false,
    commands: ['up', 'gateway'],
    chart: 'auth.allowPlaintext',
    doc: 'Accept Postgres connections without TLS (sslmode=disable). Passwords still use SCRAM.',
  },
  tlsCertFile: {
    type: 'string',
    commands: ['up', 'gateway', 'worker'],
    doc: 'PEM certificate chain of the listeners. `brooder up` makes a self-signed one when none is given.',
  },
  tlsKeyFile: {
    type: 'string',
    commands: ['up', 'gateway', 'worker'],
    doc: 'PEM private key of tlsCertFile.',
  },

  // Who may enter
  adminUser: {
    type: 'string',
    default: 'postgres',
    commands: ['up'],
    doc: 'Login of the first user of the org "local".',
  },
  adminPassword: {
    type: 'string',
    upDefault: 'postgres',
    commands: ['up'],
    secret: true,
    doc: 'Password of adminUser; used only when that user is created.',
  },
  internalSecret: {
    type: 'string',
    commands: ['up', 'gateway'],
    chart: 'internalSecret.value',
    secret: true,
    doc: 'Value of the X-Brooder-Internal-Secret header that REST asks for. Made and kept in the data directory when none is given.',
  },
  oidcIssuer: {
    type: 'string',
    commands: ['up', 'gateway'],
    chart: 'auth.oidc.issuer',
    doc: 'https URL of an OpenID Connect provider, as its tokens name it in "iss". Flight SQL clients may then log in with one of its tokens as bearer. Needs oidcAudience.',
  },
  oidcAudience: {
    type: 'string',
    commands: ['up', 'gateway'],
    chart: 'auth.oidc.audience',
    doc: 'What a token of oidcIssuer must name in "aud", so that tokens for other services are refused.',
  },
  oidcUserClaim: {
    type: 'string',
    default: 'preferred_username',
    commands: ['up', 'gateway'],
    chart: 'auth.oidc.userClaim',
    doc: 'Claim of a token of oidcIssuer that holds the name of the user, who must exist in the org.',
  },
  oidcOrgClaim: {
    type: 'string',
    default: 'org',
    commands: ['up', 'gateway'],
    chart: 'auth.oidc.orgClaim',
    doc: 'Claim of a token of oidcIssuer that holds the name of the org. A token without it is refused.',
  },
  oidcJwksUrl: {
    type: 'string',
    commands: ['up', 'gateway'],
    chart: 'auth.oidc.jwksUrl',
    doc: "https URL of oidcIssuer's signing keys (JWKS). Without it: as the provider's discovery document says.",
  },
  maxConnections: {
    type: 'integer',
    unit: 'connections',
    default: 2000,
    commands: ['up', 'gateway'],
    chart: 'limits.maxConnections',
    doc: 'Client connections of one gateway, all listeners together.',
  },
  maxUnauthenticated: {
    type: 'integer',
    unit: 'connections',
    default: 200,
    commands: ['up', 'gateway'],
    chart: 'limits.maxUnauthenticated',
    doc: 'Connections of one gateway that have not logged in yet.',
  },
  loginTimeout: {
    type: 'duration',
    default: timeouts.login,
    commands: ['up', 'gateway'],
    chart: 'limits.loginTimeout',
    doc: 'A connection that has not logged in by then is closed.',
  },

  // Pool
  cluster: {
    type: { oneOf: ['process', 'kubernetes'] },
    default: 'process',
    commands: ['up', 'gateway'],
    doc: 'Where workers run: child processes of this machine, or pods.',
  },
  warmTarget: {
    type: 'integer',
    unit: 'workers',
    default: 2,
    commands: ['up', 'gateway'],
    chart: 'workers.warmTarget',
    doc: 'Idle neutral workers kept ready; 0 starts one on demand.',
  },
  maxWorkers: {
    type: 'integer',
    unit: 'workers',
    default: 64,
    commands: ['up', 'gateway'],
    chart: 'workers.max',
    doc: 'Workers of one pool, all states together.',
  },
  maxWorkersPerOrg: {
    type: 'integer',
    unit: 'workers',
    default: 1,
    commands: ['up', 'gateway'],
    chart: 'workers.maxPerOrg',
    doc: 'Workers one org may hold. A duckdb-file warehouse never has more than one.',
  },
  maxSessionsPerWorker: {
    type: 'integer',
    unit: 'sessions',
    default: 64,
    commands: ['up', 'gateway', 'worker'],
    chart: 'workers.maxSessions',
    doc: 'Sessions one worker takes.',
  },
  workerIdleTimeout: {
    type: 'duration',
    default: timeouts.workerIdle,
    commands: ['up', 'gateway'],
    chart: 'workers.idleTimeout',
    doc: 'A hot worker without a session for this long is drained.',
  },
  acquireTimeout: {
    type: 'duration',
    default: timeouts.acquire,
    commands: ['up', 'gateway'],
    chart: 'workers.acquireTimeout',
    doc: 'How long a connect waits for a worker.',
  },
  spawnTimeout: {
    type: 'duration',
    default: timeouts.spawn,
    commands: ['up', 'gateway'],
    chart: 'workers.spawnTimeout',
    doc: 'A worker that has not become ready by then is given up.',
  },
  handoverDrainTimeout: {
    type: 'duration',
    default: timeouts.handoverDrain,
    upDefault: 3_000,
    commands: ['up', 'gateway'],
    chart: 'handoverDrainTimeout',
    doc: 'How long running statements may go on after SIGTERM.',
  },

  workerNamespace: {
    type: 'string',
    commands: ['gateway'],
    chart: 'workers.namespace.name',
    doc: 'Namespace the worker pods run in. Only for `--cluster kubernetes`.',
  },
  workerSecret: {
    type: 'string',
    commands: ['gateway'],
    chart: 'workers.secretName',
    doc: "Base name of the Secrets that hold each worker's token and TLS files. Only for `--cluster kubernetes`.",
  },
  awsRegion: {
    type: 'string',
    commands: ['gateway'],
    chart: 'aws.region',
    doc: 'AWS region in which worker pods assume the role of their ServiceAccount. Only for `--cluster kubernetes`.',
  },

  releaseNamespace: {
    type: 'string',
    commands: ['gateway'],
    doc: 'Kubernetes namespace this gateway itself runs in. With it the gateway talks to the Kubernetes API.',
  },
  provisionedSecrets: {
    type: 'list',
    default: '',
    commands: ['gateway'],
    doc: 'Secrets of releaseNamespace that the gateway fills at its start when they are empty, comma-separated, as kind=name. Kinds: internalSecret, adminPassword, configStorePassword, tls.',
  },
  tlsHosts: {
    type: 'list',
    default: '',
    commands: ['gateway'],
    doc: 'DNS names and IP addresses, comma-separated, of the certificate that is made for an empty Secret of kind tls.',
  },

  // Object stores: sent to a worker when its warehouse is activated, and only if that warehouse lies in one of them
  s3Endpoint: {
    type: 'string',
    commands: ['up', 'gateway'],
    chart: 's3.endpoint',
    doc: "S3 endpoint, as `host:port` or as a URL whose scheme says whether TLS is used. Without it: AWS's own. A warehouse's own value comes first.",
  },
  s3Region: {
    type: 'string',
    commands: ['up', 'gateway'],
    chart: 's3.region',
    doc: "S3 region. A warehouse's own value comes first.",
  },
  s3UrlStyle: {
    type: { oneOf: ['path', 'vhost'] },
    commands: ['up', 'gateway'],
    chart: 's3.urlStyle',
    doc: "Where the bucket stands in an S3 URL: in the path (MinIO and most others) or in the host name (AWS). A warehouse's own value comes first.",
  },
  s3UseSsl: {
    type: 'boolean',
    commands: ['up', 'gateway'],
    chart: 's3.useSsl',
    doc: "Talk TLS to the S3 endpoint; without it, the endpoint's scheme says so. A warehouse's own value comes first.",
  },
  s3AccessKeyId: {
    type: 'string',
    commands: ['up', 'gateway'],
    chart: 's3.accessKeyId',
    secret: true,
    doc: 'S3 access key; needs s3SecretAccessKey.',
  },
  s3SecretAccessKey: {
    type: 'string',
    commands: ['up', 'gateway'],
    chart: 's3.secretAccessKey',
    secret: true,
    doc: 'S3 secret key; needs s3AccessKeyId.',
  },
  azureConnectionString: {
    type: 'string',
    commands: ['up', 'gateway'],
    chart: 'azure.connectionString',
    secret: true,
    doc: 'Azure Blob Storage connection string.',
  },
  gcsKeyId: {
    type: 'string',
    commands: ['up', 'gateway'],
    chart: 'gcs.keyId',
    secret: true,
    doc: 'Google Cloud Storage HMAC key id; needs gcsSecret.',
  },
  gcsSecret: {
    type: 'string',
    commands: ['up', 'gateway'],
    chart: 'gcs.secret',
    secret: true,
    doc: 'Google Cloud Storage HMAC secret; needs gcsKeyId.',
  },

  // Worker process
  workerId: { type: 'string', commands: ['worker'], doc: 'Id of this worker; the gateway gives it.' },
  workerBearer: {
    type: 'string',
    commands: ['worker'],
    secret: true,
    doc: 'Token a gateway must present to this worker.',
  },
  memoryLimit: {
    type: 'bytes',
    unit: 'bytes',
    commands: ['worker', 'up', 'gateway'],
    chart: 'workers.memoryLimit',
    doc: "DuckDB's memory limit of one worker. Without it: 75 % of the cgroup's limit, or of the machine's memory.",
  },
  threads: {
    type: 'integer',
    unit: 'threads',
    commands: ['worker', 'up', 'gateway'],
    chart: 'workers.threads',
    doc: "DuckDB's threads of one worker. Without it: the cgroup's CPUs, or the machine's.",
  },
  extensionDirectory: {
    type: 'string',
    commands: ['worker', 'up', 'gateway'],
    chart: 'workers.extensionDirectory',
    doc: 'Directory with signed DuckDB extensions, laid out as <version>/<platform>/<name>.duckdb_extension.',
  },
  extensions: {
    type: 'list',
    default: '',
    commands: ['worker', 'up', 'gateway'],
    chart: 'workers.extensions',
    doc: 'Extensions loaded before a worker counts as idle, comma-separated.',
  },

  // What is told
  logLevel: {
    type: { oneOf: ['trace', 'debug', 'info', 'warn', 'error', 'silent'] },
    default: 'info',
    upDefault: 'warn',
    commands: ['up', 'gateway', 'worker'],
    chart: 'logLevel',
    doc: 'Least severe log line that is written.',
  },
  logSql: {
    type: 'boolean',
    default: false,
    commands: ['up', 'gateway', 'worker'],
    chart: 'logSql',
    doc: 'Write SQL text to the log. It may hold secrets; off by default.',
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;

type ValueOf<S extends Setting> = S['type'] extends 'boolean'
  ? boolean
  : S['type'] extends 'integer' | 'port' | 'bytes' | 'duration'
    ? number
    : S['type'] extends 'list'
      ? readonly string[]
      : S['type'] extends { oneOf: infer O extends readonly string[] }
        ? O[number]
        : string;
type HasDefault<S extends Setting> = S extends { default: string | number | boolean } ? true : false;

/** Resolved settings: those without a default may be undefined. */
export type Settings = {
  readonly [N in SettingName]: HasDefault<(typeof settings)[N]> extends true
    ? ValueOf<(typeof settings)[N]>
    : ValueOf<(typeof settings)[N]> | undefined;
};

const words = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).split(' ');

/** `pgPort` → `--pg-port` */
export const flagOf = (name: string) => `--${words(name).join('-')}`;
/** `pgPort` → `BROODER_PG_PORT` */
export const environmentOf = (name: string) => `BROODER_${words(name).join('_').toUpperCase()}`;

export function settingsOf(command: CommandName): SettingName[] {
  return (Object.keys(settings) as SettingName[]).filter((name) =>
    (settings[name].commands as readonly CommandName[]).includes(command),
  );
}

import type { GrpcStatusName } from './failure.ts';

interface ErrorEntry {
  /** PostgreSQL error code; source: PostgreSQL docs, appendix A. */
  sqlstate: string;
  grpc: GrpcStatusName;
  http: number;
  // biome-ignore lint/suspicious/noExplicitAny: each entry has its own parameters; ErrorParameters gives them back typed
  text: (parameters: any) => string;
}

/** Every error Brooder raises: what was expected, what came, what to do. The docs page and the tests read this table. */
export const errorTable = {
  // Start-up and the command line
  portInUse: {
    sqlstate: '58000',
    grpc: 'UNAVAILABLE',
    http: 500,
    text: (p: { port: number; flag: string; what: string }) =>
      `Port ${p.port} for ${p.what} is taken by another program. See who holds it with "ss -ltnp sport = :${p.port}", or choose another port with ${p.flag} (0 picks any free one).`,
  },
  portForbidden: {
    sqlstate: '42501',
    grpc: 'PERMISSION_DENIED',
    http: 500,
    text: (p: { port: number; flag: string; what: string }) =>
      `This user may not listen on port ${p.port} for ${p.what}. Choose a port above 1023 with ${p.flag}.`,
  },
  dataDirInUse: {
    sqlstate: '55006',
    grpc: 'FAILED_PRECONDITION',
    http: 500,
    text: (p: { dir: string; pid: number }) =>
      `Another brooder (process ${p.pid}) uses the data directory ${p.dir}. Stop it, or choose another directory with --data-dir.`,
  },
  dataDirUnusable: {
    sqlstate: '58030',
    grpc: 'FAILED_PRECONDITION',
    http: 500,
    text: (p: { dir: string; reason: string }) =>
      `The data directory ${p.dir} cannot be used: ${p.reason}. Choose another with --data-dir.`,
  },
  unknownSetting: {
    sqlstate: '42704',
    grpc: 'INVALID_ARGUMENT',
    http: 400,
    text: (p: { name: string; source: string; nearest?: string }) =>
      `Unknown setting "${p.name}" in ${p.source}.${p.nearest ? ` Did you mean "${p.nearest}"?` : ''} "brooder settings" lists all of them.`,
  },
  invalidSetting: {
    sqlstate: '22023',
    grpc: 'INVALID_ARGUMENT',
    http: 400,
    text: (p: { name: string; expected: string; actual: string; source: string }) =>
      `Setting "${p.name}" from ${p.source} must be ${p.expected}, but is ${p.actual}.`,
  },
  missingSetting: {
    sqlstate: '22023',
    grpc: 'INVALID_ARGUMENT',
    http: 400,
    text: (p: { name: string; flag: string; env: string }) =>
      `Setting "${p.name}" is required: give ${p.flag}, or set ${p.env}.`,
  },
  embeddedPostgresUnavailable: {
    sqlstate: '58000',
    grpc: 'FAILED_PRECONDITION',
    http: 500,
    text: (p: { reason: string }) =>
      `The embedded Postgres cannot run here: ${p.reason}. Give your own with --config-store postgres://user@host/database (or BROODER_CONFIG_STORE).`,
  },
  configStoreUnavailable: {
    sqlstate: '57P03',
    grpc: 'UNAVAILABLE',
    http: 503,
    text: (p: { reason: string }) =>
      `The config store does not answer: ${p.reason}. Try again; running sessions go on.`,
  },
  badDataFile: {
    sqlstate: '22000',
    grpc: 'INVALID_ARGUMENT',
    http: 400,
    text: (p: { file: string; reason: string }) => `${p.file} cannot be loaded, and nothing was changed: ${p.reason}`,
  },
  missingFile: {
    sqlstate: '58P01',
    grpc: 'NOT_FOUND',
    http: 400,
    text: (p: { file: string }) => `The file ${p.file} does not exist or cannot be read.`,
  },

  // Login
  loginRefused: {
    sqlstate: '28P01',
    grpc: 'UNAUTHENTICATED',
    http: 401,
    text: (p: { user: string }) => `password authentication failed for user "${p.user}"`,
  },
  unauthenticated: {
    sqlstate: '28000',
    grpc: 'UNAUTHENTICATED',
    http: 401,
    text: (p: { expected: string }) => `This call carries no valid credentials; expected ${p.expected}.`,
  },
  tokenRefused: {
    sqlstate: '28P01',
    grpc: 'UNAUTHENTICATED',
    http: 401,
    text: (_: Record<never, never>) =>
      'This token is refused: expected one of the identity provider, for this service, valid at this time, that names an org, a user of it and no other database. Get another token, or ask the operator.',
  },
  identityProviderUnavailable: {
    sqlstate: '58000',
    grpc: 'UNAVAILABLE',
    http: 503,
    text: (p: { reason: string }) =>
      `The keys of the identity provider cannot be had: ${p.reason}. Try again; logins with a password and running sessions go on.`,
  },
  tlsRequired: {
    sqlstate: '28000',
    grpc: 'UNAUTHENTICATED',
    http: 403,
    text: (_: Record<never, never>) =>
      'This server takes encrypted connections only: connect with sslmode=require (the operator may allow others with --allow-plaintext).',
  },
  loginTimeout: {
    sqlstate: '57014',
    grpc: 'DEADLINE_EXCEEDED',
    http: 408,
    text: (p: { seconds: number }) => `The login did not finish within ${p.seconds} s; the connection is closed.`,
  },
  tooManyConnections: {
    sqlstate: '53300',
    grpc: 'RESOURCE_EXHAUSTED',
    http: 429,
    text: (p: { limit: number; what: string }) =>
      `Too many connections: ${p.what} allows ${p.limit} at once. Close some, or try again later.`,
  },

  // Values of the chart
  invalidValues: {
    sqlstate: '22023',
    grpc: 'INVALID_ARGUMENT',
    http: 400,
    text: (p: { problems: string }) => p.problems,
  },

  // Wire
  protocolViolation: {
    sqlstate: '08P01',
    grpc: 'INVALID_ARGUMENT',
    http: 400,
    text: (p: { expected: string; actual: string }) => `Protocol violation: expected ${p.expected}, got ${p.actual}.`,
  },
  messageTooLarge: {
    sqlstate: '54000',
    grpc: 'RESOURCE_EXHAUSTED',
    http: 413,
    text: (p: { limit: number; actual: number; what: string }) =>
      `${p.what} of ${p.actual} bytes is over the limit of ${p.limit} bytes.`,
  },
  invalidText: {
    sqlstate: '22P02',
    grpc: 'INVALID_ARGUMENT',
    http: 400,
    text: (p: { type: string; text: string }) => `invalid input syntax for type ${p.type}: "${p.text}"`,
  },
  invalidBinary: {
    sqlstate: '22P03',
    grpc: 'INVALID_ARGUMENT',
    http: 400,
    text: (p: { type: string; expected: string; actual: string }) =>
      `Binary value of type ${p.type} must have ${p.expected}, got ${p.actual}.`,
  },
  numberOutOfRange: {
    sqlstate: '22003',
    grpc: 'OUT_OF_RANGE',
    http: 400,
    text: (p: { type: string; text: string }) => `value "${p.text}" is out of range for type ${p.type}`,
  },
  unsupported: {
    sqlstate: '0A000',
    grpc: 'UNIMPLEMENTED',
    http: 501,
    text: (p: { what: string; instead: string }) => `${p.what} is not supported. ${p.instead}`,
  },
  syntax: {
    sqlstate: '42601',
    grpc: 'INVALID_ARGUMENT',
    http: 400,
    text: (p: { reason: string }) => p.reason,
  },

  // Sessions and statements
  transactionAborted: {
    sqlstate: '25P02',
    grpc: 'FAILED_PRECONDITION',
    http: 409,
    text: (_: Record<never, never>) =>
      'current transaction is aborted, commands ignored until end of transaction block',
  },
  unknownStatement: {
    sqlstate: '26000',
    grpc: 'NOT_FOUND',
    http: 404,
    text: (p: { name: string }) => `prepared statement "${p.name}" does not exist`,
  },
  duplicateStatement: {
    sqlstate: '42P05',
    grpc: 'ALREADY_EXISTS',
    http: 409,
    text: (p: { name: string }) => `prepared statement "${p.name}" already exists`,
  },
  unknownPortal: {
    sqlstate: '34000',
    grpc: 'NOT_FOUND',
    http: 404,
    text: (p: { name: string }) => `portal "${p.name}" does not exist`,
  },
  duplicatePortal: {
    sqlstate: '42P03',
    grpc: 'ALREADY_EXISTS',
    http: 409,
    text: (p: { name: string }) => `portal "${p.name}" already exists`,
  },
  resultTypeChanged: {
    sqlstate: '0A000',
    grpc: 'ABORTED',
    http: 409,
    text: (_: Record<never, never>) => 'cached plan must not change result type; prepare the statement again',
  },
  cancelled: {
    sqlstate: '57014',
    grpc: 'CANCELLED',
    http: 499,
    text: (p: { reason: string }) => `canceling statement due to ${p.reason}`,
  },
  unknownSession: {
    sqlstate: '08003',
    grpc: 'NOT_FOUND',
    http: 404,
    text: (_: Record<never, never>) => 'This session does not exist, or has ended. Connect again.',
  },
  invalidTicket: {
    sqlstate: '22023',
    grpc: 'UNAUTHENTICATED',
    http: 401,
    text: (_: Record<never, never>) => 'This ticket is not valid for this session. Ask for the flight info again.',
  },
  engine: {
    sqlstate: 'XX000',
    grpc: 'INVALID_ARGUMENT',
    http: 400,
    text: (p: { message: string }) => p.message,
  },
  resultBufferFull: {
    sqlstate: '53200',
    grpc: 'RESOURCE_EXHAUSTED',
    http: 507,
    text: (p: { limit: number }) =>
      `An open portal holds more than ${p.limit} bytes of rows that were not fetched while another statement ran. Fetch or close it first.`,
  },

  // Pool and workers
  workerLost: {
    sqlstate: '57P01',
    grpc: 'UNAVAILABLE',
    http: 503,
    text: (p: { worker: string }) =>
      `worker lost: the process that ran this session (${p.worker}) has ended. Connect again for another one.`,
  },
  workerAlreadyLeased: {
    sqlstate: '55006',
    grpc: 'FAILED_PRECONDITION',
    http: 409,
    text: (_: Record<never, never>) => 'This worker has served another org and takes no second one; it exits.',
  },
  staleEpoch: {
    sqlstate: '55006',
    grpc: 'FAILED_PRECONDITION',
    http: 409,
    text: (p: { expected: string; actual: string }) =>
      `Epoch ${p.actual} is older than ${p.expected}, the newest this worker has seen. The sender no longer owns it.`,
  },
  notActivated: {
    sqlstate: '55000',
    grpc: 'FAILED_PRECONDITION',
    http: 409,
    text: (_: Record<never, never>) => 'This worker has not been activated for an org.',
  },
  draining: {
    sqlstate: '57P01',
    grpc: 'UNAVAILABLE',
    http: 503,
    text: (p: { what: string }) => `${p.what} is draining and takes no new sessions. Connect again.`,
  },
  fenced: {
    sqlstate: '55006',
    grpc: 'ABORTED',
    http: 409,
    text: (p: { worker: string; epoch: string }) =>
      `Worker ${p.worker} is no longer held at epoch ${p.epoch}; this gateway's write was refused.`,
  },
  edgeRefused: {
    sqlstate: '23514',
    grpc: 'FAILED_PRECONDITION',
    http: 409,
    text: (p: { worker: string; from: string; to: string }) =>
      `Worker ${p.worker} may not move from ${p.from} to ${p.to}.`,
  },
  noWorker: {
    sqlstate: '57P03',
    grpc: 'UNAVAILABLE',
    http: 503,
    text: (p: { seconds: number; reason: string }) =>
      `No worker became ready within ${p.seconds} s: ${p.reason}. Try again.`,
  },
  workerCap: {
    sqlstate: '53300',
    grpc: 'RESOURCE_EXHAUSTED',
    http: 429,
    text: (p: { scope: string; limit: number }) =>
      `${p.scope} already has ${p.limit} workers, its limit, and all of them are full. Try again later.`,
  },
  activationFailed: {
    sqlstate: '58000',
    grpc: 'UNAVAILABLE',
    http: 503,
    text: (p: { org: string; reason: string }) => `The warehouse of org ${p.org} could not be opened: ${p.reason}`,
  },
  spawnFailed: {
    sqlstate: '58000',
    grpc: 'UNAVAILABLE',
    http: 503,
    text: (p: { reason: string }) => `A worker could not be started: ${p.reason}`,
  },
  warehouseMissing: {
    sqlstate: '3D000',
    grpc: 'NOT_FOUND',
    http: 404,
    text: (p: { database: string }) => `database "${p.database}" does not exist`,
  },

  // Kubernetes
  kubernetesUnavailable: {
    sqlstate: '58000',
    grpc: 'UNAVAILABLE',
    http: 503,
    text: (p: { call: string; reason: string }) =>
      `The Kubernetes API did not answer "${p.call}": ${p.reason}. It is asked again; running sessions go on.`,
  },
  kubernetesRefused: {
    sqlstate: '42501',
    grpc: 'PERMISSION_DENIED',
    http: 500,
    text: (p: { call: string; verb: string; resource: string; namespace: string }) =>
      `The Kubernetes API refuses "${p.verb} ${p.resource}" in namespace "${p.namespace}" (for "${p.call}"). The gateway's Role in that namespace must grant it: see "kubectl get roles,rolebindings -n ${p.namespace} -o wide", and keep rbac.create on.`,
  },
  kubernetesRejected: {
    sqlstate: '58000',
    grpc: 'FAILED_PRECONDITION',
    http: 500,
    text: (p: { call: string; namespace: string; status: number; reason: string }) =>
      `The Kubernetes API does not accept what "${p.call}" asked for in namespace "${p.namespace}" (status ${p.status}): ${p.reason}`,
  },

  // REST and administration
  notFound: {
    sqlstate: '42704',
    grpc: 'NOT_FOUND',
    http: 404,
    text: (p: { what: string }) => `${p.what} does not exist.`,
  },
  alreadyExists: {
    sqlstate: '42710',
    grpc: 'ALREADY_EXISTS',
    http: 409,
    text: (p: { what: string }) => `${p.what} already exists.`,
  },
  invalidName: {
    sqlstate: '42602',
    grpc: 'INVALID_ARGUMENT',
    http: 400,
    text: (p: { what: string; name: string }) =>
      `${p.what} must be 1 to 63 characters of a-z, 0-9, "-" or "_", beginning with a letter, but is "${p.name}".`,
  },
  invalidRequest: {
    sqlstate: '22023',
    grpc: 'INVALID_ARGUMENT',
    http: 400,
    text: (p: { reason: string }) => p.reason,
  },
  diskFull: {
    sqlstate: '53100',
    grpc: 'RESOURCE_EXHAUSTED',
    http: 507,
    text: (p: { reason: string }) => `No space is left for this statement: ${p.reason}`,
  },
  internal: {
    sqlstate: 'XX000',
    grpc: 'INTERNAL',
    http: 500,
    text: (_: Record<never, never>) =>
      'An internal error ended this request. The log of the gateway or worker has its cause.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorTable;
export type ErrorParameters<C extends ErrorCode> = Parameters<(typeof errorTable)[C]['text']>[0];

/** Shapes of the REST bodies as JSON Schema: Fastify validates and writes by them, and /openapi.json shows them. */
import { warehouseSecretNames } from '@brooder/contracts';

const text = { type: 'string' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const name253 = { ...text, maxLength: 253 } as const;
const milliseconds = { type: 'number', description: 'Milliseconds.' } as const;

const object = <P extends object>(properties: P, optional: readonly string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  properties,
});
const listOf = (name: string, items: object) => object({ [name]: { type: 'array', items } });

export const errorBody = object({
  error: object(
    {
      code: { ...text, description: "Key of Brooder's error table." },
      sqlstate: { ...text, pattern: '^[0-9A-Z]{5}$' },
      message: text,
      hint: text,
    },
    ['hint'],
  ),
});

const secretReference = object({ namespace: { ...text, maxLength: 63 }, name: name253, key: name253 });

const kubernetesSide = {
  secrets: {
    ...object(Object.fromEntries(warehouseSecretNames.map((name) => [name, secretReference])), warehouseSecretNames),
    description:
      "Where the warehouse's own credentials are; all in the namespace of workerIdentity. Never their values.",
  },
  workerIdentity: {
    ...object({ namespace: { ...text, maxLength: 63 }, name: name253, iamRoleArn: { ...text, maxLength: 600 } }, [
      'iamRoleArn',
    ]),
    description: 'ServiceAccount of the workers of this warehouse.',
  },
};

const warehouse = object(
  {
    database: text,
    kind: { enum: ['memory', 'duckdb-file', 'ducklake', 'iceberg'] },
    options: { type: 'object', additionalProperties: text },
    state: { enum: ['ready', 'pending', 'failed', 'deleting'] },
    ...kubernetesSide,
  },
  Object.keys(kubernetesSide),
);

/** `options` may be left out: a duckdb-file warehouse then gets a file of its own where the gateway keeps such files. */
const warehouseRequest = object(
  {
    database: { ...text, maxLength: 63 },
    kind: warehouse.properties.kind,
    options: { type: 'object', maxProperties: 32, additionalProperties: { ...text, maxLength: 4096 } },
    ...kubernetesSide,
  },
  ['options', ...Object.keys(kubernetesSide)],
);

const org = object(
  {
    id: text,
    suspended: { type: 'boolean' },
    maxWorkers: count,
    createdAt: { ...text, format: 'date-time' },
    warehouse: { ...warehouse, nullable: true },
  },
  ['maxWorkers'],
);

const user = object({
  org: text,
  name: text,
  disabled: { type: 'boolean' },
  createdAt: { ...text, format: 'date-time' },
});

const password = { ...text, minLength: 1, maxLength: 1024, writeOnly: true };

export const schemas = {
  org,
  orgs: listOf('orgs', org),
  createOrg: object(
    {
      id: { ...text, maxLength: 63 },
      maxWorkers: { ...count, minimum: 1, maximum: 10_000 },
      warehouse: warehouseRequest,
    },
    ['maxWorkers', 'warehouse'],
  ),
  warehouse,
  warehouseRequest,
  user,
  users: listOf('users', user),
  createUser: object({ name: { ...text, maxLength: 63 }, password }),
  setPassword: object({ password }),
  workers: listOf(
    'workers',
    object(
      {
        id: text,
        pool: text,
        state: text,
        role: text,
        epoch: { ...text, description: 'Unsigned 64-bit number.' },
        org: text,
        instance: text,
        host: text,
        port: count,
        uid: text,
        maxSessions: count,
        sessions: count,
        templateHash: text,
        reason: text,
        stateAgeMs: milliseconds,
        heartbeatAgeMs: milliseconds,
        idleAgeMs: milliseconds,
      },
      ['org', 'instance', 'host', 'port', 'uid', 'reason'],
    ),
  ),
  sessions: listOf(
    'sessions',
    object({
      id: text,
      org: text,
      user: text,
      database: text,
      protocol: { enum: ['pg', 'flight'] },
      workerId: text,
      instance: text,
      remote: text,
      application: text,
      ageMs: milliseconds,
    }),
  ),
  pools: listOf(
    'pools',
    object(
      {
        pool: text,
        warmTarget: count,
        byState: { type: 'object', additionalProperties: count },
        reconcileAgeMs: milliseconds,
        blocked: text,
      },
      ['reconcileAgeMs', 'blocked'],
    ),
  ),
  orgPath: object({ org: text }),
  userPath: object({ org: text, name: text }),
} as const;

/** A route's schema: what it does, what it takes, what it answers. */
export function describeRoute(parts: {
  summary: string;
  params?: object;
  body?: object;
  reply: object;
  status?: 200 | 201;
}): { schema: object } {
  const { summary, params, body, reply, status = 200 } = parts;
  return {
    schema: {
      summary,
      ...(params && { params }),
      ...(body && { body }),
      response: { [status]: reply, '4xx': errorBody, '5xx': errorBody },
    },
  };
}

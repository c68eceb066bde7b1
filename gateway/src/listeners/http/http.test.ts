import { createServer } from 'node:http';
import { failures } from '@brooder/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realClock, realRandom } from '../../seams/index.ts';
import { createMemoryStore, type OrgUserRow, type Store } from '../../store/index.ts';
import { createMetrics, silentLog } from '../../telemetry/index.ts';
import type { Tenants } from '../../tenants/index.ts';
import { createReadiness, type HttpListener, listenHttp, listenMetrics } from './index.ts';

const secret = 'correct-horse-battery-staple';
let store: Store;
let http: HttpListener;
let now = 0;
const status = { pool: 'default', warmTarget: 2, byState: { idle: 2 }, reconcileAgeMs: 5 };

/** Writes to the store as tenants do, without their checks of names and passwords. */
function tenantsOn(on: Store): Tenants {
  const user = async (org: string, name: string) => (await on.user(org, name)) as OrgUserRow;
  return {
    createOrg: ({ id }) => on.createOrg(id),
    createUser: async ({ org, name }) => {
      await on.putUser({ org, name, verifier: 'SCRAM-SHA-256$4096:canary' }, 'create');
      return user(org, name);
    },
    setPassword: async ({ org, name }) => on.putUser({ org, name, verifier: 'SCRAM-SHA-256$4096:canary' }, 'replace'),
    putWarehouse: async (row) => {
      const whole = { state: 'ready' as const, ...row };
      await on.putWarehouse(whole);
      return whole;
    },
  } as Partial<Tenants> as Tenants;
}

beforeAll(async () => {
  store = createMemoryStore({ clock: realClock, random: realRandom } as never);
  http = await listenHttp({
    host: '127.0.0.1',
    port: 0,
    internalSecret: secret,
    version: '0.1.0',
    clock: { ...realClock, now: () => now },
    store,
    tenants: tenantsOn(store),
    pool: { status: async () => status },
    warehouseFile: (org, database) => `/data/${org}/${database}.duckdb`,
    log: silentLog,
  });
});
afterAll(() => http.close(0));

async function call(method: string, path: string, options: { body?: unknown; secret?: string; raw?: string } = {}) {
  const response = await fetch(`http://127.0.0.1:${http.port}${path}`, {
    method,
    headers: {
      'x-brooder-internal-secret': options.secret ?? secret,
      ...(options.body !== undefined || options.raw !== undefined ? { 'content-type': 'application/json' } : {}),
    },
    ...(options.raw !== undefined && { body: options.raw }),
    ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
  });
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : undefined;
  return { status: response.status, text, json };
}

describe('REST', () => {
  test('an org is made with its warehouse and users, and shown without any verifier', async () => {
    const made = await call('POST', '/api/v1/orgs', {
      body: { id: 'ducks', warehouse: { database: 'pond', kind: 'duckdb-file' } },
    });
    expect(made).toMatchObject({
      status: 201,
      json: { id: 'ducks', warehouse: { database: 'pond', options: { path: '/data/ducks/pond.duckdb' } } },
    });
    const user = await call('POST', '/api/v1/orgs/ducks/users', { body: { name: 'daisy', password: 'quack' } });
    expect(user.status).toBe(201);
    expect(
      (await call('PUT', '/api/v1/orgs/ducks/users/daisy', { body: { password: 'quack quack' } })).json,
    ).toMatchObject({ name: 'daisy', disabled: false });
    const listed = await call('GET', '/api/v1/orgs/ducks/users');
    expect(listed.json.users).toMatchObject([{ org: 'ducks', name: 'daisy' }]);
    expect(user.text + listed.text).not.toContain('SCRAM');
    expect((await call('GET', '/api/v1/orgs')).json.orgs).toMatchObject([
      { id: 'ducks', warehouse: { kind: 'duckdb-file' } },
    ]);
    expect((await call('GET', '/api/v1/orgs/ducks/warehouse')).json).toMatchObject({ database: 'pond' });
    const moved = await call('PUT', '/api/v1/orgs/ducks/warehouse', { body: { database: 'pond', kind: 'memory' } });
    expect(moved.json).toEqual({ database: 'pond', kind: 'memory', options: {}, state: 'ready' });
  });

  test('a warehouse shows where its credentials are and who its workers are; what is no reference is refused', async () => {
    await call('POST', '/api/v1/orgs', { body: { id: 'herons' } });
    const path = '/api/v1/orgs/herons/warehouse';
    const reference = { namespace: 'workers', name: 'herons', key: 'secret' };
    const row = {
      database: 'reeds',
      kind: 'ducklake',
      options: { metadata: '/data/herons/meta.ducklake', dataPath: 's3://herons/', s3Region: 'eu-central-1' },
      secrets: { s3SecretAccessKey: reference },
      workerIdentity: { namespace: 'workers', name: 'herons', iamRoleArn: 'arn:aws:iam::123456789012:role/herons' },
    };
    expect((await call('PUT', path, { body: row })).json).toEqual({ ...row, state: 'ready' });
    expect((await call('GET', path)).json).toEqual({ ...row, state: 'ready' });
    const withValue = { ...row, secrets: { s3SecretAccessKey: 'hunter2' } };
    expect(await call('PUT', path, { body: withValue })).toMatchObject({ status: 400 });
    const { components, paths } = (await call('GET', '/openapi.json')).json;
    expect(components).toBeDefined();
    expect(JSON.stringify(paths['/api/v1/orgs/{org}/warehouse'].put.requestBody)).toContain('iamRoleArn');
  });

  test('a taken database name leaves no half-made org', async () => {
    await call('POST', '/api/v1/orgs', { body: { id: 'swans', warehouse: { database: 'lake', kind: 'memory' } } });
    const second = await call('POST', '/api/v1/orgs', {
      body: { id: 'geese', warehouse: { database: 'lake', kind: 'memory' } },
    });
    expect(second).toMatchObject({ status: 409, json: { error: { code: 'alreadyExists', sqlstate: '42710' } } });
    expect((await call('GET', '/api/v1/orgs/geese')).status).toBe(404);
  });

  test('workers, sessions and pools are listed; epochs as text, cancel keys and claim ids not at all', async () => {
    await store.insertSpawning(
      { id: 'w1', pool: 'default', instance: 'g', maxSessions: 4, templateHash: 'h', role: 'Dual' },
      { maxWorkers: 9 },
    );
    const workers = await call('GET', '/api/v1/workers');
    expect(workers.json.workers).toMatchObject([{ id: 'w1', state: 'spawning', epoch: '0' }]);
    expect((await call('GET', '/api/v1/sessions')).json).toEqual({ sessions: [] });
    expect((await call('GET', '/api/v1/pool')).json).toEqual({ pools: [status] });
  });

  test.each([
    ['an unknown org', 'GET', '/api/v1/orgs/nobody', {}, 404, 'notFound'],
    ['an unknown route', 'GET', '/api/v1/nothing', {}, 404, 'notFound'],
    ['a missing field', 'POST', '/api/v1/orgs', { body: {} }, 400, 'invalidRequest'],
    ['an unknown field', 'POST', '/api/v1/orgs', { body: { id: 'a', admin: true } }, 400, 'invalidRequest'],
    ['a number for text', 'POST', '/api/v1/orgs', { body: { id: 7 } }, 400, 'invalidRequest'],
    ['a poisoned prototype', 'POST', '/api/v1/orgs', { raw: '{"__proto__":{"a":1},"id":"x"}' }, 400, 'invalidRequest'],
    ['half a JSON text', 'POST', '/api/v1/orgs', { raw: '{"id":' }, 400, 'invalidRequest'],
    ['100,000 levels', 'POST', '/api/v1/orgs', { raw: '['.repeat(100_000) }, 400, 'invalidRequest'],
    ['a body over 1 MB', 'POST', '/api/v1/orgs', { raw: ' '.repeat(1_100_000) }, 413, 'messageTooLarge'],
    ['a path that cannot be decoded', 'GET', '/api/v1/orgs/%zz', {}, 400, 'invalidRequest'],
  ])('%s gets a typed error', async (_, method, path, options, statusCode, code) => {
    const { status: got, json } = await call(method, path, options);
    expect({ status: got, code: json.error.code }).toEqual({ status: statusCode, code });
    expect(json.error).toMatchObject({ sqlstate: expect.stringMatching(/^\w{5}$/), message: expect.any(String) });
  });

  test('the front page needs no secret and allows no script and no frame', async () => {
    const response = await fetch(`http://127.0.0.1:${http.port}/`);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('/openapi.json');
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
  });

  test('a taken port is named with its flag', async () => {
    const options = {
      host: '127.0.0.1',
      port: http.port,
      internalSecret: 'x',
      version: '0',
      clock: realClock,
      log: silentLog,
    };
    const parts = { store, tenants: tenantsOn(store), pool: { status: async () => status } };
    await expect(listenHttp({ ...options, ...parts })).rejects.toThrow(new RegExp(`Port ${http.port} .*--api-port`));
  });
});

test('A01: without the right secret every route of the OpenAPI document, and every other path, answers the same 401', async () => {
  const { json: document } = await call('GET', '/openapi.json');
  const routes = Object.entries(document.paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => [method.toUpperCase(), path.replaceAll(/\{\w+\}/g, 'ducks')] as const),
  );
  expect(routes.length).toBeGreaterThanOrEqual(11);
  const others = [
    ['GET', '/openapi.json'],
    ['GET', '/api/v1/nothing'],
    ['GET', '/api/v1/orgs/%zz'],
    ['DELETE', '/api/v1/orgs'],
    ['OPTIONS', '/api/v1/orgs'],
    ['POST', '/'],
  ] as const;
  const answers = new Set<string>();
  for (const [method, path] of [...routes, ...others]) {
    for (const wrong of ['', 'x', secret.slice(1), `${secret} x`, `x, ${secret}`]) {
      const body = method === 'POST' || method === 'PUT' ? { raw: '{"broken' } : {};
      const { status: got, text } = await call(method, path, { ...body, secret: wrong });
      expect(got, `${method} ${path}`).toBe(401);
      answers.add(text);
    }
  }
  expect(answers.size).toBe(1);
});

test('A04: 1,000 wrong secrets end in 429 with Retry-After; the right one passes all the same, and the burst is forgiven', async () => {
  now += 60_000;
  const attempt = () =>
    fetch(`http://127.0.0.1:${http.port}/api/v1/orgs`, { headers: { 'x-brooder-internal-secret': 'wrong' } });
  const answers = new Map<number, number>();
  let last: Response | undefined;
  for (let i = 0; i < 1_000; i++) {
    last = await attempt();
    answers.set(last.status, (answers.get(last.status) ?? 0) + 1);
    await last.arrayBuffer();
  }
  expect(Object.fromEntries(answers)).toEqual({ 401: 200, 429: 800 });
  expect(last!.headers.get('retry-after')).toBe('10');
  expect((await call('GET', '/api/v1/orgs')).status).toBe(200);
  now += 10_000;
  expect((await attempt()).status).toBe(401);
});

describe('metrics and health', () => {
  test('livez never asks the store; readyz gives reasons, remembers its answer for a second, and fails when draining', async () => {
    let asked = 0;
    let answer = async () => status as typeof status | { pool: string; warmTarget: number; byState: object };
    const pool = {
      status: () => {
        asked++;
        return answer() as Promise<typeof status>;
      },
    };
    let now = 0;
    const readiness = createReadiness(pool, { ...realClock, now: () => now });
    const listener = await listenMetrics({
      host: '127.0.0.1',
      port: 0,
      metrics: createMetrics(),
      readiness,
      log: silentLog,
    });
    const get = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${listener.port}${path}`);
      return { status: response.status, text: await response.text() };
    };
    expect((await get('/livez')).status).toBe(200);
    expect(asked).toBe(0);
    expect(await get('/readyz')).toEqual({ status: 200, text: '{"ready":true,"reasons":[]}' });
    await get('/readyz');
    expect(asked).toBe(1);
    now += 2_000;
    answer = async () => ({ pool: 'default', warmTarget: 2, byState: {} });
    expect(await get('/readyz')).toMatchObject({ status: 503, text: expect.stringContaining('first pass') });
    now += 2_000;
    answer = async () => {
      throw failures.configStoreUnavailable({ reason: 'down' });
    };
    expect(await get('/readyz')).toMatchObject({ status: 503, text: expect.stringContaining('config store') });
    readiness.drain();
    expect(await get('/readyz')).toMatchObject({ status: 503, text: expect.stringContaining('draining') });
    expect((await get('/livez')).status).toBe(200);
    expect((await get('/metrics')).text).toContain('# TYPE brooder_workers gauge');
    expect((await get('/nothing')).status).toBe(404);
    await listener.close(0);
  });

  test('a taken metrics port is named with its flag', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as { port: number };
    const readiness = { reasons: async () => [] };
    const listening = listenMetrics({ host: '127.0.0.1', port, metrics: createMetrics(), readiness, log: silentLog });
    await expect(listening).rejects.toMatchObject({
      code: 'portInUse',
      message: expect.stringContaining('--metrics-port'),
    });
    holder.close();
  });
});

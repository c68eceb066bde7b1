/** The whole gateway with real worker processes, an embedded Postgres and stock clients. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveSettings } from '@brooder/contracts';
import { FlightClient, packCommand, packDescriptor } from '@brooder/flight';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  createLog,
  openPostgresStore,
  processWorkers,
  type RunningGateway,
  realClock,
  realRandom,
  type StartGatewayOptions,
  selfSignedServer,
  startEmbeddedPostgres,
  startGateway,
} from './index.ts';
import { audience, startIssuer, type TestIssuer } from './oidc/issuer.fixture.ts';

const workerMain = new URL('../../worker/src/main.ts', import.meta.url);
const seams = { clock: realClock, random: realRandom };
const lines: string[] = [];
const log = createLog({ level: 'info', destination: { write: (line) => void lines.push(line) } });

let directory: string;
let postgres: Awaited<ReturnType<typeof startEmbeddedPostgres>>;
let gateway: RunningGateway;
let issuer: TestIssuer;
let options: StartGatewayOptions;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'brooder-gateway-'));
  // Below a closed directory, root's Postgres would keep its files elsewhere, and they would stay.
  await chmod(directory, 0o755);
  postgres = await startEmbeddedPostgres({ dataDir: join(directory, 'store'), clock: realClock, log });
  issuer = await startIssuer();
  const { values: settings } = resolveSettings('up', {
    environment: {},
    flags: {
      pgPort: '0',
      flightPort: '0',
      apiPort: '0',
      metricsPort: '0',
      warmTarget: '1',
      oidcIssuer: issuer.url,
      oidcAudience: audience,
      handoverDrainTimeout: '1s',
    },
  });
  options = {
    settings,
    store: await openPostgresStore({ connection: postgres.connection, ...seams }),
    cluster: processWorkers({ workerMain, tempDir: join(directory, 'workers'), settings }),
    instance: 'g1',
    tls: await selfSignedServer({ directory: join(directory, 'tls'), hosts: ['127.0.0.1', 'localhost'], ...seams }),
    internalSecret: 'test-secret-of-enough-length',
    mockSecret: realRandom.bytes(32),
    sessionKey: realRandom.bytes(32),
    warehouseFile: (org, database) => join(directory, `${org}-${database}.duckdb`),
    version: '0.1.0',
    log,
    ...seams,
  };
  gateway = await startGateway(options);
  const { tenants } = gateway;
  for (const [org, database] of [
    ['local', 'brooder'],
    ['ducks', 'pond'],
  ] as const) {
    await tenants.createOrg({ id: org });
    await tenants.createUser({ org, name: 'postgres', password: `${org}-password` });
    await tenants.putWarehouse({ org, database, kind: 'memory', options: {} });
  }
  await gateway.ready;
});
afterAll(async () => {
  await gateway?.close();
  await issuer?.close();
  await postgres?.stop();
  await rm(directory, { recursive: true, force: true });
});

async function connect(overrides: pg.ClientConfig = {}): Promise<pg.Client> {
  const client = new pg.Client({
    ...gateway.addresses.pg,
    user: 'postgres',
    password: 'local-password',
    database: 'brooder',
    ssl: { ca: options.tls.cert, servername: 'localhost' },
    ...overrides,
  });
  client.on('error', () => {});
  await client.connect();
  return client;
}

const flightClient = (token?: string) =>
  new FlightClient({
    ...gateway.addresses.flight,
    tls: { ca: options.tls.cert, serverName: 'localhost' },
    ...(token && { metadata: { authorization: `Bearer ${token}` } }),
  });

describe('a Postgres client', () => {
  test('logs in over TLS and gets rows, by the simple and the extended protocol', async () => {
    const client = await connect();
    expect((await client.query('select 6 * 7 as answer')).rows).toEqual([{ answer: 42 }]);
    expect((await client.query('select $1::int + 1 as answer', [41])).rows).toEqual([{ answer: 42 }]);
    await client.end();
  });

  test('gets 57P01 when its worker is killed, and the next connect meets another worker', async () => {
    const client = await connect();
    await client.query('select 1');
    const before = (await rest('/api/v1/workers')).workers.find((worker) => worker.org === 'local')!;
    const running = client.query('select count(*) from range(100000000000) t(i) where i % 7 = 3');
    running.catch(() => {});
    await vi.waitFor(async () => expect((await rest('/api/v1/sessions')).sessions).toHaveLength(1));
    process.kill(await pidOf(before.id), 'SIGKILL');
    await expect(running).rejects.toMatchObject({ code: '57P01', message: expect.stringContaining('worker lost') });
    const next = await connect();
    expect((await next.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await next.end();
  });
});

interface WorkerReply {
  id: string;
  org?: string;
  uid: string;
  state: string;
}

async function rest(path: string): Promise<{ workers: WorkerReply[]; sessions: { protocol: string }[] }> {
  const { host, port } = gateway.addresses.api;
  const headers = { 'x-brooder-internal-secret': options.internalSecret };
  const response = await fetch(`http://${host}:${port}${path}`, { headers });
  return (await response.json()) as { workers: WorkerReply[]; sessions: { protocol: string }[] };
}

async function pidOf(workerId: string): Promise<number> {
  const row = (await rest('/api/v1/workers')).workers.find(({ id }) => id === workerId);
  return Number(/^\d+/.exec(row!.uid)![0]);
}

describe('a Flight client', () => {
  const query = (sql: string) => packDescriptor(packCommand('statementQuery', { query: sql }));

  async function rows(client: FlightClient, sql: string): Promise<number> {
    const info = await client.getFlightInfo(query(sql));
    let frames = 0;
    for await (const _ of client.doGet(info.endpoint[0]!.ticket!.ticket)) frames++;
    return frames;
  }

  test('logs in, and gets a schema and a batch by a ticket without a location', async () => {
    const entrance = flightClient();
    const client = flightClient(await entrance.handshakeBasic('postgres', 'local-password'));
    const info = await client.getFlightInfo(query('select 42 as answer'));
    expect(info.endpoint).toHaveLength(1);
    expect(info.endpoint[0]!.location).toEqual([]);
    expect(await rows(client, 'select 42 as answer')).toBe(2);
    for (const each of [entrance, client]) each.close();
  });

  test('gets rows by a token of the identity provider, as the user that it names', async () => {
    const client = flightClient(await issuer.token({ preferred_username: 'postgres' }));
    expect(await rows(client, 'select 42 as answer')).toBe(2);
    const { sessions } = await rest('/api/v1/sessions');
    expect(sessions).toContainEqual(expect.objectContaining({ org: 'ducks', user: 'postgres', protocol: 'flight' }));
    await client.doAction('CloseSession', new Uint8Array(0));
    client.close();
  });

  test('of another org, or another session, cannot use a ticket, nor can anybody use a changed one', async () => {
    const entrance = flightClient();
    const local = flightClient(await entrance.handshakeBasic('postgres', 'local-password'));
    const ducks = flightClient(await entrance.handshakeBasic('postgres@ducks', 'ducks-password'));
    const ticket = (await local.getFlightInfo(query('select 1'))).endpoint[0]!.ticket!.ticket;
    const changed = Buffer.from(ticket);
    changed[changed.length - 1]! ^= 1;
    for (const [client, bad] of [
      [ducks, ticket],
      [local, changed],
      [local, ticket.subarray(0, 20)],
      [local, new Uint8Array(0)],
    ] as const) {
      const get = async () => {
        for await (const _ of client.doGet(bad));
      };
      await expect(get()).rejects.toMatchObject({ code: 'invalidTicket', grpc: 'UNAUTHENTICATED' });
    }
    for (const each of [entrance, local, ducks]) each.close();
  });
});

test('a taken port is named, and nothing of that start is left', async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as { port: number };
  const store = await openPostgresStore({ connection: postgres.connection, ...seams });
  const settings = { ...options.settings, warmTarget: 0, flightPort: port };
  const cluster = processWorkers({ workerMain, tempDir: join(directory, 'workers-2'), settings });
  const second = startGateway({ ...options, store, settings, cluster, instance: 'g2' });
  await expect(second).rejects.toMatchObject({ code: 'portInUse', message: expect.stringContaining('--flight-port') });
  expect((await store.instances()).map(({ id }) => id)).not.toContain('g2');
  await store.close();
  holder.close();
});

test('health, metrics and readiness tell of this gateway; a wrong password is counted', async () => {
  await expect(connect({ password: 'wrong' })).rejects.toMatchObject({ code: '28P01' });
  const { host, port } = gateway.addresses.metrics;
  const get = (path: string) => fetch(`http://${host}:${port}${path}`);
  for (const path of ['/livez', '/readyz']) expect((await get(path)).status, path).toBe(200);
  const text = await (await get('/metrics')).text();
  expect(text).toContain('brooder_idle_workers_target{pool="default"} 1');
  expect(text).toMatch(/brooder_claim_seconds_count\{path="warm"\} [1-9]/);
  expect(text).toMatch(/brooder_worker_starts_total\{pool="default",outcome="ready"\} [3-9]/);
  expect(text).toMatch(/brooder_sessions_total\{protocol="flight"\} [1-9]/);
  expect(text).toMatch(/brooder_logins_failed_total\{protocol="pg",reason="\w+"\} 1/);
});

test('close tells clients, leaves no worker process, and no secret stands in the log', async () => {
  const idle = await connect();
  const ended = new Promise((resolve) => idle.once('end', resolve));
  const { workers } = await rest('/api/v1/workers');
  const pids = await Promise.all(workers.filter(({ uid }) => uid).map(({ id }) => pidOf(id)));
  expect(pids.length).toBeGreaterThan(0);
  await gateway.close();
  await ended;
  for (const pid of pids) expect(() => process.kill(pid, 0), String(pid)).toThrow('ESRCH');
  await expect(connect()).rejects.toThrow('ECONNREFUSED');
  const text = lines.join('');
  expect(text).toContain('the gateway listens');
  for (const secret of ['local-password', 'ducks-password', options.internalSecret]) expect(text).not.toContain(secret);
});

/** What the Jobs and test pods of a cluster run, one after the other, on a real Postgres: migrate, seed, gateway, ping. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type EmbeddedPostgres,
  realClock,
  realRandom,
  selfSignedServer,
  silentLog,
  startEmbeddedPostgres,
} from '@brooder/gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PublishedAddresses } from '../../src/data-dir/index.ts';
import { freePorts, freshDirectory, until } from '../running-brooder/index.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const password = 'quack-quack';
const internalSecret = 'internal-secret-of-this-test';
/** Forwarded to workers, and to be seen nowhere else. */
const s3Canary = 's3-secret-key-canary';

let directory: string;
let postgres: EmbeddedPostgres;
let store: { BROODER_CONFIG_STORE: string };
let gateway: ChildProcess | undefined;
let addresses: PublishedAddresses;

beforeAll(async () => {
  directory = freshDirectory();
  // The Postgres of root's tests runs as another user, who must pass through.
  chmodSync(directory, 0o755);
  postgres = await startEmbeddedPostgres({ dataDir: join(directory, 'store'), clock: realClock, log: silentLog });
  const { host, port, user, database } = postgres.connection;
  store = { BROODER_CONFIG_STORE: `postgres://${user}@/${database}?host=${encodeURIComponent(host)}&port=${port}` };
});
afterAll(async () => {
  if (gateway && gateway.exitCode === null) {
    const ended = new Promise((resolve) => gateway?.once('exit', resolve));
    gateway.kill('SIGTERM');
    await ended;
  }
  await postgres?.stop();
  rmSync(directory, { recursive: true, force: true });
});

function brooder(args: readonly string[], environment: Record<string, string> = {}) {
  const { PGPASSWORD: _, ...inherited } = process.env;
  const result = spawnSync(process.execPath, [main, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...inherited, ...environment },
  });
  const json = () => JSON.parse(result.stdout) as Record<string, unknown>;
  return { status: result.status, stdout: result.stdout, stderr: result.stderr, json };
}

describe('migrate', () => {
  test('applies every migration once', () => {
    const first = brooder(['migrate', '--json'], store);
    expect(first.stderr).toBe('');
    const { applied, schema } = first.json() as { applied: { number: number }[]; schema: number };
    expect(applied.map(({ number }) => number)).toEqual(Array.from({ length: schema }, (_, index) => index + 1));
    expect(brooder(['migrate', '--json'], store).json()).toEqual({ applied: [], schema });
    expect(brooder(['migrate'], store).stdout).toBe(`The schema was already up to date (version ${schema}).\n`);
  });

  test('says within --wait that nobody answers, and exits with 1', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => holder.once('listening', resolve));
    const { port } = holder.address() as { port: number };
    await new Promise((resolve) => holder.close(resolve));
    const url = `postgres://brooder:hunter2@127.0.0.1:${port}/brooder`;
    const { status, stderr } = brooder(['migrate', '--wait', '300ms'], { BROODER_CONFIG_STORE: url });
    expect(status).toBe(1);
    expect(stderr).toContain(`127.0.0.1:${port}, after 300ms`);
    expect(stderr).not.toContain('hunter2');
  });
});

describe('seed', () => {
  const file = () => join(directory, 'seed.json');
  const seed = (...args: string[]) =>
    brooder(['seed', '--file', file(), '--json', ...args], { ...store, BROODER_PASSWORD_OF_ANA: password });
  const reference = { namespace: 'workers', name: 'lake-store', key: 'secret' };
  const orgs = [
    {
      id: 'ducks',
      database: 'pond',
      users: [{ name: 'ana', passwordEnv: 'BROODER_PASSWORD_OF_ANA' }],
      warehouse: {
        kind: 'memory',
        secrets: { s3SecretAccessKey: reference },
        workerIdentity: { namespace: 'workers', name: 'lake' },
      },
    },
    {
      name: 'lake',
      users: [{ name: 'bob', passwordFile: 'bob-password' }],
      warehouse: { kind: 'ducklake', metadata: '/nowhere/lake/meta.ducklake', dataPath: 's3://lake/' },
    },
  ];

  test('refuses a reference in another namespace, and then the store is as empty as before', () => {
    const [ducks] = orgs;
    const warehouse = { ...ducks?.warehouse, workerIdentity: { namespace: 'other', name: 'lake' } };
    writeFileSync(file(), JSON.stringify({ orgs: [{ ...ducks, warehouse }] }));
    const { status, stderr } = seed();
    expect(status).toBe(1);
    expect(stderr).toContain('"secrets.s3SecretAccessKey.namespace" must be "other"');
  });

  test('makes orgs, users and warehouses in an empty store', () => {
    const bob = join(directory, 'bob-password');
    writeFileSync(bob, `${password}\n`);
    writeFileSync(file(), JSON.stringify({ orgs }).replace('bob-password', bob));
    const first = seed('--only-if-empty');
    expect(first.stderr).toBe('');
    expect(first.json()).toEqual({
      seeded: true,
      orgs: [
        { id: 'ducks', change: 'created', users: [{ name: 'ana', change: 'created' }], warehouse: 'created' },
        { id: 'lake', change: 'created', users: [{ name: 'bob', change: 'created' }], warehouse: 'created' },
      ],
    });
  });

  test('changes nothing the second time, and with --only-if-empty asks for no password', () => {
    expect(seed().json()).toEqual({
      seeded: true,
      orgs: [
        { id: 'ducks', change: 'kept', users: [{ name: 'ana', change: 'kept' }], warehouse: 'kept' },
        { id: 'lake', change: 'kept', users: [{ name: 'bob', change: 'kept' }], warehouse: 'kept' },
      ],
    });
    const empty = brooder(['seed', '--file', file(), '--only-if-empty'], store);
    expect(empty).toMatchObject({ status: 0, stdout: 'The config store has orgs already: nothing is done.\n' });
  });
});

describe('a gateway on the seeded store', () => {
  const logFile = () => join(directory, 'gateway.log');
  const certificate = () => join(directory, 'tls', 'server.crt');
  const ping = (door: 'pg' | 'flight' | 'api' | 'metrics', args: string[] = [], environment = {}) =>
    brooder(
      ['ping', door, '--host', addresses[door].host, '--port', String(addresses[door].port), '--json', ...args],
      environment,
    );
  const ana = { BROODER_PASSWORD: password };
  const verified = () => ['--user', 'ana', '--org', 'ducks', ...trusted()];
  const trusted = () => ['--ca-file', certificate(), '--server-name', 'localhost'];

  beforeAll(async () => {
    await selfSignedServer({
      directory: join(directory, 'tls'),
      hosts: ['localhost', '127.0.0.1'],
      clock: realClock,
      random: realRandom,
    });
    const readyFile = join(directory, 'ready.json');
    const log = openSync(logFile(), 'w');
    const running = spawn(
      process.execPath,
      [
        main,
        ...['gateway', '--bind', '127.0.0.1', '--warm-target', '1', '--log-level', 'trace', '--ready-file', readyFile],
        ...['--tls-cert-file', certificate(), '--tls-key-file', join(directory, 'tls', 'server.key'), ...freePorts],
      ],
      {
        stdio: ['ignore', log, log],
        env: {
          ...process.env,
          ...store,
          BROODER_INTERNAL_SECRET: internalSecret,
          BROODER_S3_ENDPOINT: 'http://127.0.0.1:1',
          BROODER_S3_ACCESS_KEY_ID: 'AKIA',
          BROODER_S3_SECRET_ACCESS_KEY: s3Canary,
        },
      },
    );
    closeSync(log);
    gateway = running;
    await until('the gateway is ready', () => {
      if (running.exitCode !== null) throw new Error(readFileSync(logFile(), 'utf8'));
      return existsSync(readyFile);
    });
    addresses = JSON.parse(readFileSync(readyFile, 'utf8')) as PublishedAddresses;
  }, 60_000);

  test.each(['pg', 'flight'] as const)('answers ping %s, with the certificate verified', (door) => {
    const { status, stderr, json } = ping(door, verified(), ana);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(json()).toMatchObject({ target: door, ok: true, tookMs: expect.any(Number) });
  });

  test('answers ping api with and without the secret, and ping metrics', () => {
    expect(ping('api').json()).toMatchObject({ ok: true, told: 'REST asks for the internal secret' });
    const proven = ping('api', [], { BROODER_INTERNAL_SECRET: internalSecret });
    expect(proven.json()).toMatchObject({ ok: true, told: 'REST lists its pools' });
    expect(ping('api', [], { BROODER_INTERNAL_SECRET: 'wrong' })).toMatchObject({ status: 1 });
    expect(ping('metrics').json()).toMatchObject({ ok: true, told: 'ready' });
  });

  test.each(['pg', 'flight'] as const)('ping %s ends with 1 for a wrong password', (door) => {
    const { status, stderr, json } = ping(door, verified(), { BROODER_PASSWORD: 'hunter2' });
    expect(status).toBe(1);
    expect(stderr).toContain('password authentication failed');
    expect(stderr).not.toContain('hunter2');
    expect(json()).toMatchObject({ ok: false, error: { sqlstate: '28P01' } });
  });

  test.each(['pg', 'flight'] as const)('ping %s takes a self-signed certificate only with --insecure', (door) => {
    const login = ['--user', 'ana', '--org', 'ducks'];
    const refused = ping(door, login, ana);
    expect(refused.stderr).toMatch(/signed by nobody who is trusted here.*--ca-file.*--insecure/);
    expect(refused.status).toBe(1);
    expect(ping(door, [...login, '--insecure'], ana).status).toBe(0);
  });

  test('a lake on S3 says which extensions its worker lacks, and the S3 key is in no output', () => {
    const lake = ping('pg', ['--user', 'bob', '--database', 'lake', ...trusted()], ana);
    expect(lake.status).toBe(1);
    expect(lake.stderr).toMatch(
      /needs the extensions ducklake, httpfs; start workers with --extensions ducklake,httpfs/,
    );
    const log = readFileSync(logFile(), 'utf8');
    expect(log).toContain('activation failed');
    for (const secret of [s3Canary, password, internalSecret]) expect(log + lake.stderr).not.toContain(secret);
  });
});

describe('ping', () => {
  test('names the step that took too long', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as { port: number };
    for (const door of ['pg', 'flight', 'api', 'metrics']) {
      const { status, stderr } = brooder(['ping', door, '--port', String(port), '--timeout', '200ms'], {
        BROODER_PASSWORD: password,
      });
      expect(stderr, door).toMatch(/did not answer within 200ms, while (logging in|asking)/);
      expect(status, door).toBe(1);
    }
    silent.close();
  });

  test('refuses what makes no sense before it connects', () => {
    const both = brooder(['ping', 'pg', '--insecure', '--ca-file', 'ca.crt'], { BROODER_PASSWORD: password });
    expect(both).toMatchObject({ status: 1, stderr: expect.stringContaining('--ca-file or --insecure') });
    expect(brooder(['ping', 'flight'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('BROODER_PASSWORD'),
    });
    expect(brooder(['ping', 'api', '--port', 'x'])).toMatchObject({ status: 1 });
    expect(brooder(['ping', 'api', '--timeout', '5']).status).toBe(2);
  });
});

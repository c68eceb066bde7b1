import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectTo } from '../running-brooder/clients.ts';
import { freePorts, type RunningBrooder, startBrooder, until } from '../running-brooder/index.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const cli = (...args: string[]) => spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', timeout: 60_000 });

let brooder: RunningBrooder;
beforeAll(async () => {
  brooder = await startBrooder();
});
afterAll(() => brooder?.stop());

const connect = async (login: pg.ClientConfig = {}) => (await connectTo(brooder, login)).client;
const rest = async (path: string, init: RequestInit = {}) => {
  const { host, port } = brooder.addresses.api;
  const response = await fetch(`http://${host}:${port}${path}`, {
    ...init,
    headers: {
      'x-brooder-internal-secret': brooder.internalSecret(),
      'content-type': 'application/json',
      ...init.headers,
    },
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

describe('brooder up', () => {
  test('answers the query of its banner from 3,000,000 rows', async () => {
    const client = await connect();
    const { rows } = await client.query(
      'select origin, count(*) n, avg(delay) from flights group by 1 order by 2 desc limit 5',
    );
    const all = await client.query('select count(*) from flights');
    await client.end();
    expect(rows.map(({ origin }) => origin)).toHaveLength(5);
    expect(Number(all.rows[0].count ?? Object.values(all.rows[0])[0])).toBe(3_000_000);
  });

  test('integers divide and NULLs sort as in PostgreSQL', async () => {
    const client = await connect();
    const { rows } = await client.query(
      'select 7/2 as q, array(select a from (values (1), (null), (2)) t(a) order by a desc) as a',
    );
    await client.end();
    expect(rows).toEqual([{ q: 3, a: [null, 2, 1] }]);
  });

  test('two sessions see each other’s committed tables', async () => {
    const [writer, reader] = [await connect(), await connect()];
    await writer.query('create table seen (i int)');
    await writer.query('begin');
    await writer.query('insert into seen values (1)');
    const before = await reader.query('select count(*)::int as n from seen');
    await writer.query('commit');
    const after = await reader.query('select count(*)::int as n from seen');
    await writer.query('drop table seen');
    await Promise.all([writer.end(), reader.end()]);
    expect([before.rows[0].n, after.rows[0].n]).toEqual([0, 1]);
  });

  test('two orgs run in different processes and never see each other’s tables', async () => {
    const secret = { org: 'ducks', password: 'quack-quack' };
    const made = cli('org', 'create', secret.org, '--data-dir', brooder.dataDir);
    expect(made.stderr).toBe('');
    const user = spawnSync(
      process.execPath,
      [main, 'user', 'create', 'ana', '--org', secret.org, '--data-dir', brooder.dataDir],
      {
        encoding: 'utf8',
        input: `${secret.password}\n`,
      },
    );
    expect(user.stderr).toBe('');
    const [local, ducks] = [
      await connect(),
      await connect({ user: 'ana', password: secret.password, database: secret.org }),
    ];
    await ducks.query('create table private (i int)');
    await expect(local.query('select * from private')).rejects.toMatchObject({ code: '42P01' });
    await expect(local.query('select * from ducks.private')).rejects.toThrow();
    await expect(ducks.query('select count(*) from flights')).rejects.toMatchObject({ code: '42P01' });
    const { body } = await rest('/api/v1/workers');
    const hot = (body.workers as { org?: string; uid: string; state: string }[]).filter(
      (worker) => worker.state === 'hot',
    );
    expect(new Set(hot.map(({ org }) => org))).toEqual(new Set(['local', 'ducks']));
    expect(new Set(hot.map(({ uid }) => uid)).size).toBe(hot.length);
    await Promise.all([local.end(), ducks.end()]);
  });

  test.each([
    ['a wrong password', { password: 'wrong' }],
    ['an unknown user', { user: 'nobody' }],
    ['an unknown database', { database: 'nowhere' }],
  ])('%s is refused with 28P01', async (_, overrides) => {
    await expect(connect(overrides)).rejects.toMatchObject({ code: '28P01' });
  });

  test('a connection without TLS is refused with the reason', async () => {
    await expect(connect({ ssl: false })).rejects.toMatchObject({
      code: '28000',
      message: expect.stringContaining('sslmode=require'),
    });
  });

  test('a second brooder on the same data directory says so and exits with 1', () => {
    const second = cli('up', '--data-dir', brooder.dataDir, ...freePorts);
    expect(second.stderr).toContain(brooder.dataDir);
    expect(second.stderr).toContain(String(brooder.process.pid));
    expect(second.status).toBe(1);
  });

  test('a taken port is named with its flag', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as { port: number };
    const second = cli(
      'up',
      '--data-dir',
      `${brooder.dataDir}-other`,
      ...freePorts.slice(2),
      '--pg-port',
      String(port),
      '--demo-data',
      'false',
    );
    holder.close();
    expect(second.stderr).toContain(`Port ${port}`);
    expect(second.stderr).toContain('--pg-port');
    expect(second.status).toBe(1);
  });
});

describe('the command line', () => {
  test('sql prints a table, JSON and CSV', () => {
    const sql = (...args: string[]) =>
      cli('sql', '--data-dir', brooder.dataDir, '-c', "select 1 as n, 'a,b' as t, null as x", ...args);
    expect(sql().stdout).toBe('n | t   | x\n--+-----+--\n1 | a,b |\n(1 row)\n');
    expect(JSON.parse(sql('--json').stdout)).toEqual([{ n: 1, t: 'a,b', x: null }]);
    expect(sql('--csv').stdout).toBe('n,t,x\r\n1,"a,b",\r\n');
  });

  test('sql names what is wrong and exits with 1', () => {
    const { status, stderr } = cli('sql', '--data-dir', brooder.dataDir, '-c', 'select * from no_such_table');
    expect(stderr).toContain('no_such_table');
    expect(status).toBe(1);
  });

  test('status lists pool, workers and sessions', async () => {
    const client = await connect();
    const { stdout, status } = cli('status', '--json', '--data-dir', brooder.dataDir);
    await client.end();
    expect(status).toBe(0);
    const report = JSON.parse(stdout) as {
      pools: { warmTarget: number }[];
      workers: unknown[];
      sessions: { user: string }[];
    };
    expect(report.pools[0]?.warmTarget).toBe(2);
    expect(report.sessions.map(({ user }) => user)).toContain('postgres');
  });

  test('sql and status without a running brooder say how to start one', () => {
    for (const command of [['sql', '-c', 'select 1'], ['status']]) {
      const { status, stderr } = cli(...command, '--data-dir', `${brooder.dataDir}/nothing-here`);
      expect(stderr).toContain('brooder up');
      expect(status).toBe(1);
    }
  });

  test('an unknown flag is refused with exit code 2', () => {
    expect(cli('up', '--pg-prot', '1').status).toBe(2);
  });
});

describe('REST, metrics and health', () => {
  test('REST without the internal secret is 401 on every route', async () => {
    for (const path of ['/api/v1/orgs', '/api/v1/workers', '/api/v1/sessions', '/api/v1/nothing']) {
      expect((await rest(path, { headers: { 'x-brooder-internal-secret': 'wrong' } })).status, path).toBe(401);
    }
    expect((await rest('/api/v1/orgs')).status).toBe(200);
  });

  test('the pool comes back to its idle target, and metrics and health say so', async () => {
    const { host, port } = brooder.addresses.metrics;
    const metrics = () => fetch(`http://${host}:${port}/metrics`).then((response) => response.text());
    await until('two idle workers', async () => /brooder_workers\{[^}]*state="idle"[^}]*\} 2\b/.test(await metrics()));
    expect(await metrics()).toMatch(/brooder_idle_workers_target\{[^}]*\} 2\b/);
    for (const path of ['livez', 'readyz']) expect((await fetch(`http://${host}:${port}/${path}`)).status).toBe(200);
  });
});

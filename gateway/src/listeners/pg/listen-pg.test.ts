import type { TLSSocket } from 'node:tls';
import { failures } from '@brooder/contracts';
import type pg from 'pg';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { newTls, startGateway, type TestGateway } from './gateway.fixture.ts';
import { RawClient, sqlstate } from './raw-client.fixture.ts';
import type { Script } from './scripted-worker.fixture.ts';

let gateway: TestGateway;
const start = async (...options: Parameters<typeof startGateway>) => {
  gateway = await startGateway(...options);
  return gateway;
};
afterEach(() => gateway?.stop());

const failing = (sqlstate: string, position?: number) => ({
  failure: failures.engine({ message: 'no such table' }, { sqlstate, ...(position && { position }) }).toWire(),
});

/** Answers a few statements; everything else succeeds without rows. */
const script: Script = (sql, parameters) => {
  if (/bad/.test(sql)) return failing('42P01', sql.indexOf('bad') + 1);
  if (/hang/.test(sql)) return { columns: ['x'], hangs: true };
  if (/ten/.test(sql)) return { columns: ['n'], rows: Array.from({ length: 10 }, (_, i) => [String(i)]) };
  if (/\$1/.test(sql)) return { columns: ['p'], rows: [[parameters[0] ?? null]] };
  if (/insert/i.test(sql)) return { kind: 'insert', changed: 3 };
  if (/^(begin|commit|rollback)/i.test(sql)) return { kind: 'transaction' };
  if (/create/i.test(sql)) return { kind: 'create' };
  return { columns: ['x'], rows: [['1']] };
};

async function failureOf(promise: Promise<unknown>): Promise<pg.DatabaseError> {
  return promise.then(
    () => {
      throw new Error('expected an error');
    },
    (error) => error,
  );
}

describe('login', () => {
  test('TLS and the right password lead to a session that answers, with the parameters drivers read', async () => {
    const { client } = await start(script);
    const connected = await client();
    expect((await connected.query('select 1 as x')).rows).toEqual([{ x: '1' }]);
    const second = await client({ application_name: 'duckling' });
    const { rows } = await second.query('show application_name');
    expect(rows).toEqual([{ application_name: 'duckling' }]);
    expect(await gateway.world.store.sessions()).toHaveLength(2);
  });

  test('a wrong password, an unknown user and an unknown database get the same answer', async () => {
    const { client } = await start(script);
    for (const config of [{ password: 'no' }, { user: 'daisy' }, { database: 'lake' }]) {
      const error = await failureOf(client(config));
      expect(error).toMatchObject({ code: '28P01', severity: 'FATAL' });
    }
    expect(gateway.measured.filter((m) => m.includes('logins_failed'))).toHaveLength(3);
  });

  test('a plaintext connection is refused before it says its password, and taken where it is allowed', async () => {
    const { client } = await start(script);
    expect(await failureOf(client({ ssl: false }))).toMatchObject({ code: '28000' });
    await gateway.stop();
    const open = await start(script, { allowPlaintext: true });
    expect((await (await open.client({ ssl: false })).query('select 1')).rowCount).toBe(1);
  });
});

describe('queries', () => {
  test('a cached prepared statement costs one worker round trip', async () => {
    const { client, worker } = await start(script);
    const connected = await client();
    const query = { name: 'q', text: 'select $1', values: ['a'] };
    await connected.query(query);
    worker.requests.length = 0;
    expect((await connected.query({ ...query, values: ['b'] })).rows).toEqual([{ '?column?': 'b' }]);
    expect(worker.asked).toEqual(['execute']);
  });

  test('the same text without a name is prepared once, and again after a table changed', async () => {
    const { client, worker } = await start(script);
    const connected = await client();
    for (const value of ['a', null]) {
      expect((await connected.query('select $1', [value])).rows).toEqual([{ '?column?': value }]);
    }
    expect(worker.asked).toEqual(['prepare select $1', 'execute', 'execute']);
    await connected.query('create table t(a int)');
    await connected.query('select $1', ['c']);
    expect(worker.asked.filter((op) => op === 'prepare select $1')).toHaveLength(2);
  });

  test('several statements stop at the first that fails, and those before it are rolled back', async () => {
    const { client, worker } = await start(script);
    const connected = await client();
    const error = await failureOf(
      connected.query('insert into t values (1); select * from bad; insert into u values (2)'),
    );
    expect(error).toMatchObject({ code: '42P01', position: '41' });
    expect(worker.asked).toEqual([
      'query BEGIN TRANSACTION',
      'query insert into t values (1)',
      'query select * from bad',
      'query ROLLBACK',
    ]);
    expect((await connected.query('select 1')).rowCount).toBe(1);
  });

  test('command tags carry the counts', async () => {
    const { client } = await start(script);
    const connected = await client();
    const insert = await connected.query('insert into t values (1),(2),(3)');
    expect([insert.command, insert.rowCount]).toEqual(['INSERT', 3]);
    expect((await connected.query('create table x(a int)')).command).toBe('CREATE');
    expect((await connected.query('')).rows).toEqual([]);
  });

  test('settings are kept by the gateway, told to the client, and undone by a rollback', async () => {
    const { client, worker } = await start(script);
    const connected = await client();
    const show = async (name: string) => Object.values((await connected.query(`show ${name}`)).rows[0])[0];
    await connected.query("set time zone 'Europe/Berlin'");
    expect(await show('timezone')).toBe('Europe/Berlin');
    expect(worker.asked).toContain('configure');
    await connected.query("begin; set local time zone 'UTC'; set extra_float_digits = 3");
    expect([await show('timezone'), await show('extra_float_digits')]).toEqual(['UTC', '3']);
    await connected.query('rollback');
    expect([await show('timezone'), await show('extra_float_digits')]).toEqual(['Europe/Berlin', '1']);
    expect(await failureOf(connected.query("set time zone 'Entenhausen'"))).toMatchObject({ code: '22023' });
    await connected.query('set search_path to pond, public');
    expect(worker.asked).toContain(`query SET search_path = '"pond","main"'`);
  });

  test('what is not supported is refused by name and never reaches the worker', async () => {
    const { client, worker } = await start(script);
    const connected = await client();
    for (const sql of ['savepoint s', 'copy t to stdout', 'copy (from t) to stdout', 'select pg_advisory_lock(1)'])
      expect(await failureOf(connected.query(sql))).toMatchObject({ code: '0A000' });
    expect(worker.requests).toEqual([]);
  });
});

describe('transactions', () => {
  test('a failed block refuses everything until its end, and COMMIT then answers ROLLBACK', async () => {
    const { client, worker } = await start(script);
    const connected = await client();
    await connected.query('begin');
    await failureOf(connected.query('select * from bad'));
    worker.requests.length = 0;
    expect(await failureOf(connected.query('select 1'))).toMatchObject({ code: '25P02' });
    expect(await failureOf(connected.query('select $1', ['a']))).toMatchObject({ code: '25P02' });
    expect((await connected.query('commit')).command).toBe('ROLLBACK');
    expect(worker.asked).toEqual(['query ROLLBACK']);
    expect((await connected.query('select 1')).rowCount).toBe(1);
  });

  test('BEGIN inside and COMMIT outside a block only warn', async () => {
    const { client, worker } = await start(script);
    const connected = await client();
    const warnings: (string | undefined)[] = [];
    connected.on('notice', (notice) => warnings.push(notice.code));
    await connected.query('commit');
    await connected.query('begin');
    await connected.query('begin');
    await connected.query('commit');
    expect(warnings).toEqual(['25P01', '25001']);
    expect(worker.asked).toEqual(['query BEGIN TRANSACTION', 'query COMMIT']);
  });
});

describe('ends', () => {
  test('a lost worker ends the session with 57P01 and nothing but that', async () => {
    const { client, worker } = await start(script);
    const connected = await client();
    const pending = failureOf(connected.query('select hang'));
    await vi.waitFor(() => expect(worker.asked).toContain('query select hang'));
    worker.die();
    expect(await pending).toMatchObject({
      code: '57P01',
      severity: 'FATAL',
      message: expect.stringContaining('worker lost'),
    });
    await vi.waitFor(() => expect(gateway.listener.connections()).toBe(0));
  });

  test('a cancel request interrupts the statement, and the session goes on', async () => {
    const { client, worker } = await start(script);
    const connected = await client();
    const pending = failureOf(connected.query('select hang'));
    await vi.waitFor(() => expect(worker.asked).toContain('query select hang'));
    const { processID, secretKey } = connected as pg.Client & { processID: number; secretKey: number };
    const secret = Buffer.alloc(4);
    secret.writeInt32BE(secretKey);
    expect(await gateway.sessions.cancel(processID, secret)).toBe(true);
    expect(await pending).toMatchObject({ code: '57014' });
    expect((await connected.query('select 1')).rowCount).toBe(1);
  });

  test('statement_timeout interrupts and says so', async () => {
    const { client } = await start(script);
    const connected = await client();
    await connected.query("set statement_timeout = '30ms'");
    const error = await failureOf(connected.query('select hang'));
    expect(error).toMatchObject({ code: '57014', message: 'canceling statement due to statement timeout' });
  });

  test('a client that goes away in the middle of a statement has it cancelled', async () => {
    const { client, worker } = await start(script);
    const connected = await client();
    void connected.query('select hang').catch(() => {});
    await vi.waitFor(() => expect(worker.asked).toContain('query select hang'));
    (connected as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    await vi.waitFor(() => expect(worker.asked).toContain('cancel'));
    await vi.waitFor(() => expect(worker.closed).toBe(1));
    await vi.waitFor(async () => expect(await gateway.world.store.sessions()).toEqual([]));
  });

  test('without a worker the client is told why', async () => {
    const { client, world } = await start(script);
    world.lose('w1');
    const ended = client().then(
      (connected) => failureOf(connected.query('select 1')),
      (error) => error,
    );
    expect(await ended).toMatchObject({ code: '57P03' });
  });

  test('a drain ends idle sessions at once and lets a busy one finish', async () => {
    const { client, worker, listener } = await start(script);
    const idle = await client();
    const busy = await client();
    const reasons: unknown[] = [];
    idle.on('error', (error) => reasons.push((error as pg.DatabaseError).code));
    const pending = failureOf(busy.query('select hang'));
    await vi.waitFor(() => expect(worker.asked).toContain('query select hang'));
    const drained = listener.drain(5_000);
    await vi.waitFor(() => expect(listener.connections()).toBe(1));
    expect(reasons).toContain('57P01');
    const { processID, secretKey } = busy as pg.Client & { processID: number; secretKey: number };
    const secret = Buffer.alloc(4);
    secret.writeInt32BE(secretKey);
    await gateway.sessions.cancel(processID, secret);
    expect(await pending).toMatchObject({ code: '57014' });
    await drained;
    expect(listener.connections()).toBe(0);
  });

  test('a drain cuts what still runs at its deadline', async () => {
    const { client, worker, listener } = await start(script);
    const busy = await client();
    const pending = failureOf(busy.query('select hang'));
    await vi.waitFor(() => expect(worker.asked).toContain('query select hang'));
    await listener.drain(50);
    expect(await pending).toMatchObject({ code: '57P01' });
  });

  test('a session in a transaction outlives the beginning of a drain until its COMMIT', async () => {
    const { client, worker, listener } = await start(script);
    const busy = await client();
    await busy.query('begin');
    const drained = listener.drain(5_000);
    await busy.query('insert into t values (1)');
    expect((await busy.query('commit')).command).toBe('COMMIT');
    await drained;
    expect(worker.asked).toEqual(['query BEGIN TRANSACTION', 'query insert into t values (1)', 'query COMMIT']);
  });
});

describe('limits', () => {
  test('connections that have not logged in are bounded, and their places come free', async () => {
    const limits = { maxConnections: 50, maxUnauthenticated: 3, loginTimeoutMs: 300 };
    const { client, listener } = await start(script, { limits });
    const silent = await Promise.all([1, 2, 3].map(() => RawClient.connect(listener.port)));
    await vi.waitFor(() => expect(listener.connections()).toBe(3));
    const refused = await RawClient.connect(listener.port);
    expect(sqlstate((await refused.toEnd())[0])).toBe('53300');
    await Promise.all(silent.map((each) => each.toEnd()));
    await vi.waitFor(() => expect(listener.connections()).toBe(0));
    expect((await (await client()).query('select 1')).rowCount).toBe(1);
  });

  test('statements nobody uses any more are closed on the worker', async () => {
    const { client, worker } = await start(script);
    const connected = await client();
    for (let i = 0; i < 140; i++) await connected.query(`select $1, ${i}`, ['a']);
    const count = (op: string) => worker.requests.filter((request) => request.op === op).length;
    expect(count('prepare')).toBe(140);
    expect(count('close-statement')).toBeGreaterThan(0);
    expect(count('prepare') - count('close-statement')).toBeLessThan(132);
  });

  test('a reloaded certificate is shown to the next client, and a pair that does not fit is refused', async () => {
    const { listener } = await start(script);
    const fingerprint = async () => {
      const raw = await RawClient.secured(listener.port);
      const { fingerprint256 } = (raw.socket as TLSSocket).getPeerCertificate();
      raw.socket.destroy();
      return fingerprint256;
    };
    const before = await fingerprint();
    const other = await newTls();
    listener.reloadTls(other);
    expect(await fingerprint()).not.toBe(before);
    const after = await fingerprint();
    expect(() => listener.reloadTls({ cert: other.cert, key: 'nonsense' })).toThrow();
    expect(await fingerprint()).toBe(after);
  });
});

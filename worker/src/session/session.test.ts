import { rowsMessageBytes } from '@brooder/contracts';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { TestChannel } from '../testing/test-channel.ts';
import { activateRequest, startTestWorker, type TestWorker, type WorkerClient } from '../testing/test-worker.ts';

let fixture: TestWorker;
beforeAll(async () => {
  fixture = await startTestWorker();
  await fixture.client.act('activate', activateRequest());
});
afterAll(() => fixture.stop());

const opened: TestChannel[] = [];
const open = async (...changes: Parameters<WorkerClient['session']>) => {
  const session = await fixture.client.session(...changes);
  opened.push(session);
  return session;
};
afterEach(() => {
  for (const session of opened.splice(0)) session.end();
});

test('a query answers its columns, its rows as text, and its end', async () => {
  const session = await open();
  const answer = await session.query(`SELECT 1 AS a, 'x' AS b, NULL AS c, DATE '2024-02-29' AS d`);
  expect(answer.columns?.map((column) => [column.name, column.type.id])).toEqual([
    ['a', 'INTEGER'],
    ['b', 'VARCHAR'],
    ['c', 'INTEGER'],
    ['d', 'DATE'],
  ]);
  expect(answer.rows).toEqual([['1', 'x', null, '2024-02-29']]);
  expect(answer.final).toMatchObject({ op: 'done', kind: 'select', rows: 1, suspended: false });
});

test('requests that are sent without waiting are answered in order', async () => {
  const session = await open();
  const prepared = session.prepare('s', 'SELECT $1::INTEGER + 1 AS n');
  const answers = Array.from({ length: 50 }, (_, i) => session.execute('s', [String(i)]));
  expect((await prepared).final).toMatchObject({ op: 'prepared', parameters: [{ id: 'INTEGER' }] });
  const order: number[] = [];
  await Promise.all(answers.map((answer, i) => answer.then(() => order.push(i))));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect((await answers[49]!).rows).toEqual([['50']]);
});

test('a failed request leaves the session usable', async () => {
  const session = await open();
  await expect(session.query('SELECT * FROM no_such_table')).rejects.toMatchObject({ sqlstate: '42P01' });
  await expect(session.query('SELEC 1')).rejects.toMatchObject({ sqlstate: '42601' });
  await expect(session.execute('nothing')).rejects.toMatchObject({ code: 'unknownStatement' });
  expect((await session.query('SELECT 7')).rows).toEqual([['7']]);
});

test('a portal is read in pieces, also after another statement ran in between', async () => {
  const session = await open();
  await session.prepare('s', 'SELECT i FROM range(10000) t(i)');
  const first = await session.execute('s', [], { portal: 'p', maxRows: 3 });
  expect(first.rows).toEqual([['0'], ['1'], ['2']]);
  expect(first.final).toMatchObject({ rows: 3, suspended: true });
  expect((await session.query('SELECT 42')).rows).toEqual([['42']]);
  const second = await session.send({ op: 'fetch', portal: 'p', maxRows: 2 });
  expect(second.rows).toEqual([['3'], ['4']]);
  const rest = await session.send({ op: 'fetch', portal: 'p', maxRows: 0 });
  expect(rest.rows).toHaveLength(9995);
  expect(rest.rows.at(-1)).toEqual(['9999']);
  expect(rest.final).toMatchObject({ suspended: false });
  expect((await session.send({ op: 'fetch', portal: 'p', maxRows: 0 })).rows).toEqual([]);
  await session.send({ op: 'close-portal', portal: 'p' });
  await expect(session.send({ op: 'fetch', portal: 'p', maxRows: 0 })).rejects.toMatchObject({ code: 'unknownPortal' });
});

test('maxRows that is exactly the size of the result does not suspend', async () => {
  const session = await open();
  await session.prepare('s', 'SELECT i FROM range(5) t(i)');
  expect((await session.execute('s', [], { maxRows: 5 })).final).toMatchObject({ rows: 5, suspended: false });
});

test('a portal with more than 64 MiB left is given up, the statement that needed the connection runs', async () => {
  const session = await open();
  await session.prepare('s', `SELECT repeat('x', 10000) FROM range(8000)`);
  await session.execute('s', [], { portal: 'p', maxRows: 1 });
  expect((await session.query('SELECT 1')).rows).toEqual([['1']]);
  await expect(session.send({ op: 'fetch', portal: 'p', maxRows: 0 })).rejects.toMatchObject({
    code: 'resultBufferFull',
  });
});

test('rows travel in messages of bounded size, and all of them arrive', async () => {
  const session = await open();
  const answer = await session.query(`SELECT i, repeat('y', (i % 300)::INTEGER) FROM range(20000) t(i)`);
  expect(answer.rows).toHaveLength(20000);
  expect(answer.blocks.length).toBeGreaterThan(5);
  expect(Math.max(...answer.blocks)).toBeLessThanOrEqual(rowsMessageBytes);
});

test('one row that is larger than a message still arrives whole', async () => {
  const session = await open();
  const answer = await session.query(`SELECT repeat('z', 3000000)`);
  expect(answer.rows[0]![0]).toHaveLength(3_000_000);
});

test('cancel overtakes and stops the running statement, and the session goes on', async () => {
  const session = await open();
  const long = session.query('SELECT count(*) FROM range(100000000000) t(i) WHERE i % 7 = 3');
  await expect.poll(async () => (await fixture.client.act('describe', {})).busySessions).toBe(1);
  session.cancel();
  await expect(long).rejects.toMatchObject({ code: 'cancelled', sqlstate: '57014' });
  expect((await session.query('SELECT 1')).rows).toEqual([['1']]);
});

test('the control action cancels, too', async () => {
  const session = await open({ sessionId: 'to-cancel' });
  const long = session.query('SELECT count(*) FROM range(100000000000) t(i) WHERE i % 7 = 3');
  await expect.poll(async () => (await fixture.client.act('describe', {})).busySessions).toBe(1);
  await expect(fixture.client.act('cancel', { epoch: '1', sessionId: 'to-cancel' })).resolves.toEqual({
    cancelled: true,
  });
  await expect(long).rejects.toMatchObject({ code: 'cancelled' });
});

test('a session sees what another one committed, and not what it did not', async () => {
  const [a, b] = [await open(), await open()];
  await a.query('CREATE TABLE shared (i INTEGER)');
  await a.query('BEGIN');
  expect((await a.query('INSERT INTO shared VALUES (1), (2)')).final).toMatchObject({ kind: 'insert', changed: 2 });
  expect((await b.query('SELECT count(*) FROM shared')).rows).toEqual([['0']]);
  await a.query('COMMIT');
  expect((await b.query('SELECT count(*) FROM shared')).rows).toEqual([['2']]);
});

test('a transaction that failed refuses statements until it is rolled back', async () => {
  const session = await open();
  await session.prepare('one', 'SELECT 1');
  await session.query('BEGIN');
  await expect(session.query('SELECT 1 / 0 FROM no_such_table')).rejects.toMatchObject({ sqlstate: '42P01' });
  await expect(session.query(`SELECT 'x'::INTEGER`)).rejects.toBeDefined();
  await session.query('ROLLBACK');
  expect((await session.execute('one')).rows).toEqual([['1']]);
  await session.query('BEGIN');
  await session.query('CREATE TABLE undone (i INTEGER PRIMARY KEY)');
  await session.query('INSERT INTO undone VALUES (1)');
  await expect(session.query('INSERT INTO undone VALUES (1)')).rejects.toMatchObject({ sqlstate: '23505' });
  await expect(session.query('SELECT 1')).rejects.toMatchObject({ sqlstate: '25P02' });
  expect((await session.query('ROLLBACK')).final).toMatchObject({ kind: 'transaction' });
  await expect(session.query('SELECT * FROM undone')).rejects.toMatchObject({ sqlstate: '42P01' });
});

test('DDL, COPY and CALL end with what they did, and no rows', async () => {
  const session = await open();
  expect((await session.query('CREATE TABLE kinds (i INTEGER)')).final).toMatchObject({ kind: 'create', rows: 0 });
  const filled = await session.query('CREATE TABLE filled AS SELECT * FROM range(3)');
  expect(filled.final).toMatchObject({ kind: 'create-table-as', rows: 0, changed: 3 });
  expect(filled.columns).toBeUndefined();
  const returning = await session.query('INSERT INTO kinds VALUES (5), (6) RETURNING i');
  expect(returning.rows).toEqual([['5'], ['6']]);
  expect((await session.query('UPDATE kinds SET i = 7')).final).toMatchObject({ kind: 'update', changed: 2 });
  expect((await session.query('CHECKPOINT')).rows).toEqual([]);
  expect((await session.query('EXPLAIN SELECT 1')).rows.length).toBeGreaterThan(0);
});

test('a stream that is reset rolls back its transaction and frees its place', async () => {
  const a = await open();
  await a.query('CREATE TABLE lost (i INTEGER)');
  await a.query('BEGIN');
  await a.query('INSERT INTO lost VALUES (1)');
  const before = (await fixture.client.act('describe', {})).sessions;
  a.reset();
  await expect.poll(async () => (await fixture.client.act('describe', {})).sessions).toBeLessThan(before);
  const b = await open();
  expect((await b.query('SELECT count(*) FROM lost')).rows).toEqual([['0']]);
});

test('a statement whose result types changed must be prepared again, unless its columns are asked for', async () => {
  const session = await open();
  await session.query('CREATE TABLE changing (i INTEGER)');
  await session.query('INSERT INTO changing VALUES (1)');
  await session.prepare('s', 'SELECT * FROM changing');
  await session.query('ALTER TABLE changing ADD COLUMN j VARCHAR');
  await expect(session.execute('s')).rejects.toMatchObject({ code: 'resultTypeChanged', sqlstate: '0A000' });
  const answer = await session.execute('s', [], { expectColumns: false });
  expect(answer.columns?.map((column) => column.name)).toEqual(['i', 'j']);
  expect(answer.rows).toEqual([['1', null]]);
  expect((await session.execute('s')).rows).toEqual([['1', null]]);
});

test('a statement whose types DuckDB cannot tell is described once its values are there', async () => {
  const session = await open();
  expect((await session.prepare('s', 'SELECT $1 AS a')).final).toMatchObject({ unresolved: true });
  const block = { parameterFormats: [], parameterLengths: [1], resultFormats: [] };
  const described = await session.send({ op: 'describe-bound', name: 's', ...block }, Buffer.from('7'));
  expect(described.final).toMatchObject({ op: 'prepared', unresolved: false, columns: [{ name: 'a' }] });
  expect((await session.execute('s', ['7'])).rows).toEqual([['7']]);
});

test('timestamps are written in the zone of the session, however it was set', async () => {
  const session = await open({ timeZone: 'Europe/Berlin' });
  const noon = `SELECT TIMESTAMPTZ '2024-07-01 12:00:00+00'`;
  expect((await session.query(noon)).rows).toEqual([['2024-07-01 14:00:00+02']]);
  await session.send({ op: 'configure', settings: { timeZone: 'America/New_York' } });
  expect((await session.query(noon)).rows).toEqual([['2024-07-01 08:00:00-04']]);
  await session.query(`SET TimeZone = 'UTC'`);
  expect((await session.query(noon)).rows).toEqual([['2024-07-01 12:00:00+00']]);
});

test('binary parameters and binary results', async () => {
  const session = await open();
  await session.prepare('s', 'SELECT $1::INTEGER AS a', [23]);
  const four = Buffer.alloc(4);
  four.writeInt32BE(77);
  const answer = await session.send(
    {
      op: 'execute',
      name: 's',
      portal: '',
      maxRows: 0,
      expectColumns: true,
      parameterFormats: [1],
      parameterLengths: [4],
      resultFormats: [1],
    },
    four,
  );
  expect(Buffer.from(answer.rows[0]![0]!, 'utf8').readInt32BE()).toBe(77);
});

test('what a session may not open is refused by name', async () => {
  const stale = open({ epoch: '0' });
  await expect(stale).rejects.toMatchObject({ code: 'staleEpoch' });
  await expect(open({ org: 'geese' })).rejects.toMatchObject({ code: 'unknownSession' });
  const first = fixture.client.channel();
  first.write({ op: 'query', seq: 1, sql: 'SELECT 1' });
  await expect(first.opened.promise).rejects.toMatchObject({ code: 'protocolViolation' });
});

test('the ninth session of eight is refused', async () => {
  await expect.poll(async () => (await fixture.client.act('describe', {})).sessions).toBe(0);
  await Promise.all(Array.from({ length: 8 }, () => open()));
  await expect(open()).rejects.toMatchObject({ code: 'tooManyConnections', sqlstate: '53300' });
});

test('a session whose gateway does not read can still be ended by the worker', async () => {
  await expect.poll(async () => (await fixture.client.act('describe', {})).sessions).toBe(0);
  const session = await open();
  const stuck = fixture.client.flight.doExchange();
  stuck.write(
    message({
      op: 'open',
      sessionId: 'stuck',
      org: 'ducks',
      epoch: '1',
      user: 'd',
      database: 'ducks',
      settings: { timeZone: 'UTC' },
    }),
  );
  stuck.write(message({ op: 'query', seq: 1, sql: `SELECT repeat('x', 1000) FROM range(2000000)` }));
  // By then the windows of the connection are full: the statement itself takes far less.
  await expect
    .poll(async () => (await fixture.client.act('describe', {})).longestStatementMs, { timeout: 10_000 })
    .toBeGreaterThan(1_500);
  const before = (await fixture.client.act('describe', {})).sessions;
  await fixture.client.act('close-session', { epoch: '1', sessionId: 'stuck' });
  await expect.poll(async () => (await fixture.client.act('describe', {})).sessions).toBe(before - 1);
  stuck.cancel();
  expect((await session.query('SELECT 1')).rows).toEqual([['1']]);
});

const message = (request: object) => ({
  header: new Uint8Array(0),
  metadata: Buffer.from(JSON.stringify(request)),
  body: [],
});

import { failures } from '@brooder/contracts';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { startGateway, type TestGateway } from './gateway.fixture.ts';
import {
  bind,
  describePortal,
  describeStatement,
  execute,
  flush,
  parse,
  query,
  RawClient,
  sqlstate,
  sync,
  text,
  typed,
} from './raw-client.fixture.ts';
import type { Script } from './scripted-worker.fixture.ts';

let gateway: TestGateway;
let client: RawClient;

const script: Script = (sql, parameters) => {
  if (/bad/.test(sql)) return { failure: failures.engine({ message: 'no' }, { sqlstate: '42703' }).toWire() };
  if (/changed/.test(sql) && parameters.length > 0) return { failure: failures.resultTypeChanged({}).toWire() };
  if (/ten/.test(sql)) return { columns: ['n'], rows: Array.from({ length: 10 }, (_, i) => [String(i)]) };
  if (/huge/.test(sql)) return { columns: ['h'], rows: [['x'.repeat(60_000)]], repeat: 1_000 };
  if (/insert/.test(sql)) return { kind: 'insert', changed: 1 };
  if (/^(begin|commit|rollback)/i.test(sql)) return { kind: 'transaction' };
  return { columns: ['x'], rows: [[parameters[0] ?? '1']] };
};

async function start(): Promise<void> {
  gateway = await startGateway(script);
  client = await RawClient.loggedIn(gateway.listener.port);
}
afterEach(async () => {
  client?.socket.destroy();
  await gateway?.stop();
});

const status = async () => (await client.until(({ type }) => type === 'Z')).at(-1)!.body.toString();

describe('one batch', () => {
  test('Bind, Describe, Execute and Sync of a prepared statement are one worker request and one socket write', async () => {
    await start();
    client.send(parse('s', 'select $1'), sync);
    expect(await client.types()).toBe('1Z');
    gateway.worker.requests.length = 0;
    client.chunks = 0;
    client.send(bind('', 's', ['a']), describePortal(''), execute(''), sync);
    expect(await client.types()).toBe('2TDCZ');
    expect(gateway.worker.asked).toEqual(['execute']);
    expect(client.chunks).toBe(1);
  });

  test('everything behind an error is skipped up to Sync, and the next batch runs', async () => {
    await start();
    client.send(
      parse('', 'select bad'),
      bind('', ''),
      execute(''),
      query('select 1'),
      sync,
      parse('', 'select 1'),
      bind('', ''),
      execute(''),
      sync,
    );
    expect(await client.types()).toBe('EZ');
    expect(await client.types()).toBe('12DCZ');
  });

  test('a pipeline of many batches answers each in order', async () => {
    await start();
    client.send(parse('s', 'select $1'), sync);
    await client.types();
    for (let i = 0; i < 200; i++) client.send(bind('', 's', [`v${i}`]), execute(''), sync);
    for (let i = 0; i < 200; i++) {
      const messages = await client.until(({ type }) => type === 'Z');
      expect(messages[1]?.body.subarray(6).toString()).toBe(`v${i}`);
    }
  });

  test('Flush brings the answers without Sync', async () => {
    await start();
    client.send(parse('', 'select $1'), describeStatement(''), flush);
    const types = (await client.until(({ type }) => type === 'T')).map(({ type }) => type).join('');
    expect(types).toBe('1tT');
    client.send(sync);
    expect(await client.types()).toBe('Z');
  });

  test('an empty statement, a SHOW and a BEGIN go through the extended protocol, too', async () => {
    await start();
    for (const [sql, types] of [
      ['', '12nIZ'],
      ['show server_version', '12TDCZ'],
      ['begin', '12nCZ'],
      ['rollback', '12nCZ'],
    ] as const) {
      client.send(parse('', sql), bind('', ''), describePortal(''), execute(''), sync);
      expect(await client.types()).toBe(types);
    }
  });
});

describe('names', () => {
  test.each<[name: string, bytes: Buffer[], sqlstate: string]>([
    ['an unknown statement', [bind('', 'nope')], '26000'],
    ['an unknown portal', [execute('nope')], '34000'],
    ['a statement twice', [parse('a', 'select 1'), parse('a', 'select 1')], '42P05'],
    ['a portal twice', [parse('', 'select 1'), bind('p', ''), bind('p', '')], '42P03'],
    ['several statements in one Parse', [parse('', 'select 1; select 2')], '42601'],
    ['too few parameters', [parse('', 'select $1'), bind('', '')], '08P01'],
  ])('%s is refused by its SQLSTATE', async (_, bytes, expected) => {
    await start();
    client.send(...bytes, sync);
    const messages = await client.until(({ type }) => type === 'Z');
    expect(sqlstate(messages.find(({ type }) => type === 'E'))).toBe(expected);
  });

  test('a closed statement is gone, and closing an unknown one is no error', async () => {
    await start();
    const close = (name: string) => typed('C', Buffer.from('S'), text(name));
    client.send(parse('s', 'select 1'), close('s'), close('never'), bind('', 's'), sync);
    expect(await client.types()).toBe('133EZ');
  });
});

describe('row limits', () => {
  test('an Execute with a limit suspends, and goes on where it stopped; no row is lost', async () => {
    await start();
    client.send(query('begin'));
    await client.types();
    client.send(parse('', 'select ten'), bind('p', ''), execute('p', 4), sync);
    expect(await client.types()).toBe('12DDDDsZ');
    client.send(execute('p', 4), execute('p', 4), execute('p', 4), sync);
    const messages = await client.until(({ type }) => type === 'Z');
    expect(messages.map(({ type }) => type).join('')).toBe('DDDDsDDCCZ');
    expect(messages.filter(({ type }) => type === 'C').map(({ body }) => body.toString())).toEqual([
      'SELECT 2\0',
      'SELECT 0\0',
    ]);
  });

  test('a suspended portal is closed on the worker before its transaction ends', async () => {
    await start();
    client.send(query('begin'));
    await client.types();
    client.send(parse('', 'select ten'), bind('p', ''), execute('p', 1), sync);
    await client.types();
    gateway.worker.requests.length = 0;
    client.send(query('commit'));
    await client.types();
    expect(gateway.worker.asked).toEqual(['close-portal', 'query COMMIT']);
    client.send(execute('p'), sync);
    expect(await client.types()).toBe('EZ');
  });
});

test('the transaction letter follows BEGIN, an error and ROLLBACK', async () => {
  await start();
  const letters: string[] = [];
  for (const sql of [
    'select 1',
    'begin',
    'select 1',
    'select bad',
    'select 1',
    'rollback',
    'begin; select bad',
    'commit',
  ]) {
    client.send(query(sql));
    letters.push(await status());
  }
  expect(letters.join('')).toBe('ITTEEIEI');
});

test('a statement whose result changed fails once and is prepared anew by the next Parse', async () => {
  await start();
  const batch = () => client.send(parse('', 'select changed $1'), bind('', '', ['a']), execute(''), sync);
  batch();
  const messages = await client.until(({ type }) => type === 'Z');
  expect(sqlstate(messages.find(({ type }) => type === 'E'))).toBe('0A000');
  batch();
  await client.types();
  expect(gateway.worker.asked.filter((op) => op.startsWith('prepare'))).toHaveLength(2);
});

test('a client that does not read slows the worker down, and then gets every row', async () => {
  await start();
  client.socket.pause();
  client.send(query('select huge'));
  await vi.waitFor(() => expect(gateway.worker.bodiesTaken).toBeGreaterThan(3));
  let before = -1;
  await vi.waitFor(
    () => {
      const now = gateway.worker.bodiesTaken;
      const settled = now === before;
      before = now;
      expect(settled).toBe(true);
    },
    { timeout: 5_000, interval: 100 },
  );
  expect(gateway.worker.bodiesTaken).toBeLessThan(900);
  client.socket.resume();
  const messages = await client.until(({ type }) => type === 'Z');
  expect(messages.filter(({ type }) => type === 'D')).toHaveLength(1_000);
  expect(messages.at(-2)?.body.toString()).toBe('SELECT 1000\0');
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startGateway, type TestGateway } from './gateway.fixture.ts';
import {
  bind,
  execute,
  int32,
  parse,
  query,
  RawClient,
  sqlstate,
  sslRequest,
  startup,
  sync,
  text,
  typed,
  untyped,
} from './raw-client.fixture.ts';

let gateway: TestGateway;
let port: number;
beforeAll(async () => {
  gateway = await startGateway(undefined, {
    allowPlaintext: true,
    limits: { maxConnections: 50, maxUnauthenticated: 20, loginTimeoutMs: 400 },
  });
  port = gateway.listener.port;
});
afterAll(() => gateway.stop());

/** The connection ends with at most one error, and another client is served meanwhile. */
async function endsCleanly(client: RawClient, allowed: RegExp): Promise<void> {
  const errors = (await client.toEnd()).filter(({ type }) => type === 'E');
  expect(client.closed).toBe(true);
  expect(errors.length).toBeLessThanOrEqual(1);
  if (errors.length > 0) expect(sqlstate(errors[0])).toMatch(allowed);
  const other = await gateway.client();
  expect((await other.query('select 1')).rowCount).toBe(1);
  await other.end();
}

const lengths = [0, 3, -1, -2147483648, 2147483647, 0x80000000, 0xffffffff];
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, 'v']));
const cancelRequest = untyped(int32(80877102), int32(1), int32(2));
const protocol30 = int32(196608);

describe('before login', () => {
  test.each<[name: string, bytes: Buffer]>([
    ...lengths.map((length): [string, Buffer] => [
      `P01 start-up length ${length}`,
      Buffer.concat([int32(length), Buffer.alloc(16)]),
    ]),
    ['P03 a start-up packet over 10,000 bytes', startup({ user: 'x'.repeat(10_100) })],
    ['P03 ten thousand parameters', startup(many(10_000))],
    ['P03 a thousand parameters', startup(many(1_000))],
    ['P03 no terminator', untyped(protocol30, Buffer.from('user\0donald'))],
    ['P03 a duplicate user', untyped(protocol30, ...['user', 'a', 'user', 'b', ''].map(text))],
    ['P03 no user', startup({ database: 'pond' })],
    ['P03 text that is not UTF-8', untyped(protocol30, Buffer.from('user\0\xff\xfe\0\0', 'latin1'))],
    ['P04 options -c=', startup({ user: 'donald', options: '-c=' })],
    ['P04 options of backslashes', startup({ user: 'donald', options: '\\'.repeat(5_000) })],
    ['P04 options --=', startup({ user: 'donald', options: '--=' })],
    [
      'P17 a query instead of a password',
      Buffer.concat([startup({ user: 'donald', database: 'pond' }), query('select 1')]),
    ],
    [
      'P14 a second start-up packet within SCRAM',
      Buffer.concat([startup({ user: 'donald' }), startup({ user: 'daisy' })]),
    ],
    [
      'P02 a message of 2 GB within SCRAM',
      Buffer.concat([startup({ user: 'donald' }), Buffer.from('p'), int32(2147483647)]),
    ],
    [
      'P11 a SASL message of garbage',
      Buffer.concat([startup({ user: 'donald' }), typed('p', Buffer.from('\x00\x01garbage'))]),
    ],
    ['P22 protocol 2.0', startup({ user: 'donald' }, 131072)],
    ['P22 protocol 9.9', startup({ user: 'donald' }, 589833)],
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
    ['noise', Buffer.from(Array.from({ length: 2_000 }, (_, i) => (i * 7919 + 13) % 251))],
    ['replication', startup({ user: 'donald', replication: 'database' })],
  ])('%s ends in one clean error', async (_, bytes) => {
    const client = await RawClient.connect(port);
    client.send(bytes);
    await endsCleanly(client, /^(08P01|54000|28000|0A000|57014)$/);
  });

  test('P05 bytes behind SSLRequest close the connection before any handshake', async () => {
    const client = await RawClient.connect(port);
    client.send(sslRequest, startup({ user: 'donald' }));
    const messages = await client.toEnd();
    // An error at once, and no "S" in front of it.
    expect(messages.map(({ type }) => type)).toEqual(['E']);
    expect(sqlstate(messages[0])).toBe('08P01');
  });

  test.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['half a start-up packet', startup({ user: 'donald' }).subarray(0, 9)],
    ['a start-up packet and no password', startup({ user: 'donald', database: 'pond' })],
    ['half a TLS hello', Buffer.from([0x16, 3, 1])],
    ['SSLRequest and no hello', sslRequest],
  ])('P08 a client that sends %s is closed when its login time is over', async (_, bytes) => {
    const began = performance.now();
    const client = await RawClient.connect(port);
    client.send(bytes);
    await endsCleanly(client, /^57014$/);
    expect(performance.now() - began).toBeLessThan(4_000);
  });

  test('P07 direct TLS needs ALPN', async () => {
    const good = await RawClient.secured(port, { direct: true, alpn: ['postgresql'] });
    good.send(startup({ user: 'donald', database: 'pond' }));
    expect((await good.login('quack')).at(-1)?.type).toBe('Z');
    good.socket.destroy();
    const bad = await RawClient.secured(port, { direct: true }).catch(() => undefined);
    if (bad) await endsCleanly(bad, /^$/);
    await expect(RawClient.secured(port, { direct: true, alpn: ['h2'] })).rejects.toThrow();
  });

  test('P22 a later minor version and unknown options are negotiated down', async () => {
    const client = await RawClient.secured(port);
    client.send(startup({ user: 'donald', database: 'pond', '_pq_.mystery': '1' }, 196617));
    const [negotiate] = await client.until(({ type }) => type === 'v');
    expect(negotiate!.body.readInt32BE(0) & 0xffff).toBe(2);
    expect(negotiate?.body.includes('_pq_.mystery')).toBe(true);
    const messages = await client.login('quack');
    expect(messages.find(({ type }) => type === 'K')?.body.length).toBe(4 + 32);
    client.socket.destroy();
  });

  test('a cancel request is answered by nothing but the end', async () => {
    const client = await RawClient.connect(port);
    client.send(cancelRequest);
    expect(await client.toEnd()).toEqual([]);
  });

  test('a client that cancels and never closes its side holds no connection of the gateway', async () => {
    const client = await RawClient.connect(port);
    client.socket.allowHalfOpen = true;
    client.send(cancelRequest);
    await new Promise((resolve) => client.socket.once('end', resolve));
    await expect.poll(() => gateway.listener.connections(), { timeout: 3_000 }).toBe(0);
    client.socket.destroy();
  });
});

describe('after login', () => {
  test.each<[name: string, bytes: Buffer]>([
    ...[0, 3, -1, 0x80000000, 0xffffffff].map((length): [string, Buffer] => [
      `P02 a query of length ${length}`,
      Buffer.concat([Buffer.from('Q'), int32(length), Buffer.alloc(8)]),
    ]),
    ['P02 a query of 2 GB', Buffer.concat([Buffer.from('Q'), int32(2147483647)])],
    ['an unknown message', typed('!', text('x'))],
    ['P17 a second password', typed('p', text('quack'))],
    ['a query without its terminator', typed('Q', Buffer.from('select 1'))],
    ['a Bind that promises more than it holds', typed('B', text(''), text(''), Buffer.from([0, 0, 255, 255]))],
    ['a second start-up packet', startup({ user: 'donald' })],
  ])('%s ends in one clean error', async (_, bytes) => {
    const client = await RawClient.loggedIn(port);
    client.send(bytes);
    await endsCleanly(client, /^(08P01|54000)$/);
  });

  test('20,000 parameters are counted against the statement, not crashed on', async () => {
    const client = await RawClient.loggedIn(port);
    client.send(parse('', 'select 1'), bind('', '', new Array(20_000).fill('v')), execute(''), sync);
    const messages = await client.until(({ type }) => type === 'Z');
    expect(messages.map(({ type }) => type).join('')).toBe('1EZ');
    expect(sqlstate(messages[1])).toBe('08P01');
    client.send(query('select 1'));
    expect(await client.types()).toBe('TDCZ');
    client.socket.destroy();
  });

  test('a function call is refused, and the session goes on', async () => {
    const client = await RawClient.loggedIn(port);
    client.send(typed('F', int32(1), Buffer.from([0, 0, 0, 0, 0, 0])));
    expect(await client.types()).toBe('EZ');
    client.send(query('select 1'));
    expect(await client.types()).toBe('TDCZ');
    client.socket.destroy();
  });
});

test('nothing of all this is left behind', async () => {
  await expect.poll(() => gateway.listener.connections(), { timeout: 3_000 }).toBe(0);
  await expect.poll(async () => (await gateway.world.store.sessions()).length, { timeout: 3_000 }).toBe(0);
});

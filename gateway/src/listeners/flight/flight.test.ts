/** The Flight door on a real port: real TLS, tenants, sessions and dialer; the worker behind speaks real Flight by a script. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failures } from '@brooder/contracts';
import {
  decodeAction,
  FlightClient,
  type FlightHandlers,
  flightMessages,
  flightSqlMessages,
  pack,
  packActionResult,
  packAny,
  packDescriptor,
  packTicket,
  serveFlight,
  unpack,
  unpackTicket,
} from '@brooder/flight';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCertificateAuthority, selfSignedServer, type TlsFiles } from '../../credentials/index.ts';
import { createTokenVerifier } from '../../oidc/index.ts';
import { audience, startIssuer } from '../../oidc/issuer.fixture.ts';
import { realClock, realRandom } from '../../seams/index.ts';
import { type HotPool, hotPool } from '../../sessions/hot-pool.fixture.ts';
import { createSessions } from '../../sessions/index.ts';
import { createMetrics, silentLog } from '../../telemetry/index.ts';
import { createTenants } from '../../tenants/index.ts';
import { createDialer } from '../../workers/index.ts';
import { type FlightListener, type ListenFlightOptions, listenFlight } from './index.ts';

const seams = { clock: realClock, random: realRandom };
const authority = await createCertificateAuthority(seams);
const certificate = await authority.issue('w1');
const sessionKey = realRandom.bytes(32);
const directory = await mkdtemp(join(tmpdir(), 'brooder-flight-'));
const tls: TlsFiles = await selfSignedServer({ directory, hosts: ['localhost'], ...seams });
await rm(directory, { recursive: true });

let world: HotPool;
/** Actions and calls the worker saw, with the session of their header. */
let seen: string[];
/** Sessions open on the worker. */
let onWorker: Set<string>;
let metrics: ReturnType<typeof createMetrics>;
let cleanups: (() => unknown)[];

const info = pack(flightMessages.FlightInfoSchema, {
  endpoint: [{ ticket: { ticket: Buffer.from('inner') }, location: [{ uri: 'grpc://10.0.0.7:8816' }] }],
});

/** What the worker does with Flight calls; `DoGet` is each test's own. */
function workerHandlers(doGet: FlightHandlers['DoGet']): FlightHandlers<unknown> {
  const note = (call: { method: string; header(name: string): string | undefined }) =>
    void seen.push(`${call.method} ${call.header('x-brooder-session')} ${call.header('x-brooder-epoch')}`);
  return {
    DoAction: async (call) => {
      const action = decodeAction(await call.request());
      if (action.kind !== 'other') {
        note(call);
        await call.write(packActionResult(Buffer.from(action.kind)));
        return;
      }
      const body = JSON.parse(Buffer.from(action.body).toString());
      if (action.type === 'open-session') onWorker.add(body.sessionId);
      else if (action.type === 'close-session') onWorker.delete(body.sessionId);
      seen.push(action.type);
      await call.write(packActionResult(Buffer.from('{}')));
    },
    GetFlightInfo: async (call) => {
      note(call);
      await call.request();
      await call.write(info);
    },
    DoGet: async (call) => {
      note(call);
      expect(Buffer.from(unpackTicket(await call.request())).toString()).toBe('inner');
      await doGet?.(call);
    },
    DoPut: async (call) => {
      note(call);
      for await (const message of call.requests) await call.write(message);
    },
    DoExchange: async (call) => note(call),
  };
}

beforeEach(async () => {
  seen = [];
  cleanups = [];
  onWorker = new Set();
  metrics = createMetrics({ processMetrics: false });
  world = await hotPool();
  const tenants = createTenants({ store: world.store, mockSecret: new Uint8Array(32), clock: realClock });
  await tenants.createUser({ org: 'ducks', name: 'donald', password: 'quack' });
  await tenants.createUser({ org: 'ducks', name: 'daisy', password: 'quack quack' });
});
afterEach(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

async function startWorker(
  doGet: FlightHandlers['DoGet'] = async (call) => void (await call.write(Buffer.from('rows'))),
) {
  const server = await serveFlight({
    host: '127.0.0.1',
    port: 0,
    tls: certificate,
    authenticate: async (call) => expect(call.header('authorization')).toBe('Bearer of-the-worker'),
    handlers: workerHandlers(doGet),
  });
  const endpoint = { workerId: 'w1', host: '127.0.0.1', port: server.port, bearer: 'of-the-worker', ca: authority.ca };
  const connection = createDialer({ clock: realClock, log: silentLog }).dial(endpoint);
  cleanups.push(
    () => server.close(0),
    () => connection.close(),
  );
  await world.addWorker(connection);
}

async function startGateway(options: Partial<ListenFlightOptions> = {}, instance = 'g1'): Promise<FlightListener> {
  const { store, pool } = world;
  const common = { store, pool, clock: realClock, random: realRandom, log: silentLog, metrics };
  const sessions = createSessions({ ...common, instance, settings: { maxConnections: 100, acquireTimeout: 2_000 } });
  const listener = await listenFlight({
    ...common,
    host: '127.0.0.1',
    port: 0,
    tls,
    sessionKey,
    settings: { maxUnauthenticated: 10, loginTimeout: 5_000 },
    tenants: createTenants({ store, mockSecret: new Uint8Array(32), clock: realClock }),
    sessions,
    ...options,
  });
  cleanups.push(() => listener.close(0));
  return listener;
}

function client(listener: FlightListener, metadata: Record<string, string> = {}): FlightClient {
  const made = new FlightClient({
    host: '127.0.0.1',
    port: listener.port,
    tls: { ca: tls.cert, serverName: 'localhost' },
    metadata,
  });
  cleanups.push(() => made.close());
  return made;
}

const pond = { metadata: { database: 'pond' } };

async function loggedIn(listener: FlightListener, user = 'donald', password = 'quack'): Promise<FlightClient> {
  const token = await client(listener).handshakeBasic(user, password, pond);
  return client(listener, { authorization: `Bearer ${token}` });
}

const descriptor = packDescriptor(Buffer.from('anything'));
const ticketOf = async (of: FlightClient) => (await of.getFlightInfo(descriptor)).endpoint[0]!.ticket!.ticket;
async function fetchAll(of: FlightClient, ticket: Uint8Array): Promise<string[]> {
  const messages: string[] = [];
  for await (const message of of.raw('DoGet', [packTicket(ticket)])) messages.push(message.toString());
  return messages;
}

test('a login opens one session on a worker; its calls go there with session and epoch, tickets sealed, no location', async () => {
  await startWorker();
  const gateway = await startGateway();
  const donald = await loggedIn(gateway);
  const flightInfo = await donald.getFlightInfo(descriptor);
  expect(flightInfo.endpoint[0]!.location).toEqual([]);
  expect(Buffer.from(flightInfo.endpoint[0]!.ticket!.ticket).toString('latin1')).not.toContain('inner');
  expect(await fetchAll(donald, flightInfo.endpoint[0]!.ticket!.ticket)).toEqual(['rows']);
  const [session] = [...onWorker];
  expect(seen).toEqual(['open-session', `GetFlightInfo ${session} 1`, `DoGet ${session} 1`]);
  expect(await world.store.sessions()).toMatchObject([{ id: session, protocol: 'flight', user: 'donald' }]);
});

test.each([
  ['a wrong password', 'donald', 'wrong', 'pond'],
  ['an unknown user', 'nobody', 'quack', 'pond'],
  ['an unknown database', 'donald', 'quack', 'sea'],
  ['no database, where "brooder" is none', 'donald', 'quack', undefined],
])('%s is refused alike', async (_, user, password, database) => {
  const gateway = await startGateway();
  const options = database === undefined ? {} : { metadata: { database } };
  await expect(client(gateway).handshakeBasic(user, password, options)).rejects.toMatchObject({
    code: 'loginRefused',
    grpc: 'UNAUTHENTICATED',
    message: `password authentication failed for user "${user}"`,
  });
  expect(await world.store.sessions()).toEqual([]);
});

test('user@org needs no database, and unpadded base64 is read', async () => {
  await startWorker();
  const gateway = await startGateway();
  const authorization = `Basic ${Buffer.from('donald@ducks:quack').toString('base64').replace(/=+$/, '')}`;
  await ticketOf(client(gateway, { authorization }));
  expect(onWorker.size).toBe(1);
});

test('a client that sends Basic with every call has one session for its connection', async () => {
  await startWorker();
  const gateway = await startGateway();
  const basic = (password: string) => `Basic ${Buffer.from(`donald:${password}`).toString('base64')}`;
  const first = client(gateway, { authorization: basic('quack'), ...pond.metadata });
  await Promise.all([ticketOf(first), ticketOf(first)]);
  expect(await fetchAll(first, await ticketOf(first))).toEqual(['rows']);
  expect(onWorker.size).toBe(1);
  await ticketOf(client(gateway, { authorization: basic('quack'), ...pond.metadata }));
  expect(onWorker.size).toBe(2);
  const wrong = client(gateway, { authorization: basic('wrong'), ...pond.metadata });
  await expect(ticketOf(wrong)).rejects.toMatchObject({ code: 'loginRefused' });
});

test.each([
  ['none', {}],
  ['an empty bearer', { authorization: 'Bearer ' }],
  ['a forged bearer', { authorization: `Bearer ${'A'.repeat(80)}` }],
  ['another scheme', { authorization: 'Digest abcdef' }],
])('credentials of the kind "%s" are refused', async (_, metadata) => {
  const gateway = await startGateway();
  await expect(ticketOf(client(gateway, metadata as Record<string, string>))).rejects.toMatchObject({
    code: 'unauthenticated',
  });
});

/** An identity provider, and a gateway that takes its tokens. */
async function withTokens() {
  const issuer = await startIssuer();
  cleanups.push(() => issuer.close());
  const claims = { userClaim: 'preferred_username', orgClaim: 'org' };
  const tokenVerifier = createTokenVerifier({
    issuer: issuer.url,
    audience,
    ...claims,
    clock: realClock,
    log: silentLog,
  });
  return { issuer, gateway: await startGateway({ tokenVerifier }) };
}
const bearing = (token: string) => ({ authorization: `Bearer ${token}` });
const epoch = () => Math.floor(Date.now() / 1000);

test('a token of the identity provider on every call gets rows, in one session for its connection', async () => {
  await startWorker();
  const { issuer, gateway } = await withTokens();
  const token = await issuer.token();
  const donald = client(gateway, bearing(token));
  expect(await fetchAll(donald, await ticketOf(donald))).toEqual(['rows']);
  expect(await world.store.sessions()).toMatchObject([{ org: 'ducks', user: 'donald', protocol: 'flight' }]);
  expect(issuer.asked).toHaveLength(2);
  await ticketOf(client(gateway, { ...bearing(token), ...pond.metadata }));
  await ticketOf(await loggedIn(gateway));
  expect(onWorker.size).toBe(3);
});

test('a Handshake by such a token gives one of ours, and both end with it', async () => {
  await startWorker();
  const { issuer, gateway } = await withTokens();
  // The tolerance of 30 s has all but passed.
  const token = await issuer.token({ exp: epoch() - 27 });
  const greeting = client(gateway, bearing(token)).raw('Handshake', [Buffer.alloc(0)]);
  let ours = '';
  for await (const reply of greeting)
    ours = Buffer.from(unpack(flightMessages.HandshakeResponseSchema, reply, 'a reply').payload).toString();
  const donald = client(gateway, bearing(ours));
  expect(await fetchAll(donald, await ticketOf(donald))).toEqual(['rows']);
  await vi.waitFor(() => expect(onWorker.size).toBe(0), { timeout: 8_000 });
  await expect(ticketOf(donald)).rejects.toMatchObject({ code: 'unknownSession' });
  await expect(ticketOf(client(gateway, bearing(token)))).rejects.toMatchObject({ code: 'tokenRefused' });
  const text = await metrics.scrape();
  expect(text).toContain('brooder_logins_failed_total{protocol="flight",reason="expired"} 1');
});

test.each<[string, Record<string, unknown>, Record<string, string>]>([
  ['for another service', { aud: 'other' }, {}],
  ['of an unknown user', { preferred_username: 'nobody' }, {}],
  ['of a user with another org behind an @', { preferred_username: 'donald@ducks', org: 'geese' }, {}],
  ['of an unknown org', { org: 'geese' }, {}],
  ['without an org, where the database would name one', { org: undefined }, pond.metadata],
  ['for the database of another org', {}, { database: 'lake' }],
  ['of a disabled user', { preferred_username: 'daisy' }, {}],
])('a token %s is refused like any other', async (_, claims, metadata) => {
  await startWorker();
  await world.store.createOrg('swans');
  await world.store.putWarehouse({ org: 'swans', database: 'lake', kind: 'memory', options: {}, state: 'ready' });
  await world.store.setUserDisabled('ducks', 'daisy', true);
  const { issuer, gateway } = await withTokens();
  const who = client(gateway, { ...bearing(await issuer.token(claims)), ...metadata });
  await expect(ticketOf(who)).rejects.toMatchObject({ ...failures.tokenRefused({}).toWire(), sqlstate: '28P01' });
  expect(onWorker.size).toBe(0);
  expect(await metrics.scrape()).toMatch(/logins_failed_total\{protocol="flight",reason="(token|user)"\} 1/);
});

test('a provider that is down refuses its tokens as unavailable, and passwords still work', async () => {
  await startWorker();
  const { issuer, gateway } = await withTokens();
  const token = await issuer.token();
  await issuer.close();
  const unavailable = { code: 'identityProviderUnavailable', grpc: 'UNAVAILABLE' };
  await expect(ticketOf(client(gateway, bearing(token)))).rejects.toMatchObject(unavailable);
  expect(await metrics.scrape()).toContain('brooder_logins_failed_total{protocol="flight",reason="issuer"} 1');
  await ticketOf(await loggedIn(gateway));
});

test('without an identity provider its tokens are no credentials', async () => {
  const { issuer } = await withTokens();
  const plain = await startGateway({}, 'g2');
  const who = client(plain, bearing(await issuer.token()));
  await expect(ticketOf(who)).rejects.toMatchObject({ code: 'unauthenticated' });
});

test('F01, F02: a ticket that is changed, cut, empty or of another session is refused before any worker sees it', async () => {
  await startWorker();
  const gateway = await startGateway();
  const [donald, daisy] = [await loggedIn(gateway), await loggedIn(gateway, 'daisy', 'quack quack')];
  const ticket = await ticketOf(donald);
  const flipped = Buffer.from(ticket);
  flipped[20]! ^= 0x80;
  for (const [who, bad] of [
    [daisy, ticket],
    [donald, flipped],
    [donald, ticket.subarray(0, -1)],
    [donald, new Uint8Array(0)],
    [donald, Buffer.from('inner')],
    [donald, Buffer.alloc(10_000_000)],
  ] as const) {
    await expect(fetchAll(who, bad)).rejects.toMatchObject({ code: 'invalidTicket' });
  }
  expect(seen.filter((call) => call.startsWith('DoGet'))).toEqual([]);
});

test('no control action and no DoExchange of a client reaches a worker', async () => {
  await startWorker();
  const donald = await loggedIn(await startGateway());
  for (const action of ['activate', 'drain', 'cancel', 'describe', 'open-session', 'close-session', 'toString']) {
    await expect(donald.doAction(action, Buffer.from('{"epoch":"99"}'))).rejects.toMatchObject({ code: 'unsupported' });
  }
  const exchange = donald.doExchange();
  exchange.write(Buffer.alloc(0));
  const read = async () => {
    for await (const _ of exchange);
  };
  await expect(read()).rejects.toMatchObject({ code: 'unsupported' });
  expect(seen).toEqual(['open-session']);
  const body = packAny(flightSqlMessages.ActionBeginTransactionRequestSchema, {});
  const [reply] = await donald.doAction('BeginTransaction', body);
  expect(Buffer.from(reply!).toString()).toBe('BeginTransaction');
});
test('CloseSession ends the session on the worker, its row, and its token', async () => {
  await startWorker();
  const donald = await loggedIn(await startGateway());
  const [reply] = await donald.doAction('CloseSession', new Uint8Array(0));
  const { status } = unpack(flightMessages.CloseSessionResultSchema, reply!, 'a reply');
  expect(status).toBe(flightMessages.CloseSessionResult_Status.CLOSED);
  expect(onWorker.size).toBe(0);
  await vi.waitFor(async () => expect(await world.store.sessions()).toEqual([]));
  await expect(ticketOf(donald)).rejects.toMatchObject({ code: 'unknownSession' });
});

test('another gateway serves the session by its token, and closes it too', async () => {
  await startWorker();
  const [first, second] = [await startGateway(), await startGateway({}, 'g2')];
  const token = await client(first).handshakeBasic('donald', 'quack', pond);
  const [here, there] = [first, second].map((gateway) => client(gateway, { authorization: `Bearer ${token}` }));
  const ticket = await ticketOf(here!);
  expect(await fetchAll(there!, ticket)).toEqual(['rows']);
  await there!.doAction('CloseSession', new Uint8Array(0));
  expect(onWorker.size).toBe(0);
  expect(await world.store.sessions()).toEqual([]);
  await expect(fetchAll(there!, ticket)).rejects.toMatchObject({ code: 'unknownSession' });
});

test('an idle session is closed on the worker; one with a running call is not', async () => {
  const gate = Promise.withResolvers<void>();
  await startWorker(async (call) => {
    await call.write(Buffer.from('first'));
    await gate.promise;
  });
  const gateway = await startGateway({ idleTimeout: 200 });
  const [idle, busy] = [await loggedIn(gateway), await loggedIn(gateway)];
  const running = fetchAll(busy, await ticketOf(busy));
  await vi.waitFor(() => expect(onWorker.size).toBe(1), { timeout: 5_000 });
  await expect(ticketOf(idle)).rejects.toMatchObject({ code: 'unknownSession' });
  gate.resolve();
  expect(await running).toEqual(['first']);
});

test('a login into a full org takes the place of a session that was left behind, never of one that runs', async () => {
  const gate = Promise.withResolvers<void>();
  await startWorker(() => gate.promise);
  const { acquire } = world.pool;
  world.pool.acquire = async (request, signal) => {
    if ((await world.store.sessions()).length >= 2) throw failures.workerCap({ scope: 'Org ducks', limit: 1 });
    return acquire(request, signal);
  };
  const gateway = await startGateway({ giveWayAfter: 0 });
  const [left, busy] = [await loggedIn(gateway), await loggedIn(gateway)];
  const running = fetchAll(busy, await ticketOf(busy));
  await vi.waitFor(() => expect(seen.at(-1)).toMatch(/^DoGet/));
  const next = client(gateway).handshakeBasic('donald', 'quack', pond);
  await expect(next).resolves.toEqual(expect.any(String));
  await expect(ticketOf(left)).rejects.toMatchObject({ code: 'unknownSession' });
  gate.resolve();
  expect(await running).toEqual([]);
});

test("a client that goes away resets the worker's stream, and a slow one slows it", async () => {
  const reset = Promise.withResolvers<void>();
  let sent = 0;
  await startWorker(async (call) => {
    call.signal.addEventListener('abort', () => reset.resolve());
    for (;;) {
      await (call.write(Buffer.alloc(256 * 1024)) ?? new Promise(setImmediate));
      sent++;
    }
  });
  const donald = await loggedIn(await startGateway());
  const stream = donald.raw('DoGet', [packTicket(await ticketOf(donald))])[Symbol.asyncIterator]();
  await stream.next();
  let before = -1;
  await vi.waitFor(
    async () => {
      before = sent;
      for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
      expect(sent).toBe(before);
    },
    { timeout: 5_000, interval: 20 },
  );
  expect(sent).toBeLessThan(200);
  await stream.return?.();
  await reset.promise;
});

test('an error of the worker keeps its class; a lost worker is told to the pool and ends every session on it', async () => {
  let fail = true;
  await startWorker(async (call) => {
    if (fail) throw failures.engine({ message: 'Catalog Error: no such table' }, { sqlstate: '42P01' });
    await call.write(Buffer.from('first'));
    await new Promise(() => {});
  });
  const donald = await loggedIn(await startGateway());
  const ticket = await ticketOf(donald);
  await expect(fetchAll(donald, ticket)).rejects.toMatchObject({ code: 'engine', sqlstate: '42P01' });
  fail = false;
  const running = fetchAll(donald, ticket);
  running.catch(() => {});
  await vi.waitFor(() => expect(seen.filter((call) => call.startsWith('DoGet'))).toHaveLength(2));
  world.lose('w1');
  await expect(running).rejects.toMatchObject({ code: 'workerLost', sqlstate: '57P01' });
  await vi.waitFor(async () => expect(await world.store.sessions()).toEqual([]));
  const text = await metrics.scrape();
  expect(text).toContain('brooder_errors_total{protocol="flight",class="42"} 1');
  expect(text).toContain('brooder_errors_total{protocol="flight",class="57"} 1');
  expect(text).toMatch(/brooder_sessions\{protocol="flight"\} 0/);
});

test('a put streams both ways, and close cuts what outlives its grace', async () => {
  await startWorker(() => new Promise(() => {}));
  const gateway = await startGateway();
  const donald = await loggedIn(gateway);
  const echoed: string[] = [];
  for await (const message of donald.raw('DoPut', [Buffer.from('a'), Buffer.from('b')]))
    echoed.push(message.toString());
  expect(echoed).toEqual(['a', 'b']);
  const running = fetchAll(donald, await ticketOf(donald));
  running.catch(() => {});
  await vi.waitFor(() => expect(seen.at(-1)).toMatch(/^DoGet/));
  await gateway.close(50);
  await expect(running).rejects.toMatchObject({ code: 'draining' });
});

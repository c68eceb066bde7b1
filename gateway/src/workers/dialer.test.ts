import { connect, createServer, type Socket } from 'node:net';
import { failures, type OpenSession, type SessionReply, type SessionRequest } from '@brooder/contracts';
import {
  decodeFrame,
  type FlightCall,
  type FlightHandlers,
  flightMessages,
  packActionResult,
  serveFlight,
} from '@brooder/flight';
import { fromBinary } from '@bufbuild/protobuf';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createCertificateAuthority } from '../credentials/index.ts';
import { realClock, realRandom } from '../seams/index.ts';
import { silentLog } from '../telemetry/index.ts';
import { createDialer } from './index.ts';

const ca = await createCertificateAuthority({ clock: realClock, random: realRandom });
const certificate = await ca.issue('worker-1');
const dialer = createDialer({ clock: realClock, log: silentLog });
const open: OpenSession = {
  op: 'open',
  sessionId: 's1',
  org: 'ducks',
  epoch: '7',
  user: 'daisy',
  database: 'ducks',
  settings: { timeZone: 'UTC' },
};

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A worker on the loopback that speaks through `handlers`, and a connection to it. */
async function worker(handlers: FlightHandlers<undefined>, as: { workerId?: string; bearer?: string } = {}) {
  const server = await serveFlight<undefined>({
    host: '127.0.0.1',
    port: 0,
    tls: certificate,
    authenticate: async (call) => {
      if (call.header('authorization') !== 'Bearer right')
        throw failures.unauthenticated({ expected: "this worker's token" });
      return undefined;
    },
    handlers,
  });
  const line = await cuttable(server.port);
  const connection = dialer.dial({
    workerId: as.workerId ?? 'worker-1',
    host: '127.0.0.1',
    port: line.port,
    bearer: as.bearer ?? 'right',
    ca: certificate.ca,
  });
  cleanups.push(
    () => server.close(0),
    () => line.cut(),
    () => connection.close(),
  );
  return { cut: line.cut, connection };
}

/** A TCP relay that can be cut as a process that ends cuts its sockets. */
async function cuttable(target: number) {
  const sockets = new Set<Socket>();
  const relay = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    for (const socket of [near, far]) sockets.add(socket.on('error', () => {}));
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const { port } = relay.address() as { port: number };
  const cut = async () => {
    const closed = new Promise((resolve) => relay.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return { port, cut };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

const within = (ms = 5_000) => AbortSignal.timeout(ms);

/** A handler that answers each request of a session with what `answer` gives. */
function session(answer: (request: SessionRequest, body: Uint8Array, reply: Reply) => Promise<void> | void) {
  return async (call: FlightCall<undefined>) => {
    const reply: Reply = (message, body = []) =>
      call.write({ header: new Uint8Array(0), metadata: Buffer.from(JSON.stringify(message)), body });
    for await (const message of call.requests) {
      const frame = decodeFrame(message);
      const request = JSON.parse(Buffer.from(frame.metadata).toString()) as SessionRequest | OpenSession;
      if (request.op === 'open') await reply({ op: 'opened', engineVersion: 'v1.5.5' });
      else await answer(request, frame.body, reply);
    }
  };
}
type Reply = (message: SessionReply, body?: readonly Uint8Array[]) => Promise<void> | undefined;
const done = (seq: number): SessionReply => ({ op: 'done', seq, kind: 'select', rows: 0, suspended: false });

describe('an action', () => {
  const echo: FlightHandlers<undefined> = {
    DoAction: async (call) => {
      const { type, body } = fromBinary(flightMessages.ActionSchema, await call.request());
      const request = JSON.parse(Buffer.from(body).toString());
      if (type === 'activate') throw failures.staleEpoch({ expected: '9', actual: request.epoch });
      await call.write(packActionResult(Buffer.from(JSON.stringify({ type, request }))));
    },
  };

  test('its JSON goes there and back', async () => {
    const { connection } = await worker(echo);
    const request = { epoch: '7', sessionId: 's1' };
    expect(await connection.act('cancel', request, within())).toEqual({ type: 'cancel', request });
  });

  test("the worker's failure keeps its class", async () => {
    const { connection } = await worker(echo);
    const request = { epoch: '7' } as never;
    await expect(connection.act('activate', request, within())).rejects.toMatchObject({
      code: 'staleEpoch',
      sqlstate: '55006',
    });
  });

  test('a wrong token, another worker behind the port, and a dead port are three errors, none of them a hang', async () => {
    const { connection: wrongToken } = await worker(echo, { bearer: 'wrong' });
    await expect(wrongToken.act('describe', {}, within())).rejects.toMatchObject({ code: 'unauthenticated' });
    const { connection: other } = await worker(echo, { workerId: 'worker-2' });
    await expect(other.act('describe', {}, within())).rejects.toMatchObject({ code: 'workerLost' });
    const { connection: dead, cut } = await worker(echo);
    await cut();
    await expect(dead.act('describe', {}, within())).rejects.toMatchObject({ code: 'workerLost' });
  });

  test("a deadline ends the wait with the caller's reason", async () => {
    const { connection } = await worker({ DoAction: () => new Promise(() => {}) });
    const reason = failures.noWorker({ seconds: 1, reason: 'test' });
    const controller = new AbortController();
    const answer = connection.act('describe', {}, controller.signal);
    controller.abort(reason);
    await expect(answer).rejects.toBe(reason);
    await expect(connection.act('describe', {}, controller.signal)).rejects.toBe(reason);
  });
});

describe('a session channel', () => {
  test('answers requests in order, with their bytes', async () => {
    const { connection } = await worker({
      DoExchange: session((request, body, reply) => {
        if (request.op !== 'query') return;
        const rows = reply({ op: 'rows', seq: request.seq, rows: 1 }, [Buffer.from(request.sql), body]);
        return rows ?? reply(done(request.seq));
      }),
    });
    const channel = await connection.openChannel(open, within());
    const seen: [string, string][] = [];
    const finished = Promise.withResolvers<void>();
    channel.onReply((reply, bytes) => {
      seen.push([reply.op, bytes.toString()]);
      if (seen.length === 4) finished.resolve();
    });
    channel.send({ op: 'query', seq: 1, sql: 'one' }, [Buffer.from('+a'), Buffer.from('b')]);
    channel.send({ op: 'query', seq: 2, sql: 'two' });
    await finished.promise;
    expect(seen).toEqual([
      ['rows', 'one+ab'],
      ['done', ''],
      ['rows', 'two'],
      ['done', ''],
    ]);
  });

  test('a listener that waits holds the worker back', async () => {
    let sent = 0;
    const block = Buffer.alloc(256 * 1024);
    const { connection } = await worker({
      DoExchange: session(async (request, _, reply) => {
        if (request.op !== 'query') return;
        for (; sent < 200; sent++) await reply({ op: 'rows', seq: 1, rows: 1 }, [block]);
        await reply(done(1));
      }),
    });
    const channel = await connection.openChannel(open, within());
    const gate = Promise.withResolvers<void>();
    const finished = Promise.withResolvers<void>();
    let received = 0;
    channel.onReply((reply) => {
      if (reply.op === 'done') finished.resolve();
      received++;
      return gate.promise;
    });
    channel.send({ op: 'query', seq: 1, sql: '' });
    let before = -1;
    // Both windows are full once nothing moves any more over 100 turns of the loop.
    await vi.waitFor(
      async () => {
        before = sent;
        for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
        expect(sent).toBe(before);
        expect(sent).toBeGreaterThan(0);
      },
      { timeout: 5_000, interval: 20 },
    );
    expect(received).toBe(1);
    expect(sent).toBeLessThan(100);
    gate.resolve();
    await finished.promise;
    expect(received).toBe(201);
  });

  test('a refused open is the failure the worker gave', async () => {
    const { connection } = await worker({
      DoExchange: async () => {
        throw failures.draining({ what: 'This worker' });
      },
    });
    await expect(connection.openChannel(open, within())).rejects.toMatchObject({ code: 'draining' });
  });

  test('a worker that says nothing to an open is left at the deadline', async () => {
    const reset = Promise.withResolvers<void>();
    const { connection } = await worker({
      DoExchange: (call) =>
        new Promise((_, reject) => {
          call.signal.addEventListener('abort', () => {
            reset.resolve();
            reject(call.signal.reason);
          });
        }),
    });
    const signal = AbortSignal.timeout(100);
    await expect(connection.openChannel(open, signal)).rejects.toMatchObject({ name: 'TimeoutError' });
    await reset.promise;
  });

  test('close while a statement runs resets the stream; close at rest half-closes it; neither is a failure', async () => {
    const ends: string[] = [];
    const { connection } = await worker({
      DoExchange: async (call) => {
        try {
          await session((request, _, reply) => {
            if (request.op === 'query' && request.sql === 'fast') return reply(done(request.seq));
          })(call);
          ends.push('half-closed');
        } catch (error) {
          ends.push('reset');
          throw error;
        }
        if (call.signal.aborted) ends.push('reset');
      },
    });
    for (const sql of ['fast', 'slow']) {
      const channel = await connection.openChannel(open, within());
      const ended = Promise.withResolvers<unknown>();
      const answered = Promise.withResolvers<void>();
      channel.onReply(() => answered.resolve());
      channel.onEnd(ended.resolve);
      channel.send({ op: 'query', seq: 1, sql });
      if (sql === 'fast') await answered.promise;
      channel.close();
      expect(await ended.promise).toBeUndefined();
    }
    await vi.waitFor(() => expect(ends.includes('half-closed') && ends.includes('reset')).toBe(true));
  });

  test('a worker that dies ends its channels and calls with workerLost, and tells its listeners once', async () => {
    const { connection, cut } = await worker({
      DoExchange: session(() => {}),
      DoAction: () => new Promise(() => {}),
    });
    let lost = 0;
    connection.onLost(() => lost++);
    const channel = await connection.openChannel(open, within());
    const ended = Promise.withResolvers<unknown>();
    channel.onReply(() => {});
    channel.onEnd(ended.resolve);
    channel.send({ op: 'query', seq: 1, sql: '' });
    const action = connection.act('describe', {}, within());
    action.catch(() => {});
    await cut();
    expect(await ended.promise).toMatchObject({ code: 'workerLost', sqlstate: '57P01' });
    await expect(action).rejects.toMatchObject({ code: 'workerLost' });
    await vi.waitFor(() => expect(lost).toBe(1));
    await expect(connection.act('describe', {}, within())).rejects.toMatchObject({ code: 'workerLost' });
  });

  test('close ends every channel and call at once with workerLost, even when the transport notices nothing', async () => {
    const { connection } = await worker({
      DoExchange: session(() => {}),
      DoAction: () => new Promise(() => {}),
      DoGet: () => new Promise(() => {}),
    });
    const ends: Promise<unknown>[] = [];
    for (let i = 0; i < 20; i++) {
      const channel = await connection.openChannel({ ...open, sessionId: `s${i}` }, within());
      channel.onReply(() => {});
      channel.send({ op: 'query', seq: 1, sql: '' });
      ends.push(new Promise((resolve) => channel.onEnd(resolve)));
    }
    const refused = (call: Promise<unknown>) => ends.push(call.catch((error) => error));
    const get = { method: 'DoGet' as const, metadata: {}, requests: nothing(), signal: within() };
    refused(connection.act('describe', {}, within()));
    refused(connection.forward(get)[Symbol.asyncIterator]().next());
    connection.close();
    for (const end of ends) expect(await end).toMatchObject({ code: 'workerLost' });
  });

  test('a reply that is not JSON ends the session, not the gateway', async () => {
    const { connection } = await worker({
      DoExchange: async (call) => {
        for await (const _ of call.requests)
          await call.write({ header: new Uint8Array(0), metadata: Buffer.from('{'), body: [] });
      },
    });
    await expect(connection.openChannel(open, within())).rejects.toMatchObject({ code: 'internal' });
  });
});

describe('a forwarded call', () => {
  test('passes messages undecoded both ways, with headers, and keeps the failure of the worker', async () => {
    const { connection } = await worker({
      DoPut: async (call) => {
        for await (const message of call.requests) await call.write(Buffer.concat([message, Buffer.from('!')]));
        throw failures.diskFull({ reason: call.header('x-brooder-session')! });
      },
    });
    async function* requests() {
      yield Buffer.from('a');
      yield Buffer.from('b');
    }
    const seen: string[] = [];
    const run = async () => {
      const metadata = { 'x-brooder-session': 's1' };
      for await (const message of connection.forward({
        method: 'DoPut',
        metadata,
        requests: requests(),
        signal: within(),
      }))
        seen.push(message.toString());
    };
    await expect(run()).rejects.toMatchObject({ code: 'diskFull', message: expect.stringContaining('s1') });
    expect(seen).toEqual(['a!', 'b!']);
  });

  test('stopping early, or aborting, resets the stream on the worker', async () => {
    const resets: string[] = [];
    const { connection } = await worker({
      DoGet: async (call) => {
        call.signal.addEventListener('abort', () => resets.push(call.header('x-how')!));
        for (;;) await (call.write(Buffer.alloc(64 * 1024)) ?? new Promise(setImmediate));
      },
    });
    for await (const _ of connection.forward({
      method: 'DoGet',
      metadata: { 'x-how': 'stop' },
      requests: nothing(),
      signal: within(),
    }))
      break;
    const controller = new AbortController();
    const run = async () => {
      const call = { method: 'DoGet' as const, metadata: { 'x-how': 'abort' }, requests: nothing() };
      for await (const _ of connection.forward({ ...call, signal: controller.signal }))
        controller.abort(new Error('client went away'));
    };
    await expect(run()).rejects.toThrow('client went away');
    await vi.waitFor(() => expect(resets).toEqual(['stop', 'abort']));
  });
});

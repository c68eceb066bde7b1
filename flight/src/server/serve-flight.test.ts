import { Failure, failures } from '@brooder/contracts';
import { expect, test } from 'vitest';
import { FlightClient } from '../client/index.ts';
import { type FlightFrame, noBytes } from '../framing/index.ts';
import {
  packDescriptor,
  packFlightInfo,
  packUpdateResult,
  unpackDescriptor,
  unpackUpdateResult,
} from '../sql/index.ts';
import { makeCertificate } from '../testing/certificate.ts';
import { layCable, loopback, until } from '../testing/loopback.ts';
import { type FlightHandler, readHandshake, serveFlight, unary } from './index.ts';

const frame = (text: string): FlightFrame => ({ header: noBytes, metadata: Buffer.from(text), body: [] });

test('a unary method answers one message, and sees who called', async () => {
  await using wire = await loopback({
    GetFlightInfo: unary((request, call) =>
      packFlightInfo({
        schema: { fields: [] },
        descriptor: request,
        ticket: Buffer.concat([Buffer.from(`${call.identity}:`), unpackDescriptor(request).cmd]),
      }),
    ),
  });
  const info = await wire.client.getFlightInfo(packDescriptor(Buffer.from('abc')));
  expect(Buffer.from(info.endpoint[0]!.ticket!.ticket).toString()).toBe('tester:abc');
  expect(info.endpoint[0]!.location).toEqual([]);
});

test('a login with Basic answers the bearer token in the response header', async () => {
  await using wire = await loopback({
    Handshake: async (call) => {
      const credentials = await readHandshake(call);
      if (credentials.kind !== 'basic' || credentials.password !== 'p:w') throw failures.loginRefused({ user: 'u' });
      call.sendHeader('authorization', `Bearer token-of-${credentials.user}`);
    },
  });
  await expect(wire.client.handshakeBasic('u', 'p:w')).resolves.toBe('token-of-u');
  await expect(wire.client.handshakeBasic('u', 'wrong')).rejects.toMatchObject({
    code: 'loginRefused',
    sqlstate: '28P01',
  });
});

test('a failure crosses the wire whole, whatever its text', async () => {
  const message = `relation "näs" does not exist\nLINE 1: 100% ${'\ud800'}`;
  await using wire = await loopback({
    DoAction: async () => {
      throw failures.engine({ message }, { sqlstate: '42P01', position: 7, hint: 'look' });
    },
  });
  const error = await wire.client.doAction('x', noBytes).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(Failure);
  expect(error).toMatchObject({
    code: 'engine',
    sqlstate: '42P01',
    grpc: 'INVALID_ARGUMENT',
    fields: { position: 7, hint: 'look' },
  });
  expect(error.message).toContain('relation "näs" does not exist\nLINE 1: 100%');
});

test('a failure of 100 kB of text still arrives, cut', async () => {
  await using wire = await loopback({
    DoAction: async () => {
      throw failures.engine(
        { message: '\u{1F986}"\n'.repeat(30_000) },
        { sqlstate: '42601', detail: 'd'.repeat(50_000) },
      );
    },
  });
  const error = await wire.client.doAction('x', noBytes).catch((thrown) => thrown);
  expect(error).toMatchObject({ code: 'engine', sqlstate: '42601' });
  expect(error.message).toMatch(/^\u{1F986}"\n.*…$/su);
});

test('an error that is no Failure ends as INTERNAL and tells nothing, but the server hears the cause', async () => {
  const causes: unknown[] = [];
  await using wire = await loopback(
    {
      DoAction: async () => {
        throw new Error('password=hunter2');
      },
    },
    { server: { onInternalError: (_, cause) => causes.push(cause) } },
  );
  const error = await wire.client.doAction('x', noBytes).catch((thrown) => thrown);
  expect(error).toMatchObject({ code: 'internal', grpc: 'INTERNAL' });
  expect(error.message).not.toContain('hunter2');
  expect(causes).toMatchObject([{ message: 'password=hunter2' }]);
});

test('a method without a handler answers UNIMPLEMENTED', async () => {
  await using wire = await loopback({});
  const error = await wire.client.doAction('x', noBytes).catch((thrown) => thrown);
  expect(error).toMatchObject({ code: 'unsupported', grpc: 'UNIMPLEMENTED' });
});

test('who does not authenticate reaches no handler', async () => {
  let reached = false;
  await using wire = await loopback(
    {
      DoAction: async () => {
        reached = true;
      },
    },
    {
      server: {
        authenticate: async () => {
          throw failures.unauthenticated({ expected: 'a token' });
        },
      },
    },
  );
  await expect(wire.client.doAction('x', noBytes)).rejects.toMatchObject({ code: 'unauthenticated' });
  expect(reached).toBe(false);
});

test('memory given to write may be used again as soon as it returns', async () => {
  await using wire = await loopback({
    DoGet: async (call) => {
      const body = Buffer.alloc(200_000);
      let room: Promise<void> | undefined;
      for (let i = 0; i < 20; i++) {
        body.fill(i);
        room = call.write({ header: noBytes, metadata: noBytes, body: [body] });
        // Every third time the stream is idle at the next write, otherwise it is busy.
        if (i % 3 === 0) await new Promise((turn) => setTimeout(turn, 1));
      }
      body.fill(255);
      await room;
    },
  });
  let i = 0;
  for await (const { body } of wire.client.doGet(noBytes)) {
    expect(body.every((byte) => byte === i)).toBe(true);
    i++;
  }
  expect(i).toBe(20);
});

test('a slow reader keeps the server from producing more than a bounded amount', async () => {
  let produced = 0;
  await using wire = await loopback({
    DoGet: async (call) => {
      const body = Buffer.alloc(256 * 1024);
      for (let i = 0; i < 400; i++) {
        produced++;
        await call.write({ header: noBytes, metadata: noBytes, body: [body] });
      }
    },
  });
  let seen = 0;
  for await (const { body } of wire.client.doGet(noBytes)) {
    expect(body.byteLength).toBe(256 * 1024);
    if (seen++ === 0) {
      // The producer stops: its count stays the same over many turns of the loop.
      let last = -1;
      let same = 0;
      await until(() => {
        same = produced === last ? same + 1 : 0;
        last = produced;
        return same > 2000;
      }, 'a producer that waits');
      // 4 MiB window, 1 MiB unsent, socket buffers of up to 6 MiB on this kernel.
      expect(produced * 256 * 1024).toBeLessThan(16 * 1024 * 1024);
    }
  }
  expect(seen).toBe(400);
});

test('a slow handler keeps the client from sending more than a bounded amount', async () => {
  let sent = 0;
  const gate = Promise.withResolvers<void>();
  await using wire = await loopback({
    DoPut: async (call) => {
      let messages = 0;
      for await (const _ of call.requests) if (messages++ === 0) await gate.promise;
      await call.write(packUpdateResult(messages));
    },
  });
  const frames = function* (): Generator<FlightFrame> {
    for (let i = 0; i < 200; i++) {
      sent++;
      yield { header: noBytes, metadata: noBytes, body: [Buffer.alloc(256 * 1024)] };
    }
  };
  const replies = (async () => {
    const counts: number[] = [];
    for await (const metadata of wire.client.doPut(frames())) counts.push(unpackUpdateResult(metadata));
    return counts;
  })();
  let last = -1;
  let same = 0;
  await until(() => {
    same = sent === last && sent > 0 ? same + 1 : 0;
    last = sent;
    return same > 2000;
  }, 'a client that waits');
  expect(sent * 256 * 1024).toBeLessThan(16 * 1024 * 1024);
  gate.resolve();
  await expect(replies).resolves.toEqual([200]);
});

test.each([
  ['leaving the loop', 'return'],
  ['aborting the signal', 'abort'],
])('%s resets the stream and aborts the handler', async (_, how) => {
  let aborted = false;
  await using wire = await loopback({
    DoGet: async (call) => {
      call.signal.addEventListener('abort', () => {
        aborted = true;
      });
      for (;;) await call.write({ header: noBytes, metadata: noBytes, body: [Buffer.alloc(100_000)] });
    },
  });
  const controller = new AbortController();
  const reason = new Error('enough');
  const read = async () => {
    for await (const _frame of wire.client.doGet(noBytes, { signal: controller.signal })) {
      if (how === 'return') break;
      controller.abort(reason);
    }
  };
  if (how === 'return') await read();
  else await expect(read()).rejects.toBe(reason);
  await until(() => aborted, 'the abort of the handler');
});

test('frames of an exchange are answered in order, and the end of one side ends the other', async () => {
  await using wire = await loopback({
    DoExchange: async (call) => {
      for await (const message of call.requests) await call.write(message);
    },
  });
  const stream = wire.client.doExchange();
  for (let i = 0; i < 50; i++) stream.write(frame(`m${i}`));
  stream.end();
  const seen: string[] = [];
  for await (const { metadata } of stream) seen.push(Buffer.from(metadata).toString());
  expect(seen).toEqual(Array.from({ length: 50 }, (_, i) => `m${i}`));
});

test('a listener that answers a promise holds the next frame back', async () => {
  await using wire = await loopback({
    DoExchange: async (call) => {
      for await (const message of call.requests) await call.write(message);
    },
  });
  const stream = wire.client.doExchange();
  const events: string[] = [];
  const ended = new Promise<Error | undefined>((resolve) => {
    stream.listen(async ({ metadata }) => {
      const name = Buffer.from(metadata).toString();
      events.push(`begin ${name}`);
      await new Promise((turn) => setImmediate(turn));
      events.push(`end ${name}`);
    }, resolve);
  });
  stream.write(frame('a'));
  stream.write(frame('b'));
  stream.end();
  await expect(ended).resolves.toBeUndefined();
  expect(events).toEqual(['begin a', 'end a', 'begin b', 'end b']);
});

test('cancelling an exchange aborts the handler and ends the listener', async () => {
  let reason: unknown;
  await using wire = await loopback({
    DoExchange: async (call) => {
      try {
        for await (const message of call.requests) await call.write(message);
      } catch (thrown) {
        reason = thrown;
        throw thrown;
      }
    },
  });
  const stream = wire.client.doExchange();
  const ended = new Promise<Error | undefined>((resolve) => {
    stream.listen(() => stream.cancel(), resolve);
  });
  stream.write(frame('a'));
  await expect(ended).resolves.toMatchObject({ grpc: 'CANCELLED' });
  await until(() => reason !== undefined, 'the abort of the handler');
  expect(reason).toMatchObject({ code: 'cancelled' });
});

const echo: FlightHandler<string> = async (call) => {
  for await (const message of call.requests) await call.write(message);
};

test('closing the client ends its running calls and refuses further ones', async () => {
  await using wire = await loopback({ DoExchange: echo });
  const stream = wire.client.doExchange();
  stream.write(frame('a'));
  const frames = stream[Symbol.asyncIterator]();
  await frames.next();
  const next = frames.next();
  wire.client.close();
  await expect(next).rejects.toMatchObject({ name: 'FlightTransportError', grpc: 'CANCELLED' });
  await expect(wire.client.doAction('x', noBytes)).rejects.toMatchObject({ name: 'FlightTransportError' });
});

test('a connection that breaks is a transport error, told once to the loss listeners', async () => {
  await using wire = await loopback({ DoExchange: echo });
  using cable = await layCable(wire.port);
  const tls = { ca: wire.certificate.cert, serverName: 'worker-1' };
  const client = new FlightClient({ host: '127.0.0.1', port: cable.port, tls });
  try {
    let losses = 0;
    client.onLost(() => losses++);
    const stream = client.doExchange();
    stream.write(frame('a'));
    const frames = stream[Symbol.asyncIterator]();
    await frames.next();
    const next = frames.next();
    next.catch(() => {});
    cable.cut();
    await expect(next).rejects.toMatchObject({ name: 'FlightTransportError', grpc: 'UNAVAILABLE' });
    await until(() => losses > 0, 'the loss');
    expect(losses).toBe(1);
  } finally {
    client.close();
  }
});

test.each(['reset', 'cut'])('an upload that ends by a %s never looks complete to its handler', async (how) => {
  let outcome = '';
  await using wire = await loopback({
    DoPut: async (call) => {
      try {
        for await (const _ of call.requests) await call.write(packUpdateResult(1));
        outcome = 'complete';
      } catch (thrown) {
        outcome = (thrown as Failure).code;
        throw thrown;
      }
    },
  });
  for (let round = 0; round < 10; round++) {
    outcome = '';
    using cable = await layCable(wire.port);
    const tls = { ca: wire.certificate.cert, serverName: 'worker-1' };
    const client = new FlightClient({ host: '127.0.0.1', port: cable.port, tls });
    const controller = new AbortController();
    const frames = async function* (): AsyncGenerator<FlightFrame> {
      for (;;) yield { header: noBytes, metadata: noBytes, body: [Buffer.alloc(10_000)] };
    };
    const upload = async () => {
      let replies = 0;
      for await (const _ of client.doPut(frames(), { signal: controller.signal })) {
        if (++replies < 3 + round) continue;
        if (how === 'reset') controller.abort(new Error('enough'));
        else cable.cut();
      }
    };
    await expect(upload()).rejects.toThrow();
    await until(() => outcome !== '', 'the end of the handler');
    client.close();
    expect(outcome).toBe('cancelled');
  }
});

test('a server that closes lets calls finish within the grace, then stops them with its own word', async () => {
  const wire = await loopback({ DoExchange: echo });
  const [short, long] = [wire.client.doExchange(), wire.client.doExchange()];
  const iterators = [short, long].map((stream) => stream[Symbol.asyncIterator]());
  for (const [i, stream] of [short, long].entries()) {
    stream.write(frame('a'));
    await iterators[i]!.next();
  }
  const closed = wire.server.close(300);
  short.write(frame('b'));
  short.end();
  await expect(iterators[0]!.next()).resolves.toMatchObject({ done: false });
  await expect(iterators[0]!.next()).resolves.toMatchObject({ done: true });
  await expect(iterators[1]!.next()).rejects.toMatchObject({ code: 'draining' });
  wire.client.close();
  await closed;
});

test.each([
  [
    'the name',
    async (wire: { certificate: { cert: string } }) => ({ ca: wire.certificate.cert, serverName: 'worker-2' }),
  ],
  ['the authority', async () => ({ ca: makeCertificate('worker-1').cert, serverName: 'worker-1' })],
])('a server whose certificate does not fit %s is refused', async (_, tlsOf) => {
  await using wire = await loopback({ DoAction: async () => {} });
  const client = new FlightClient({ host: '127.0.0.1', port: wire.port, tls: await tlsOf(wire) });
  try {
    await expect(client.doAction('x', noBytes)).rejects.toMatchObject({ grpc: 'UNAVAILABLE' });
  } finally {
    client.close();
  }
});

test('a taken port says which flag chooses another', async () => {
  await using wire = await loopback({});
  const second = serveFlight({ host: '127.0.0.1', port: wire.port, authenticate: async () => 'x', handlers: {} });
  await expect(second).rejects.toMatchObject({ code: 'portInUse' });
  await expect(second).rejects.toThrow('--flight-port');
});

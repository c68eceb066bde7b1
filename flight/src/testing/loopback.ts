/** Fixtures of this room's tests: a server with a client on the loopback. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { FlightClient, type FlightClientOptions } from '../client/index.ts';
import { type FlightHandlers, type FlightServer, type ServeOptions, serveFlight } from '../server/index.ts';
import { makeCertificate, type TestCertificate } from './certificate.ts';

export interface Loopback extends AsyncDisposable {
  client: FlightClient;
  server: FlightServer;
  port: number;
  certificate: TestCertificate;
  close(graceMs?: number): Promise<void>;
}

/** A TLS server with `handlers` and a client that checks its certificate by name. */
export async function loopback(
  handlers: FlightHandlers<string>,
  options: { server?: Partial<ServeOptions<string>>; client?: Partial<FlightClientOptions> } = {},
): Promise<Loopback> {
  const certificate = makeCertificate('worker-1');
  const server = await serveFlight<string>({
    host: '127.0.0.1',
    port: 0,
    tls: certificate,
    authenticate: async (call) => call.header('x-who') ?? 'nobody',
    handlers,
    ...options.server,
  });
  const client = new FlightClient({
    host: '127.0.0.1',
    port: server.port,
    tls: { ca: certificate.cert, serverName: 'worker-1' },
    metadata: { 'x-who': 'tester' },
    ...options.client,
  });
  const close = async (graceMs = 0) => {
    client.close();
    await server.close(graceMs);
  };
  return { server, client, port: server.port, certificate, close, [Symbol.asyncDispose]: () => close() };
}

export interface Cable extends Disposable {
  port: number;
  /** Breaks every connection through it, as when a machine goes away. */
  cut(): void;
}

/** A TCP relay to `port` on the loopback. */
export async function layCable(port: number): Promise<Cable> {
  const sockets: Socket[] = [];
  const relay = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    near
      .on('error', () => {})
      .pipe(far.on('error', () => {}))
      .pipe(near);
    sockets.push(near, far);
  }).listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (relay.address() as AddressInfo).port,
    cut,
    [Symbol.dispose]() {
      cut();
      relay.close();
    },
  };
}

/** Resolves once `condition` holds; fails after five seconds. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`not seen within 5 s: ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

import { createServer, type Socket } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { type Failure, failures } from '@brooder/contracts';
import { errorResponse } from '@brooder/pgwire';
import { type Connection, type ConnectionParts, serveConnection } from './connection.ts';
import { fatal } from './pg-session.ts';

export interface PgTls {
  /** PEM certificate, or chain with the server's own first. */
  cert: string | Buffer;
  /** PEM private key. */
  key: string | Buffer;
}

export interface ListenPgOptions extends Omit<ConnectionParts, 'loginTimeoutMs' | 'startup'> {
  host: string;
  /** 0 picks a free one. */
  port: number;
  tls: PgTls;
  allowPlaintext: boolean;
  limits: { maxConnections: number; maxUnauthenticated: number; loginTimeoutMs: number };
}

export interface PgListener {
  readonly port: number;
  readonly address: string;
  connections(): number;
  /** Later handshakes use these. @throws when the pair does not fit; the old one stays */
  reloadTls(tls: PgTls): void;
  /** Takes no more connections; idle sessions end at once, busy ones may finish within `deadlineMs`. */
  drain(deadlineMs: number): Promise<void>;
  /** Ends everything now. */
  close(): Promise<void>;
}

/**
 * The Postgres listener.
 * @throws portInUse, portForbidden
 */
export async function listenPg(options: ListenPgOptions): Promise<PgListener> {
  const { limits, clock, log, metrics } = options;
  const connections = new Set<Connection>();
  let secureContext = contextOf(options.tls);
  let stopping = false;
  const parts: ConnectionParts = {
    ...options,
    loginTimeoutMs: limits.loginTimeoutMs,
    startup: { secureContext: () => secureContext, allowPlaintext: options.allowPlaintext },
  };

  function full(): Failure | undefined {
    if (stopping) return failures.draining({ what: 'This gateway' });
    if (connections.size >= limits.maxConnections)
      return failures.tooManyConnections({ limit: limits.maxConnections, what: 'this gateway' });
    let waiting = 0;
    for (const { loggedIn } of connections) if (!loggedIn) waiting++;
    if (waiting >= limits.maxUnauthenticated)
      return failures.tooManyConnections({ limit: limits.maxUnauthenticated, what: 'this gateway, before login,' });
    return undefined;
  }

  function accept(socket: Socket): void {
    socket.on('error', (err) => log.debug({ err }, 'a connection broke'));
    const refusal = full();
    if (refusal) {
      metrics.inc('brooder_logins_failed_total', { protocol: 'pg', reason: 'limit' });
      socket.end(errorResponse(fatal(refusal)));
      clock.after(1_000, () => socket.destroy());
      socket.resume();
      return;
    }
    const connection = serveConnection(socket, parts);
    connections.add(connection);
    void connection.finished.finally(() => connections.delete(connection));
  }

  const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 }, accept);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(asListenFailure(error, options.port)));
    server.listen(options.port, options.host, resolve);
  });
  server.on('error', (err) => log.error({ err }, 'the Postgres listener met an error'));
  const bound = server.address() as { port: number; address: string };
  const stopped = new Promise<void>((resolve) => server.once('close', () => resolve()));

  function stopAccepting(): void {
    if (stopping) return;
    stopping = true;
    server.close();
  }

  async function endAll(): Promise<void> {
    for (const connection of connections) connection.end(failures.draining({ what: 'This gateway' }));
    await Promise.all([...connections].map(({ finished }) => finished));
    await stopped;
  }

  return {
    port: bound.port,
    address: bound.address,
    connections: () => connections.size,
    reloadTls(tls) {
      secureContext = contextOf(tls);
    },
    async drain(deadlineMs) {
      stopAccepting();
      for (const connection of [...connections]) connection.drain('This gateway');
      const stop = new AbortController();
      const late = clock.sleep(deadlineMs, stop.signal).catch(() => {});
      await Promise.race([Promise.all([...connections].map(({ finished }) => finished)), late]);
      stop.abort();
      await endAll();
    },
    async close() {
      stopAccepting();
      await endAll();
    },
  };
}

function contextOf({ cert, key }: PgTls): SecureContext {
  return createSecureContext({ cert, key, minVersion: 'TLSv1.2' });
}

function asListenFailure(error: NodeJS.ErrnoException, port: number): Error {
  const where = { port, flag: '--pg-port', what: 'Postgres' };
  if (error.code === 'EADDRINUSE') return failures.portInUse(where, { cause: error });
  if (error.code === 'EACCES') return failures.portForbidden(where, { cause: error });
  return error;
}

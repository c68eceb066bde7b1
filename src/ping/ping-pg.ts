import { withSignal } from '@brooder/contracts';
import pg from 'pg';
import type { Step } from './ping.ts';
import type { PingTarget } from './target.ts';

/** Milliseconds that the driver's own limit comes after ours: it only closes the socket, ours has the better words. */
const later = 100;

/** Logs in over TLS and runs `select 1`. */
export async function pingPg(target: PingTarget, signal: AbortSignal, step: Step): Promise<string> {
  const { host, port, user, database, password, timeoutMs } = target;
  const { ca, serverName, insecure } = target.tls;
  const client = new pg.Client({
    host,
    port,
    user,
    database,
    password,
    application_name: 'brooder ping',
    connectionTimeoutMillis: timeoutMs + later,
    query_timeout: timeoutMs + later,
    ssl: {
      rejectUnauthorized: !insecure,
      ...(ca !== undefined && { ca }),
      ...(serverName !== undefined && { servername: serverName }),
    },
  });
  // A loss also rejects what is being waited for.
  client.on('error', () => {});
  try {
    step('logging in');
    await withSignal(client.connect(), signal);
    step('running "select 1"');
    const { rows } = await withSignal(client.query({ text: 'select 1', rowMode: 'array' }), signal);
    if (rows.length !== 1) throw new Error(`"select 1" gave ${rows.length} rows`);
    return 'logged in, "select 1" gave 1 row';
  } finally {
    await client.end().catch(() => {}); // a connection that is lost has nothing left to end
  }
}

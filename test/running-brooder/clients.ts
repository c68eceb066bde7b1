/** Connections of the kinds that tests need, each with its errors kept. */
import pg from 'pg';
import type { RunningBrooder } from './index.ts';

export interface TestClient {
  client: pg.Client;
  /** The error that ended the connection, once it has ended. */
  ended(): Error | undefined;
  /** First column of the first row. */
  value(sql: string, values?: unknown[]): Promise<unknown>;
  end(): Promise<void>;
}

export async function connectTo(brooder: RunningBrooder, login: pg.ClientConfig = {}): Promise<TestClient> {
  const client = new pg.Client({
    ...brooder.addresses.pg,
    user: 'postgres',
    password: 'postgres',
    database: 'brooder',
    ssl: { rejectUnauthorized: false },
    ...login,
  });
  let error: Error | undefined;
  client.on('error', (lost) => {
    error ??= lost;
  });
  await client.connect();
  return {
    client,
    ended: () => error,
    async value(sql, values) {
      const { rows } = await client.query({ text: sql, values: values ?? [], rowMode: 'array' });
      return rows[0]?.[0];
    },
    end: () => client.end().catch(() => {}), // already ended is ended
  };
}

export interface WorkerReport {
  id: string;
  state: string;
  org?: string;
  uid?: string;
  sessions: number;
}

/** What REST lists under `path`. */
export async function listOf<T>(brooder: RunningBrooder, path: 'workers' | 'sessions' | 'orgs'): Promise<T[]> {
  const { host, port } = brooder.addresses.api;
  const response = await fetch(`http://${host}:${port}/api/v1/${path}`, {
    headers: { 'x-brooder-internal-secret': brooder.internalSecret() },
  });
  return ((await response.json()) as Record<string, T[]>)[path]!;
}

/** Process id of the hot worker of `org`: a process worker's uid begins with it. */
export async function workerPid(brooder: RunningBrooder, org: string): Promise<number> {
  const workers = await listOf<WorkerReport>(brooder, 'workers');
  const hot = workers.find((worker) => worker.org === org && worker.state === 'hot');
  if (!hot?.uid) throw new Error(`${org} has no hot worker: ${JSON.stringify(workers)}`);
  return Number(hot.uid.split('-')[0]);
}

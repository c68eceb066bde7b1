/** A listener on a real port with real TLS, real sessions over a memory store, and a scripted worker behind. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeVerifier } from '@brooder/pgwire';
import pg from 'pg';
import { selfSignedServer } from '../../credentials/index.ts';
import { realClock, realRandom } from '../../seams/index.ts';
import { type HotPool, hotPool, pond } from '../../sessions/hot-pool.fixture.ts';
import { createSessions, type Sessions } from '../../sessions/index.ts';
import { createTranslator } from '../../sql/index.ts';
import { silentLog } from '../../telemetry/index.ts';
import type { Tenants } from '../../tenants/index.ts';
import { type ListenPgOptions, listenPg, type PgListener } from './index.ts';
import { type Script, ScriptedWorker } from './scripted-worker.fixture.ts';

/** A certificate of its own. */
export async function newTls(): Promise<{ cert: string; key: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'brooder-pg-'));
  const tls = await selfSignedServer({ directory, hosts: ['localhost'], clock: realClock, random: realRandom });
  await rm(directory, { recursive: true });
  return tls;
}

const tls = await newTls();
const verifier = await makeVerifier('quack');
const translator = await createTranslator();

const tenants: Pick<Tenants, 'findLogin'> = {
  async findLogin({ user, database }) {
    if (user !== 'donald' || database !== 'pond') return undefined;
    const createdAt = new Date(0);
    return {
      org: { id: 'ducks', epoch: 0n, suspended: false, createdAt },
      user: { org: 'ducks', name: user, verifier, disabled: false, createdAt },
      verifier,
      warehouse: pond,
    };
  },
};

export interface TestGateway {
  listener: PgListener;
  worker: ScriptedWorker;
  world: HotPool;
  sessions: Sessions;
  /** Metric names seen, with labels. */
  measured: string[];
  client(config?: pg.ClientConfig): Promise<pg.Client>;
  stop(): Promise<void>;
}

/** Rows of a script's answer that most tests use. */
export const one: Script = () => ({ columns: ['x'], rows: [['1']] });

export async function startGateway(script: Script = one, options: Partial<ListenPgOptions> = {}): Promise<TestGateway> {
  const world = await hotPool();
  const worker = new ScriptedWorker(script);
  await world.addWorker(worker.connection);
  const measured: string[] = [];
  const note = (name: string, labels: object) => void measured.push(`${name} ${JSON.stringify(labels)}`);
  const sessions = createSessions({
    store: world.store,
    pool: world.pool,
    instance: 'g1',
    clock: realClock,
    random: realRandom,
    log: silentLog,
    settings: { maxConnections: 100, acquireTimeout: 2_000 },
  });
  const listener = await listenPg({
    host: '127.0.0.1',
    port: 0,
    tls,
    allowPlaintext: false,
    limits: { maxConnections: 50, maxUnauthenticated: 20, loginTimeoutMs: 5_000 },
    tenants,
    sessions,
    translator,
    mockSecret: realRandom.bytes(32),
    clock: realClock,
    random: realRandom,
    log: silentLog,
    metrics: { inc: note, observe: note },
    ...options,
  });
  const clients: pg.Client[] = [];
  return {
    listener,
    worker,
    world,
    sessions,
    measured,
    async client(config = {}) {
      const client = new pg.Client({
        host: '127.0.0.1',
        port: listener.port,
        user: 'donald',
        password: 'quack',
        database: 'pond',
        ssl: { rejectUnauthorized: false },
        ...config,
      });
      client.on('error', () => {});
      clients.push(client);
      await client.connect();
      return client;
    },
    async stop() {
      await Promise.allSettled(clients.map((client) => client.end()));
      await listener.close();
    },
  };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ActivateRequest, WorkerActionName, WorkerActions } from '@brooder/contracts';
import { FlightClient } from '@brooder/flight';
import { type RunningWorker, startWorker } from '../start-worker.ts';
import { makeTestCertificate, type TestCertificate } from './certificate.ts';
import { TestChannel } from './test-channel.ts';

export const testBearer = 'test-bearer';
let shared: TestCertificate | undefined;
export const testCertificate = (): TestCertificate => {
  shared ??= makeTestCertificate();
  return shared;
};

export const silentLog = { info: () => {}, warn: () => {}, error: () => {} };

export const activateRequest = (changes: Partial<ActivateRequest> = {}): ActivateRequest => ({
  org: 'ducks',
  epoch: '1',
  claimId: 'claim-1',
  database: 'ducks',
  warehouse: { kind: 'memory' },
  limits: { maxSessions: 8 },
  ...changes,
});

/** A gateway's connection to a worker. */
export class WorkerClient {
  readonly flight: FlightClient;
  #sessions = 0;

  constructor(port: number, bearer = testBearer) {
    this.flight = new FlightClient({
      host: '127.0.0.1',
      port,
      tls: { ca: testCertificate().cert, serverName: 'localhost' },
      metadata: { authorization: `Bearer ${bearer}` },
    });
  }

  async act<N extends WorkerActionName>(
    name: N,
    request: WorkerActions[N]['request'],
  ): Promise<WorkerActions[N]['reply']> {
    const [reply] = await this.flight.doAction(name, Buffer.from(JSON.stringify(request)));
    return JSON.parse(Buffer.from(reply!).toString());
  }

  channel(): TestChannel {
    return new TestChannel(this.flight.doExchange());
  }

  /** An open Postgres session. */
  async session(
    changes: { sessionId?: string; epoch?: string; org?: string; timeZone?: string } = {},
  ): Promise<TestChannel> {
    const channel = this.channel();
    channel.write({
      op: 'open',
      sessionId: changes.sessionId ?? `pg-${++this.#sessions}`,
      org: changes.org ?? 'ducks',
      epoch: changes.epoch ?? '1',
      user: 'donald',
      database: 'ducks',
      settings: { timeZone: changes.timeZone ?? 'UTC' },
    });
    await channel.opened.promise;
    return channel;
  }
}

export interface TestWorker {
  worker: RunningWorker;
  client: WorkerClient;
  /** Directory of the warehouse, and what is beside it. */
  directory: string;
  stop(): Promise<void>;
}

/** A worker in this process, over real TLS on the loopback. */
export async function startTestWorker(): Promise<TestWorker> {
  const directory = await mkdtemp(path.join(tmpdir(), 'brooder-worker-test-'));
  const { cert, key } = testCertificate();
  const worker = await startWorker({
    workerId: 'worker-1',
    bearer: testBearer,
    host: '127.0.0.1',
    port: 0,
    tls: { cert, key },
    version: '0.0.0',
    memoryBytes: 512 * 1024 * 1024,
    threads: 2,
    maxSessions: 8,
    extensions: [],
    log: silentLog,
    logSql: false,
  });
  const client = new WorkerClient(worker.port);
  return {
    worker,
    client,
    directory,
    stop: async () => {
      client.flight.close();
      await worker.stop(0);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

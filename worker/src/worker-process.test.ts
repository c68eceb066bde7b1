import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { WorkerReadyLine } from '@brooder/contracts';
import { afterEach, expect, test } from 'vitest';
import { activateRequest, testBearer, testCertificate, WorkerClient } from './testing/test-worker.ts';

const main = path.join(import.meta.dirname, 'main.ts');
const children: ChildProcess[] = [];
const clients: WorkerClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.flight.close();
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function spawnWorker(environment: Record<string, string> = {}, args: readonly string[] = []) {
  const { certFile, keyFile } = testCertificate();
  const child = spawn(process.execPath, [main, ...args], {
    env: {
      PATH: process.env.PATH,
      BROODER_WORKER_ID: 'worker-7',
      BROODER_WORKER_BEARER: testBearer,
      BROODER_BIND: '127.0.0.1',
      BROODER_WORKER_PORT: '0',
      BROODER_TLS_CERT_FILE: certFile,
      BROODER_TLS_KEY_FILE: keyFile,
      BROODER_MEMORY_LIMIT: '512Mi',
      BROODER_THREADS: '2',
      ...environment,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  children.push(child);
  let log = '';
  child.stderr.on('data', (chunk) => {
    log += chunk;
  });
  return { child, exited: once(child, 'exit').then(([code]) => code as number | null), log: () => log };
}

async function startWorkerProcess(environment: Record<string, string> = {}, args: readonly string[] = []) {
  const worker = spawnWorker(environment, args);
  const lines = createInterface({ input: worker.child.stdout! });
  const first = await Promise.race([once(lines, 'line'), worker.exited.then(() => Promise.reject(worker.log()))]);
  const ready: WorkerReadyLine = JSON.parse(first[0]);
  const client = new WorkerClient(ready.port);
  clients.push(client);
  return { ...worker, ready, client };
}

const spillDirectories = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('brooder-worker-'));

test('a worker process says when it is ready, serves, and ends cleanly on SIGTERM', async () => {
  const { ready, client, child, exited, log } = await startWorkerProcess();
  expect(ready).toMatchObject({ ready: true, workerId: 'worker-7', host: '127.0.0.1', pid: child.pid });
  await client.act('activate', activateRequest());
  const session = await client.session();
  expect((await session.query(`SELECT 'canary-in-sql'`)).rows).toEqual([['canary-in-sql']]);
  const before = await spillDirectories();
  child.kill('SIGTERM');
  await expect(exited).resolves.toBe(0);
  expect((await spillDirectories()).length).toBeLessThan(before.length);
  expect(log()).toContain('"level":"info"');
  expect(log()).not.toContain('canary');
  expect(log()).not.toContain(testBearer);
});

test('a worker that served one org exits with 70 rather than serve another', async () => {
  const { client, exited } = await startWorkerProcess();
  await client.act('activate', activateRequest());
  await expect(client.act('activate', activateRequest({ org: 'geese', epoch: '2' }))).rejects.toMatchObject({
    code: 'workerAlreadyLeased',
  });
  await expect(exited).resolves.toBe(70);
});

test('a worker that was told to ends with its parent', async () => {
  const { child, exited } = await startWorkerProcess({}, ['--exit-with-parent']);
  child.stdin!.end();
  await expect(exited).resolves.toBe(0);
});

test('SIGTERM lets a running statement finish within its grace, then cuts it', async () => {
  const { client, child, exited } = await startWorkerProcess();
  await client.act('activate', activateRequest());
  const session = await client.session();
  const endless = session.query('SELECT count(*) FROM range(100000000000) t(i) WHERE i % 7 = 3');
  const outcome = endless.catch((error: unknown) => error);
  await expect.poll(async () => (await client.act('describe', {})).busySessions).toBe(1);
  child.kill('SIGTERM');
  await expect(exited).resolves.toBe(0);
  expect(await outcome).toBeInstanceOf(Error);
});

test('a worker without its settings says which one is missing', async () => {
  const { exited, log } = spawnWorker({ BROODER_WORKER_BEARER: '' });
  await expect(exited).resolves.toBe(78);
  expect(log()).toContain('BROODER_WORKER_BEARER');
});

test('a setting with a typing error is answered with the nearest name', async () => {
  const { exited, log } = spawnWorker({ BROODER_WORKER_PROT: '1' });
  await expect(exited).resolves.toBe(78);
  expect(log()).toContain('BROODER_WORKER_PORT');
});

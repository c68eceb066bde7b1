import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test, vi } from 'vitest';
import { realClock, realRandom } from '../../seams/index.ts';
import { silentLog } from '../../telemetry/index.ts';
import type { Cluster } from '../cluster.ts';
import { clusterContract } from '../cluster-contract.ts';
import { parseReadyLine } from './child-worker.ts';
import { createProcessCluster } from './process-cluster.ts';

const fakeWorker = new URL('./fake-worker.mjs', import.meta.url);
const signal = new AbortController().signal;
const spec = (workerId: string) =>
  ({ workerId, pool: 'default', role: 'Dual', maxSessions: 4, templateHash: 'none' }) as const;

function openCluster(fault = '', workerMain: string | URL = fakeWorker): { cluster: Cluster; tempDir: string } {
  const tempDir = mkdtempSync(join(tmpdir(), 'brooder-cluster-'));
  const cluster = createProcessCluster({
    workerMain,
    nodePath: process.execPath,
    issueCertificate: async () => ({ cert: 'CERTIFICATE', key: 'KEY', ca: 'CERTIFICATE of the CA' }),
    environment: { BROODER_TEST_FAKE: fault },
    tempDir,
    clock: realClock,
    random: realRandom,
    log: silentLog,
  });
  return { cluster, tempDir };
}

const pidOf = (uid: string) => Number(uid.split('-')[0]);

/** A zombie has ended: only its parent's look at it is missing. */
function exists(uid: string): boolean {
  try {
    const stat = readFileSync(`/proc/${pidOf(uid)}/stat`, 'utf8');
    return !/\) Z /.test(stat);
  } catch {
    return false;
  }
}

clusterContract('process', async () => {
  const { cluster } = openCluster();
  return {
    cluster,
    kill: (worker) => void process.kill(pidOf(worker.uid), 'SIGKILL'),
    exists,
    dispose: () => cluster.close(),
  };
});

async function ended(cluster: Cluster, workerId: string): Promise<string | undefined> {
  return vi.waitFor(
    async () => {
      const worker = (await cluster.list(signal)).find((one) => one.workerId === workerId);
      expect(worker?.phase).toBe('ended');
      return worker!.reason;
    },
    { timeout: 10_000, interval: 10 },
  );
}

async function running(cluster: Cluster, workerId: string) {
  return vi.waitFor(
    async () => {
      const worker = (await cluster.list(signal)).find((one) => one.workerId === workerId);
      expect(worker?.phase).toBe('running');
      return worker!;
    },
    { timeout: 10_000, interval: 10 },
  );
}

test('a worker that refuses its configuration ends with "exit 78"', async () => {
  const { cluster } = openCluster('exit-78');
  await cluster.start(spec('w1'), signal);
  expect(await ended(cluster, 'w1')).toBe('exit 78');
  await cluster.close();
});

test('a first line that is no ready line ends the worker', async () => {
  const { cluster } = openCluster('babble');
  await cluster.start(spec('w1'), signal);
  expect(await ended(cluster, 'w1')).toBe('signal SIGKILL');
  await cluster.close();
});

test('a worker that ignores SIGTERM is killed after the grace', async () => {
  const { cluster } = openCluster('deaf');
  await cluster.start(spec('w1'), signal);
  const { uid } = await running(cluster, 'w1');
  await cluster.stop('w1', { uid, graceMs: 100 });
  expect(exists(uid)).toBe(false);
  await cluster.close();
});

test('a worker program that does not exist is refused by name', async () => {
  const { cluster } = openCluster('', '/nowhere/main.ts');
  await expect(cluster.start(spec('w1'), signal)).rejects.toMatchObject({
    code: 'spawnFailed',
    message: expect.stringContaining('ENOENT'),
  });
  await cluster.close();
});

test('close leaves no process and no secret file, and refuses further starts', async () => {
  const { cluster, tempDir } = openCluster('deaf');
  await Promise.all([cluster.start(spec('w1'), signal), cluster.start(spec('w2'), signal)]);
  const uids = (await cluster.list(signal)).map((worker) => worker.uid);
  await cluster.close();
  expect(uids.map(exists)).toEqual([false, false]);
  expect(() => statSync(tempDir)).toThrow();
  await expect(cluster.start(spec('w3'), signal)).rejects.toMatchObject({ code: 'spawnFailed' });
});

test('secrets are files of this user alone, and nothing of our own settings is inherited', async () => {
  vi.stubEnv('BROODER_ADMIN_PASSWORD', 'hunter2');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'hunter3');
  const { cluster, tempDir } = openCluster();
  await cluster.start(spec('w1'), signal);
  const { uid, port } = await running(cluster, 'w1');
  const { bearer, env } = JSON.parse(await text(connect(port!, '127.0.0.1'))) as { bearer: string; env: string[] };
  expect(bearer).toBe((await cluster.endpoint('w1'))!.bearer);
  expect(env).not.toContain('BROODER_ADMIN_PASSWORD');
  expect(env).not.toContain('AWS_SECRET_ACCESS_KEY');
  expect(statSync(join(tempDir, 'w1', 'bearer')).mode & 0o777).toBe(0o600);
  expect(statSync(join(tempDir, 'w1')).mode & 0o777).toBe(0o700);
  expect(readFileSync(`/proc/${pidOf(uid)}/cmdline`, 'utf8')).not.toContain(bearer);
  expect(readFileSync(`/proc/${pidOf(uid)}/environ`, 'utf8')).not.toContain(bearer);
  await cluster.close();
  vi.unstubAllEnvs();
});

test('workers end when their gateway is killed with SIGKILL', async () => {
  const program = `
    import { createProcessCluster } from ${JSON.stringify(new URL('./process-cluster.ts', import.meta.url).href)};
    import { realClock, realRandom } from ${JSON.stringify(new URL('../../seams/index.ts', import.meta.url).href)};
    import { silentLog } from ${JSON.stringify(new URL('../../telemetry/index.ts', import.meta.url).href)};
    const cluster = createProcessCluster({
      workerMain: new URL(${JSON.stringify(fakeWorker.href)}), nodePath: process.execPath,
      issueCertificate: async () => ({ cert: 'c', key: 'k', ca: 'a' }),
      tempDir: ${JSON.stringify(mkdtempSync(join(tmpdir(), 'brooder-cluster-')))},
      clock: realClock, random: realRandom, log: silentLog,
    });
    cluster.onChange(async () => {
      const [worker] = await cluster.list(new AbortController().signal);
      process.stdout.write(worker.uid + '\\n');
    });
    await cluster.start(${JSON.stringify(spec('w1'))}, new AbortController().signal);
    setInterval(() => {}, 1000);
  `;
  const gateway = spawn(process.execPath, ['--input-type=module-typescript', '-e', program]);
  const uid = await new Promise<string>((resolve, reject) => {
    gateway.stdout.once('data', (chunk) => resolve(String(chunk).trim()));
    gateway.once('exit', () => reject(new Error('the gateway process ended early')));
  });
  expect(exists(uid)).toBe(true);
  gateway.kill('SIGKILL');
  await vi.waitFor(() => expect(exists(uid)).toBe(false), { timeout: 5_000, interval: 10 });
});

test('only a whole ready line of this very worker counts', () => {
  const line = { ready: true, workerId: 'w1', host: '127.0.0.1', port: 1234, pid: 1 };
  expect(parseReadyLine(JSON.stringify(line), 'w1')).toEqual(line);
  for (const wrong of [{ ...line, workerId: 'w2' }, { ...line, port: 0 }, { ...line, ready: 'yes' }, null, 'x']) {
    expect(parseReadyLine(JSON.stringify(wrong), 'w1')).toBeUndefined();
  }
  expect(parseReadyLine('{', 'w1')).toBeUndefined();
});

import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { connectTo, listOf, type WorkerReport } from '../running-brooder/clients.ts';
import { freshDirectory, type RunningBrooder, startBrooder, until } from '../running-brooder/index.ts';

const dataDir = freshDirectory();
let brooder: RunningBrooder | undefined;
afterAll(async () => {
  await brooder?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Processes that descend from `root`, by /proc. */
function descendants(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // it ended while we looked
    }
  }
  const family = new Set([root]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const [pid, parent] of parents) {
      if (family.has(parent) && !family.has(pid)) {
        family.add(pid);
        grown = true;
      }
    }
  }
  family.delete(root);
  return [...family];
}

const isPostgres = (pid: number) => {
  try {
    return /postgres/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  } catch {
    return false;
  }
};
const lives = (pid: number) =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

test('kill -9 of the gateway: the restart finds its store and its workers’ rows, loses no data, and leaves no process behind', async () => {
  brooder = await startBrooder({ dataDir, args: ['--demo-data', 'false'] });
  const before = await connectTo(brooder);
  await before.client.query('create table kept as select i from range(1000) t(i)');
  const busy = before.client
    .query('select count(*) from range(40000) a(i), range(2000000) b(j) where (i * j) % 7 = 3')
    .catch(() => {});
  const rows = await listOf<WorkerReport>(brooder, 'workers');
  expect(rows.some((worker) => worker.state === 'hot')).toBe(true);
  const family = descendants(brooder.process.pid!);
  const workers = family.filter((pid) => !isPostgres(pid));
  expect(workers.length).toBeGreaterThanOrEqual(2);

  await brooder.kill();
  await busy;
  await until('the workers of the killed gateway end', () => !workers.some(lives), 15_000);

  brooder = await startBrooder({ dataDir, args: ['--demo-data', 'false'] });
  const after = await connectTo(brooder);
  expect(Number(await after.value('select count(*) from kept'))).toBe(1000);
  await until('no row of the old gateway is taken for a living worker', async () => {
    const now = await listOf<WorkerReport>(brooder!, 'workers');
    const old = new Set(rows.map(({ id }) => id));
    return !now.some((worker) => old.has(worker.id) && !['lost', 'retired'].includes(worker.state));
  });
  await after.end();

  const lastFamily = descendants(brooder.process.pid!);
  expect(await brooder.stop()).toBe(0);
  brooder = undefined;
  await until('nothing is left behind', () => ![...family, ...lastFamily].some(lives), 15_000);
});

test('SIGTERM during a query ends it with 57P01 or its result, exits with 0 and keeps the data', async () => {
  brooder = await startBrooder({ dataDir, args: ['--demo-data', 'false'] });
  const client = await connectTo(brooder);
  const running = client.client
    .query('select count(*) from range(40000) a(i), range(2000000) b(j) where (i * j) % 7 = 3')
    .then(
      () => 'result',
      (error: { code?: string }) => error.code,
    );
  const idle = await connectTo(brooder);
  const code = await brooder.stop();
  brooder = undefined;
  expect(code).toBe(0);
  expect(['57P01', '57014']).toContain(await running);
  expect((idle.ended() as { code?: string } | undefined)?.code).toBe('57P01');
});

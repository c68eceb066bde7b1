import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectTo, listOf, type WorkerReport, workerPid } from '../running-brooder/clients.ts';
import { type RunningBrooder, startBrooder, until } from '../running-brooder/index.ts';
import { makeOrg } from '../running-brooder/org.ts';

/** Long enough that the kill always meets it, bounded should the kill fail. */
const longQuery = 'select count(*) from range(40000) a(i), range(2000000) b(j) where (i * j) % 7 = 3';

let brooder: RunningBrooder;
beforeAll(async () => {
  brooder = await startBrooder({ args: ['--demo-data', 'false'] });
});
afterAll(() => brooder?.stop());

test.each([
  ['kill -9', 'SIGKILL'],
  ['an abort of its engine', 'SIGABRT'],
] as const)(
  '%s of a worker in the middle of a query: its client gets 57P01, another org notices nothing, the pool refills',
  async (_, signal) => {
    const ducks = makeOrg(brooder, `ducks-${signal.toLowerCase()}`);
    const bystander = await connectTo(brooder, ducks);
    await bystander.client.query('create table kept as select 42 as answer');
    const victim = await connectTo(brooder);
    await victim.client.query('create or replace table written as select 1 as i');

    const running = victim.client.query(longQuery).then(
      () => ({ code: 'no error' }) as { code?: string; message?: string },
      (error: { code?: string; message?: string }) => error,
    );
    const bystanding = bystander.client.query(longQuery.replace('40000', '400'));
    await until('the query runs', async () =>
      (await listOf<WorkerReport>(brooder, 'workers')).some((w) => w.org === 'local' && w.sessions > 0),
    );
    process.kill(await workerPid(brooder, 'local'), signal);

    const outcome = await running;
    expect(outcome.code).toBe('57P01');
    expect(outcome.message).toContain('worker lost');
    await bystanding;
    expect(await bystander.value('select answer from kept')).toBe(42);

    const again = await connectTo(brooder);
    expect(await again.value('select i from written')).toBe(1);
    await until('two idle workers again', async () => {
      const workers = await listOf<WorkerReport>(brooder, 'workers');
      return workers.filter((worker) => worker.state === 'idle').length === 2;
    });
    await Promise.all([again.end(), victim.end(), bystander.end()]);
  },
);

test('a connect that meets the moment of the kill gets a worker or an honest error, and the next one works', async () => {
  const first = await connectTo(brooder);
  await first.value('select 1');
  process.kill(await workerPid(brooder, 'local'), 'SIGKILL');
  const outcomes = await Promise.all(
    Array.from({ length: 8 }, () =>
      connectTo(brooder)
        .then(async (one) => {
          const value = await one.value('select 1::int');
          await one.end();
          return value;
        })
        .catch((error: { code?: string }) => error.code),
    ),
  );
  for (const outcome of outcomes) expect([1, '57P01', '57P03']).toContain(outcome);
  const next = await until('a working connection', async () => {
    const one = await connectTo(brooder);
    await one.value('select 1');
    return one;
  });
  await Promise.all([first.end(), next.end()]);
});

import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { connectTo } from '../running-brooder/clients.ts';
import { freshDirectory, type RunningBrooder, startBrooder } from '../running-brooder/index.ts';

const mountPoint = freshDirectory();
const mounted =
  process.platform === 'linux' &&
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=220m', 'tmpfs', mountPoint]).status === 0;
if (!mounted) {
  const reason = 'a small file system cannot be mounted here (needs root)';
  if (process.env.CI) throw new Error(`${reason}, and CI must run this test`);
  console.warn(`SKIPPED: ${reason}`);
}

let brooder: RunningBrooder | undefined;
afterAll(async () => {
  await brooder?.stop();
  if (mounted) spawnSync('umount', ['--lazy', mountPoint]);
  rmSync(mountPoint, { recursive: true, force: true });
});

test.skipIf(!mounted)('a full disk is an error to the client, who goes on once there is room again', async () => {
  brooder = await startBrooder({ dataDir: `${mountPoint}/data`, args: ['--demo-data', 'false'] });
  const client = await connectTo(brooder);
  await client.client.query('create table kept as select 7 as seven');
  // Random text does not compress: a hundred times what is free.
  const filling = client.client.query(
    'create table filled as select uuid()::varchar || uuid()::varchar as t from range(400000000)',
  );
  await expect(filling).rejects.toMatchObject({ code: expect.stringMatching(/^53[12]00$/) });
  expect(brooder.process.exitCode).toBe(null);
  const next = await connectTo(brooder);
  expect(await next.value('select seven from kept')).toBe(7);
  await next.client.query('create table small as select 1 as one');
  expect(await next.value('select one from small')).toBe(1);
  await Promise.all([client.end(), next.end()]);
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { activateRequest, startTestWorker, type TestWorker, WorkerClient } from '../testing/test-worker.ts';

let fixture: TestWorker;
beforeEach(async () => {
  fixture = await startTestWorker();
});
afterEach(() => fixture.stop());

test('a worker describes itself before and after its activation', async () => {
  const { client } = fixture;
  expect(await client.act('describe', {})).toMatchObject({
    workerId: 'worker-1',
    phase: 'neutral',
    epoch: '0',
    sessions: 0,
    engineVersion: expect.stringMatching(/^v1\.5/),
  });
  const reply = await client.act('activate', activateRequest({ epoch: '3' }));
  expect(reply).toMatchObject({ org: 'ducks', epoch: '3' });
  expect(await client.act('describe', {})).toMatchObject({ phase: 'active', org: 'ducks', epoch: '3' });
});

test('activation is repeated without effect by the same claim, also at the same time', async () => {
  const { client } = fixture;
  const replies = await Promise.all([1, 2, 3].map(() => client.act('activate', activateRequest())));
  expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
});

test('a call without the bearer is refused, whatever it asks', async () => {
  const stranger = new WorkerClient(fixture.worker.port, 'wrong');
  await expect(stranger.act('describe', {})).rejects.toMatchObject({ code: 'unauthenticated' });
  await expect(stranger.session()).rejects.toMatchObject({ code: 'unauthenticated' });
  stranger.flight.close();
});

test('a second org ends the worker with its own exit code, after the answer was sent', async () => {
  const { client, worker } = fixture;
  await client.act('activate', activateRequest());
  await expect(client.act('activate', activateRequest({ org: 'geese', epoch: '2' }))).rejects.toMatchObject({
    code: 'workerAlreadyLeased',
  });
  await expect(worker.finished).resolves.toBe(70);
});

test('a lower epoch is refused by every action but describe', async () => {
  const { client } = fixture;
  await client.act('activate', activateRequest({ epoch: '7' }));
  const stale = { code: 'staleEpoch' };
  await expect(client.act('activate', activateRequest({ epoch: '6' }))).rejects.toMatchObject(stale);
  await expect(client.act('cancel', { epoch: '6', sessionId: 'x' })).rejects.toMatchObject(stale);
  await expect(client.act('close-session', { epoch: '6', sessionId: 'x' })).rejects.toMatchObject(stale);
  await expect(client.act('drain', { epoch: '6', deadlineMs: 0 })).rejects.toMatchObject(stale);
  const open = { epoch: '6', sessionId: 'f', org: 'ducks', user: 'd', database: 'ducks', timeZone: 'UTC' };
  await expect(client.act('open-session', open)).rejects.toMatchObject(stale);
  expect(await client.act('describe', {})).toMatchObject({ phase: 'active', epoch: '7' });
});

test('a neutral worker opens no session', async () => {
  await expect(fixture.client.session()).rejects.toMatchObject({ code: 'notActivated' });
});

test('a warehouse that needs an extension this worker lacks says so', async () => {
  const warehouse = { kind: 'iceberg', endpoint: 'http://127.0.0.1:1', warehouse: 'w' } as const;
  await expect(fixture.client.act('activate', activateRequest({ warehouse }))).rejects.toMatchObject({
    code: 'activationFailed',
    message: expect.stringContaining('iceberg'),
  });
});

test('a warehouse file that cannot be opened fails the activation, and the worker takes no session', async () => {
  const warehouse = { kind: 'duckdb-file', path: '/proc/no/such.duckdb' } as const;
  await expect(fixture.client.act('activate', activateRequest({ warehouse }))).rejects.toMatchObject({
    code: 'activationFailed',
  });
  await expect(fixture.client.session()).rejects.toMatchObject({ code: 'notActivated' });
});

test('drain refuses sessions, lets a statement end, and cuts what is left at the deadline', async () => {
  const { client } = fixture;
  await client.act('activate', activateRequest());
  const quick = await client.session();
  const slow = await client.session();
  const endless = slow.query('SELECT count(*) FROM range(100000000000) t(i) WHERE i % 7 = 3');
  endless.catch(() => {});
  await expect.poll(async () => (await client.act('describe', {})).busySessions).toBe(1);
  expect(await client.act('drain', { epoch: '1', deadlineMs: 300 })).toEqual({ sessions: 2 });
  expect((await quick.query('SELECT 1')).rows).toEqual([['1']]);
  await expect(client.session()).rejects.toMatchObject({ code: 'draining' });
  await expect(slow.ended.promise).resolves.toMatchObject({ code: 'draining' });
  await expect(endless).rejects.toBeDefined();
  await expect.poll(async () => (await client.act('describe', {})).sessions).toBe(0);
});

test('actions nobody knows and bodies that are no JSON are refused', async () => {
  await expect(fixture.client.flight.doAction('shell', Buffer.from('{}'))).rejects.toMatchObject({
    code: 'unsupported',
  });
  await expect(fixture.client.flight.doAction('activate', Buffer.from('nonsense'))).rejects.toMatchObject({
    code: 'protocolViolation',
  });
});

import { failures } from '@brooder/contracts';
import { expect, test, vi } from 'vitest';
import { realClock, realRandom } from '../seams/index.ts';
import { silentLog } from '../telemetry/index.ts';
import { type HotPool, hotPool, pond } from './hot-pool.fixture.ts';
import { createSessions, type OpenRequest } from './index.ts';

const request: OpenRequest = {
  org: 'ducks',
  user: 'donald',
  database: 'pond',
  warehouse: pond,
  protocol: 'pg',
  remote: '127.0.0.1',
  application: 'test',
};

const service = (world: HotPool, instance = 'g1', settings = {}) =>
  createSessions({
    store: world.store,
    pool: world.pool,
    instance,
    clock: realClock,
    random: realRandom,
    log: silentLog,
    settings: { maxConnections: 10, acquireTimeout: 500, ...settings },
  });

const signal = () => AbortSignal.timeout(5_000);
const rows = (world: HotPool, count: number) =>
  vi.waitFor(async () => expect(await world.store.sessions()).toHaveLength(count), 2_000);

test('a session has a row with its cancel key while it is open, and none after', async () => {
  const world = await hotPool();
  await world.addWorker({});
  const sessions = service(world);
  const cancelKey = sessions.makeCancelKey(32);
  const session = await sessions.open({ ...request, cancelKey }, signal());
  expect(await world.store.sessions()).toMatchObject([{ id: session.id, workerId: 'w1', cancelPid: cancelKey.pid }]);
  expect(sessions.list()).toMatchObject([{ id: session.id, user: 'donald', workerId: 'w1' }]);
  session.close('test');
  await rows(world, 0);
  expect(sessions.list()).toEqual([]);
});

test('a full worker is passed over for one with room', async () => {
  const world = await hotPool();
  await world.addWorker({}, 1);
  const sessions = service(world);
  await sessions.open(request, signal());
  await world.addWorker({}, 1);
  expect((await sessions.open(request, signal())).hot.worker.id).toBe('w2');
  await expect(sessions.open(request, signal())).rejects.toMatchObject({ code: 'noWorker' });
  expect(sessions.list()).toHaveLength(2);
});

test('connections over the cap are refused at once', async () => {
  const world = await hotPool();
  await world.addWorker({});
  const sessions = service(world, 'g1', { maxConnections: 1 });
  await sessions.open(request, signal());
  await expect(sessions.open(request, signal())).rejects.toMatchObject({ code: 'tooManyConnections' });
});

test('sessions of a worker that is gone end with workerLost, others go on', async () => {
  const world = await hotPool();
  await world.addWorker({}, 1);
  const sessions = service(world);
  const first = await sessions.open(request, signal());
  await world.addWorker({}, 1);
  const second = await sessions.open(request, signal());
  const ends: string[] = [];
  for (const session of [first, second]) session.onEnd((failure) => ends.push(`${session.id} ${failure.code}`));
  world.lose(first.hot.worker.id);
  expect(ends).toEqual([`${first.id} workerLost`]);
  await rows(world, 1);
});

test('a worker that is lost while a session is being placed on it costs the client nothing', async () => {
  const world = await hotPool();
  await world.addWorker({}, 1);
  const { insertSession } = world.store;
  let struck = false;
  world.store.insertSession = async (row, epoch) => {
    const placed = await insertSession(row, epoch);
    if (!struck) {
      struck = true;
      await world.addWorker({}, 1);
      world.lose(row.workerId);
    }
    return placed;
  };
  const session = await service(world).open(request, signal());
  expect(session.hot.worker.id).toBe('w2');
  await rows(world, 1);
});

test('a cancel reaches the worker from a gateway that did not open the session, and only with the right secret', async () => {
  const world = await hotPool();
  const cancelled: unknown[] = [];
  await world.addWorker({
    act: async (name, body) => {
      cancelled.push([name, body]);
      return { cancelled: true } as never;
    },
  });
  const [here, there] = [service(world, 'g1'), service(world, 'g2')];
  const cancelKey = here.makeCancelKey(4);
  const session = await here.open({ ...request, cancelKey }, signal());
  const wrong = Uint8Array.from(cancelKey.secret, (byte) => byte ^ 1);
  expect(await there.cancel(cancelKey.pid, wrong)).toBe(false);
  expect(await here.cancel(cancelKey.pid, wrong)).toBe(false);
  expect(await here.cancel(cancelKey.pid, cancelKey.secret.subarray(0, 3))).toBe(false);
  expect(cancelled).toEqual([]);
  expect(await there.cancel(cancelKey.pid, cancelKey.secret)).toBe(true);
  expect(await here.cancel(cancelKey.pid, cancelKey.secret)).toBe(true);
  const message = ['cancel', { epoch: '1', sessionId: session.id }];
  expect(cancelled).toEqual([message, message]);
});

test('a row whose removal fails is removed when the store answers again', async () => {
  const world = await hotPool();
  await world.addWorker({});
  let failuresLeft = 3;
  const store = {
    ...world.store,
    removeSession: async (id: string) => {
      if (failuresLeft-- > 0) throw failures.configStoreUnavailable({ reason: 'test' });
      return world.store.removeSession(id);
    },
  };
  const sessions = service({ ...world, store });
  (await sessions.open(request, signal())).close('test');
  await rows(world, 0);
  expect(failuresLeft).toBe(-1);
});

test('closing the service ends every session with its reason and leaves no row', async () => {
  const world = await hotPool();
  await world.addWorker({});
  const sessions = service(world);
  const session = await sessions.open(request, signal());
  const ended = new Promise((resolve) => session.onEnd(resolve));
  await sessions.close(failures.draining({ what: 'This gateway' }), 1_000);
  await expect(ended).resolves.toMatchObject({ code: 'draining' });
  expect(await world.store.sessions()).toEqual([]);
  await expect(sessions.open(request, signal())).rejects.toMatchObject({ code: 'draining' });
});

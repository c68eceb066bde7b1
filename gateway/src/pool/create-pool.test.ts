import { workerStates } from '@brooder/contracts';
import { describe, expect, test } from 'vitest';
import type { Store } from '../store/index.ts';
import { noSignal, type OpenPool, openPool, warehouse } from './testing/open-pool.ts';

const acquire = ({ pool }: OpenPool, org: string) => pool.acquire({ org, warehouse: warehouse(org) }, noSignal);

/** What another gateway's crash and the loss of its node leave behind. */
async function hotRowWithoutProcess(store: Store, org: string): Promise<string> {
  const row = { id: 'ghost', pool: 'sim', instance: 'g1', maxSessions: 2, templateHash: 'none', role: 'Dual' } as const;
  await store.insertSpawning(row, { maxWorkers: 100 });
  await store.transition({ workerId: 'ghost', from: ['spawning'], to: 'idle', epoch: 0n });
  await store.claim({ pool: 'sim', org, claimId: 'claim', instance: 'g1', maxWorkersPerOrg: 1 });
  const { id: workerId, epoch } = (await store.workerByClaim('claim'))!;
  await store.transition({ workerId, from: ['reserved'], to: 'activating', epoch });
  await store.transition({ workerId, from: ['activating'], to: 'hot', epoch });
  return workerId;
}

describe('a connect', () => {
  test('takes a warm worker for its org, and the next connect shares it', async () => {
    const open = await openPool();
    await open.until(open.pool.ready(noSignal));
    const first = await open.until(acquire(open, 'ducks'));
    const second = await open.until(acquire(open, 'ducks'));
    expect([first.path, second.path]).toEqual(['warm', 'shared']);
    expect(second.worker.id).toBe(first.worker.id);
    expect(first.worker).toMatchObject({ state: 'hot', org: 'ducks', epoch: 1n });
  });

  test('starts a worker when the pool keeps none warm', async () => {
    const open = await openPool({ warmTarget: 0 });
    expect((await open.until(acquire(open, 'ducks'))).path).toBe('cold');
    expect(open.cluster.processes()).toHaveLength(1);
  });

  test('a herd of one org costs one activation', async () => {
    const open = await openPool({ maxSessionsPerWorker: 64 });
    const herd = await open.until(Promise.all(Array.from({ length: 10 }, () => acquire(open, 'ducks'))));
    expect(new Set(herd.map((hot) => hot.worker.id)).size).toBe(1);
    expect(open.accepted).toEqual(['ducks']);
  });

  test('herds of several orgs on a cold pool all get a worker, each its own', async () => {
    const open = await openPool({ warmTarget: 0 });
    const orgs = ['ducks', 'geese', 'swans'];
    const all = await open.until(Promise.all(orgs.map((org) => acquire(open, org))));
    expect(all.map((hot) => hot.worker.org)).toEqual(orgs);
    expect(new Set(all.map((hot) => hot.worker.id)).size).toBe(3);
  });

  test('is refused with 53300 when the only worker of its org is full', async () => {
    const open = await openPool({ maxSessionsPerWorker: 1 });
    const { worker } = await open.until(acquire(open, 'ducks'));
    const session = { id: 's1', org: 'ducks', user: 'u', database: 'ducks', protocol: 'pg' } as const;
    await open.store.insertSession(
      { ...session, workerId: worker.id, instance: 'g1', remote: '', application: '' },
      worker.epoch,
    );
    await expect(open.until(acquire(open, 'ducks'))).rejects.toMatchObject({ code: 'workerCap', sqlstate: '53300' });
  });

  test('whose answers from the store are lost finds its own claim, and takes no second worker', async () => {
    const open = await openPool();
    await open.until(open.pool.ready(noSignal));
    open.loseAnswers(['claim', 'transition', 'transition']);
    const { worker } = await open.until(acquire(open, 'ducks'), 2_000);
    const everHeld = await open.store.workers({ org: 'ducks', states: workerStates });
    expect(everHeld.map((row) => row.id)).toEqual([worker.id]);
    expect(open.accepted).toEqual(['ducks']);
  });

  test('waits without a busy loop while the hot worker of its org has no way in', async () => {
    const open = await openPool({ warmTarget: 0 });
    await open.until(open.pool.ready(noSignal));
    const ghost = await hotRowWithoutProcess(open.store, 'ducks');
    const turns = open.scheduler.turns();
    expect((await open.until(acquire(open, 'ducks'))).worker.id).not.toBe(ghost);
    expect(open.scheduler.turns() - turns).toBeLessThan(600);
  });

  test('beyond the bound of the queue is refused at once', async () => {
    const open = await openPool({ warmTarget: 0, maxWaitersPerOrg: 2 });
    const waiting = [acquire(open, 'ducks'), acquire(open, 'ducks')];
    await expect(acquire(open, 'ducks')).rejects.toMatchObject({ code: 'tooManyConnections', sqlstate: '53300' });
    await open.until(Promise.all(waiting));
  });

  test('that is cut off leaves the queue, with the reason of its signal', async () => {
    const open = await openPool({ warmTarget: 0 });
    const client = new AbortController();
    const waiting = open.pool.acquire({ org: 'ducks', warehouse: warehouse('ducks') }, client.signal);
    client.abort(new Error('the client left'));
    await expect(waiting).rejects.toThrow('the client left');
  });

  test('waits no longer than its deadline, and says what it waited for', async () => {
    const open = await openPool({ warmTarget: 0 });
    open.cluster.faults.startHangs = 100;
    await expect(open.until(acquire(open, 'ducks'))).rejects.toMatchObject({
      code: 'noWorker',
      sqlstate: '57P03',
      message: expect.stringContaining('starting'),
    });
  });
});

describe('an activation that fails', () => {
  test('spends its worker, which is ended and never offered again', async () => {
    const open = await openPool({ warmTarget: 1 });
    await open.until(open.pool.ready(noSignal));
    const [spent] = open.cluster.processes();
    open.workers.poison.add('ducks');
    await expect(open.until(acquire(open, 'ducks'))).rejects.toMatchObject({ code: 'activationFailed' });
    const other = await open.until(acquire(open, 'geese'));
    expect(other.worker.id).not.toBe(spent!.spec.workerId);
    await open.scheduler.advance(3_000);
    expect(open.cluster.process(spent!.spec.workerId)).toBeUndefined();
    expect((await open.store.worker(spent!.spec.workerId))?.state).toBe('retired');
  });

  test('three times makes the org fail at once, costs no further worker, and ends after a while', async () => {
    const open = await openPool();
    open.workers.poison.add('ducks');
    for (let i = 0; i < 3; i++) await open.until(acquire(open, 'ducks')).catch(() => {});
    const before = (await open.store.workers({ states: ['draining', 'retired'] })).length;
    await expect(open.until(acquire(open, 'ducks'), 100)).rejects.toMatchObject({
      code: 'activationFailed',
      message: expect.stringContaining('poison'),
    });
    expect(await open.store.workers({ states: ['draining', 'retired'] })).toHaveLength(before);
    open.workers.poison.clear();
    await open.scheduler.advance(30_000);
    expect((await open.until(acquire(open, 'ducks'))).worker.org).toBe('ducks');
  });

  test('because the worker died is tried once more on another one', async () => {
    const open = await openPool({ warmTarget: 2 });
    await open.until(open.pool.ready(noSignal));
    // The store offers the worker that was idle for longest; its process is gone without anybody having looked.
    const rows = await open.store.workers({ states: ['idle'] });
    const oldest = rows.sort((a, b) => b.stateAgeMs - a.stateAgeMs)[0]!;
    open.workers.of(open.cluster.process(oldest.id)!.uid)!.hung = true;
    const hot = await open.until(acquire(open, 'ducks'));
    expect(hot.worker.id).not.toBe(oldest.id);
  });
});

describe('starts', () => {
  test('that fail for sure are not repeated, and the reason shows', async () => {
    const open = await openPool();
    open.cluster.faults.startEnds.push(...Array<string>(200).fill('exit 78'));
    await open.scheduler.advance(20_000);
    expect(open.cluster.faults.startEnds.length).toBeGreaterThan(190);
    expect((await open.until(open.pool.status())).blocked).toContain('exit 78');
    await expect(open.until(open.pool.ready(noSignal))).rejects.toMatchObject({ code: 'spawnFailed' });
    await expect(open.until(acquire(open, 'ducks'), 1_000)).rejects.toMatchObject({ code: 'noWorker' });
  });

  test('that fail again and again slow down', async () => {
    const open = await openPool();
    open.cluster.faults.startFails.push(...Array<string>(1_000).fill('quota'));
    await open.scheduler.advance(60_000);
    expect(1_000 - open.cluster.faults.startFails.length).toBeLessThan(12);
  });

  test('go on by themselves once the cause is gone', async () => {
    const open = await openPool();
    open.cluster.faults.startFails.push(...Array<string>(6).fill('quota'));
    await open.scheduler.advance(150_000);
    expect((await open.until(open.pool.status())).byState).toEqual({ idle: 2 });
  });
});

describe('a worker', () => {
  test('whose process ends is gone at once: its sessions hear it, and another takes its place', async () => {
    const open = await openPool();
    const { worker } = await open.until(acquire(open, 'ducks'));
    const gone: string[] = [];
    open.pool.onWorkerGone((workerId, reason) => gone.push(`${workerId}: ${reason}`));
    open.cluster.end(worker.id, 'signal SIGKILL');
    await open.scheduler.advance(1_000);
    expect(gone).toEqual([`${worker.id}: its process ended: signal SIGKILL`]);
    await expect(open.until(open.pool.connectionTo(worker.id))).rejects.toMatchObject({ code: 'workerLost' });
    expect((await open.until(acquire(open, 'ducks'))).worker.id).not.toBe(worker.id);
  });

  test('that came up after its row was given up is ended', async () => {
    const open = await openPool({ warmTarget: 1 });
    open.cluster.faults.lateStarts = 1;
    // The order is carried out 5 s after it was given, and its row was lost after 4 s.
    await open.scheduler.advance(5_100);
    expect(open.cluster.processes()).toHaveLength(2);
    await open.scheduler.advance(3_000);
    const idle = await open.store.workers({ states: ['idle'] });
    expect(open.cluster.processes().map((process) => process.spec.workerId)).toEqual(idle.map((row) => row.id));
  });

  test('that is silent is lost after the loss time, not before', async () => {
    const open = await openPool();
    const { worker } = await open.until(acquire(open, 'ducks'));
    open.workers.hang(worker.id);
    await open.scheduler.advance(2_000);
    expect((await open.store.worker(worker.id))?.state).toBe('hot');
    await open.scheduler.advance(4_000);
    expect((await open.store.worker(worker.id))?.state).toBe('retired');
  });

  test('without sessions is drained after the idle time', async () => {
    const open = await openPool();
    const { worker } = await open.until(acquire(open, 'ducks'));
    await open.scheduler.advance(8_000);
    expect(await open.store.worker(worker.id)).toMatchObject({ state: 'retired', reason: 'no session' });
  });

  test('on which sessions fail three times is given to nobody any more', async () => {
    const open = await openPool();
    const { worker } = await open.until(acquire(open, 'ducks'));
    for (let i = 0; i < 3; i++) open.pool.suspect(worker.id, 'session did not open');
    await open.scheduler.advance(500);
    expect((await open.until(acquire(open, 'ducks'))).worker.id).not.toBe(worker.id);
  });

  test('is killed on demand, with its process', async () => {
    const open = await openPool();
    const { worker } = await open.until(acquire(open, 'ducks'));
    await open.until(open.pool.kill(worker.id, 'a statement ignored its cancel'));
    await open.scheduler.advance(500);
    expect(open.cluster.process(worker.id)).toBeUndefined();
  });
});

test('a closed pool refuses who waits and who comes, and signs off', async () => {
  const open = await openPool({ warmTarget: 0 });
  open.cluster.faults.startHangs = 1;
  const waiting = acquire(open, 'ducks');
  await open.scheduler.advance(100);
  const closing = open.pool.close();
  await expect(waiting).rejects.toMatchObject({ code: 'draining' });
  await open.until(closing);
  await expect(acquire(open, 'ducks')).rejects.toMatchObject({ code: 'draining' });
  expect(await open.store.instances()).toEqual([]);
});

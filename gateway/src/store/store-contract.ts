import { workerStates } from '@brooder/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { seedContract } from './seed-contract.ts';
import type { ClaimRequest, SessionRow, Store, WorkerRow } from './store.ts';

/** What every store must do. `open` gives an empty store; `view` another gateway's way into the same rows. */
export function storeContract(name: string, open: () => Promise<{ store: Store; other: Store }>): void {
  seedContract(name, open);
  describe(`${name} as a store`, () => {
    let store: Store;
    let other: Store;
    beforeEach(async () => {
      ({ store, other } = await open());
    });

    describe('orgs, users, warehouses', () => {
      test('an org is made once, and read back with its limit', async () => {
        await store.createOrg('ducks', { maxWorkers: 3 });
        await expect(other.org('ducks')).resolves.toEqual({
          id: 'ducks',
          epoch: 0n,
          suspended: false,
          maxWorkers: 3,
          createdAt: expect.any(Date),
        });
        await expect(store.createOrg('ducks')).rejects.toMatchObject({ code: 'alreadyExists' });
        await store.createOrg('Zebras');
        expect((await store.orgs()).map((org) => org.id)).toEqual(['Zebras', 'ducks']);
        await expect(store.org('geese')).resolves.toBeUndefined();
      });

      test('suspending raises the epoch of an org, lifting it does not', async () => {
        await store.createOrg('ducks');
        await expect(store.setOrgSuspended('ducks', true)).resolves.toMatchObject({ epoch: 1n, suspended: true });
        await expect(store.setOrgSuspended('ducks', false)).resolves.toMatchObject({ epoch: 1n, suspended: false });
        await expect(store.setOrgSuspended('geese', true)).rejects.toMatchObject({ code: 'notFound' });
      });

      test('a user is created once, and its verifier replaced', async () => {
        await store.createOrg('ducks');
        const user = { org: 'ducks', name: 'alice', verifier: 'one' };
        await store.putUser(user, 'create');
        await expect(store.putUser(user, 'create')).rejects.toMatchObject({ code: 'alreadyExists' });
        await store.putUser({ ...user, verifier: 'two' }, 'replace');
        await store.setUserDisabled('ducks', 'alice', true);
        await expect(other.user('ducks', 'alice')).resolves.toMatchObject({ verifier: 'two', disabled: true });
        await expect(store.putUser({ ...user, org: 'geese' }, 'create')).rejects.toMatchObject({ code: 'notFound' });
        await expect(store.setUserDisabled('ducks', 'bob', true)).rejects.toMatchObject({ code: 'notFound' });
        await expect(store.users('ducks')).resolves.toHaveLength(1);
      });

      test('a database name belongs to one org', async () => {
        await store.createOrg('ducks');
        await store.createOrg('geese');
        const warehouse = { org: 'ducks', database: 'pond', kind: 'memory', options: {}, state: 'ready' } as const;
        await store.putWarehouse(warehouse);
        await store.putWarehouse({ ...warehouse, kind: 'duckdb-file', options: { path: "/a'b" } });
        await expect(other.warehouseByDatabase('pond')).resolves.toEqual({
          ...warehouse,
          kind: 'duckdb-file',
          options: { path: "/a'b" },
        });
        await expect(store.putWarehouse({ ...warehouse, org: 'geese' })).rejects.toMatchObject({
          code: 'alreadyExists',
        });
        await expect(store.warehouseOfOrg('geese')).resolves.toBeUndefined();
      });

      test('a warehouse keeps its references and its identity, and loses them when it is replaced without', async () => {
        await store.createOrg('ducks');
        const reference = { namespace: 'workers', name: "du'cks", key: 'secret.key' };
        const row = {
          org: 'ducks',
          database: 'pond',
          kind: 'memory',
          options: {},
          state: 'ready',
          secrets: { s3SecretAccessKey: reference },
          workerIdentity: { namespace: 'workers', name: 'ducks', iamRoleArn: 'arn:aws:iam::123456789012:role/ducks' },
        } as const;
        await store.putWarehouse(row);
        await expect(other.warehouseOfOrg('ducks')).resolves.toEqual(row);
        const { secrets, workerIdentity, ...plain } = row;
        await store.putWarehouse(plain);
        await expect(other.warehouseByDatabase('pond')).resolves.toStrictEqual(plain);
      });

      test('names with quotes and SQL in them are only names', async () => {
        const hostile = `'; drop table brooder.orgs; --"\\`;
        await store.createOrg(hostile);
        await store.putUser({ org: hostile, name: hostile, verifier: hostile }, 'create');
        await expect(store.user(hostile, hostile)).resolves.toMatchObject({ verifier: hostile });
      });
    });

    describe('starting workers', () => {
      test('intent rows stop at the warm target and at the cap, also when many gateways write at once', async () => {
        const insert = (id: string, limits: { maxWorkers: number; warmTarget?: number }) =>
          (Number(id) % 2 ? store : other).insertSpawning(spawning(id), limits);
        const ids = Array.from({ length: 12 }, (_, i) => String(i));
        const warm = await Promise.all(ids.map((id) => insert(id, { maxWorkers: 10, warmTarget: 4 })));
        expect(count(warm, 'inserted')).toBe(4);
        expect(count(warm, 'at-target')).toBe(8);
        const more = await Promise.all(ids.map((id) => insert(`2${id}`, { maxWorkers: 10 })));
        expect(count(more, 'inserted')).toBe(6);
        expect(count(more, 'at-cap')).toBe(6);
        await expect(store.workers()).resolves.toHaveLength(10);
      });

      test('the same intent row again is success and changes nothing', async () => {
        await store.insertSpawning(spawning('w'), { maxWorkers: 1 });
        await expect(store.insertSpawning(spawning('w'), { maxWorkers: 1 })).resolves.toBe('inserted');
        await expect(store.workers()).resolves.toHaveLength(1);
      });

      test('an intent row is neutral, at epoch 0, and becomes idle with its address', async () => {
        await store.insertSpawning(spawning('w'), { maxWorkers: 1 });
        const row = await store.transition({
          workerId: 'w',
          from: ['spawning'],
          to: 'idle',
          epoch: 0n,
          host: '10.0.0.1',
          port: 8816,
          uid: 'u',
        });
        expect(row).toEqual({
          ...spawning('w'),
          state: 'idle',
          epoch: 0n,
          host: '10.0.0.1',
          port: 8816,
          uid: 'u',
          sessions: 0,
          stateAgeMs: expect.any(Number),
          heartbeatAgeMs: expect.any(Number),
          idleAgeMs: expect.any(Number),
        });
        expect(row.stateAgeMs).toBeGreaterThanOrEqual(0);
        expect(row.stateAgeMs).toBeLessThan(10_000);
        await expect(other.worker('w')).resolves.toMatchObject({ state: 'idle', port: 8816 });
      });
    });

    describe('claims', () => {
      test('an idle worker is taken with the next epoch', async () => {
        await store.createOrg('ducks');
        await idle('w');
        await expect(store.claim(claimOf('ducks', 'c1'))).resolves.toMatchObject({
          outcome: 'claimed',
          worker: { id: 'w', state: 'reserved', epoch: 1n, org: 'ducks', claimId: 'c1', instance: 'gateway' },
        });
        await expect(other.workerByClaim('c1')).resolves.toMatchObject({ id: 'w' });
        await expect(store.workerByClaim('c2')).resolves.toBeUndefined();
      });

      test('many orgs at once get different workers, and the rest are told that none is idle', async () => {
        for (let i = 0; i < 12; i++) await store.createOrg(`org${i}`);
        for (let i = 0; i < 5; i++) await idle(`w${i}`);
        const outcomes = await Promise.all(
          Array.from({ length: 12 }, (_, i) => (i % 2 ? store : other).claim(claimOf(`org${i}`, `c${i}`))),
        );
        const taken = outcomes.flatMap((o) => (o.outcome === 'claimed' ? [o.worker.id] : []));
        expect(new Set(taken).size).toBe(5);
        expect(taken).toHaveLength(5);
        expect(
          count(
            outcomes.map((o) => o.outcome),
            'none-idle',
          ),
        ).toBe(7);
      });

      test('many connects of one org share one claim', async () => {
        await store.createOrg('ducks');
        for (let i = 0; i < 4; i++) await idle(`w${i}`);
        const outcomes = await Promise.all(
          Array.from({ length: 12 }, (_, i) => (i % 2 ? store : other).claim(claimOf('ducks', `c${i}`, 4))),
        );
        expect(
          count(
            outcomes.map((o) => o.outcome),
            'claimed',
          ),
        ).toBe(1);
        expect(
          count(
            outcomes.map((o) => o.outcome),
            'pending',
          ),
        ).toBe(11);
      });

      test('the same claim id again finds its own worker, also at the same time', async () => {
        await store.createOrg('ducks');
        for (let i = 0; i < 4; i++) await idle(`w${i}`);
        const twice = await Promise.all([store, other, store].map((view) => view.claim(claimOf('ducks', 'c1', 9))));
        const ids = twice.map((outcome) => ('worker' in outcome ? outcome.worker.id : outcome.outcome));
        expect(new Set(ids).size).toBe(1);
        expect(twice.map((outcome) => outcome.outcome)).toEqual(['claimed', 'claimed', 'claimed']);
      });

      test('while the one worker of an org becomes hot, no connect is told that the org is at its cap', async () => {
        for (let round = 0; round < 5; round++) {
          const org = `org${round}`;
          await store.createOrg(org);
          await idle(`w${round}`, 99);
          await store.claim(claimOf(org, `first${round}`));
          const move = { workerId: `w${round}`, epoch: 1n } as const;
          const heated = store
            .transition({ ...move, from: ['reserved'], to: 'activating' })
            .then(() => store.transition({ ...move, from: ['activating'], to: 'hot' }));
          const outcomes = await Promise.all(
            Array.from({ length: 24 }, (_, i) => (i % 2 ? store : other).claim(claimOf(org, `c${round}-${i}`))),
          );
          await heated;
          for (const { outcome } of outcomes) expect(['pending', 'hot']).toContain(outcome);
        }
      });

      test('a claim id whose worker was taken back is used up', async () => {
        await store.createOrg('ducks');
        await idle('w');
        await store.claim(claimOf('ducks', 'c1'));
        await store.transition({ workerId: 'w', from: ['reserved'], to: 'draining', epoch: 1n, reason: 'lease' });
        await expect(store.claim(claimOf('ducks', 'c1'))).rejects.toMatchObject({ code: 'fenced' });
      });

      test('a hot worker with room is shared, a full one counts against the cap', async () => {
        await hot('w', 'ducks', 2);
        await expect(store.claim(claimOf('ducks', 'c2'))).resolves.toMatchObject({
          outcome: 'hot',
          worker: { id: 'w' },
        });
        await store.insertSession(session('s1', 'w', 'ducks'), 1n);
        await store.insertSession(session('s2', 'w', 'ducks'), 1n);
        await expect(store.claim(claimOf('ducks', 'c2'))).resolves.toEqual({ outcome: 'cap', limit: 1 });
        await expect(store.claim(claimOf('ducks', 'c2', 2))).resolves.toEqual({ outcome: 'none-idle' });
      });

      test('of two hot workers the emptier one is chosen', async () => {
        await hot('w1', 'ducks', 4, 'c1');
        await store.insertSession(session('s1', 'w1', 'ducks'), 1n);
        for (const id of ['s2', 's3', 's4']) await store.insertSession(session(id, 'w1', 'ducks'), 1n);
        await hot('w2', 'ducks', 4, 'c2');
        await store.removeSession('s1');
        await expect(store.claim(claimOf('ducks', 'c3', 2))).resolves.toMatchObject({ worker: { id: 'w2' } });
      });

      test('an org that does not exist gets nothing', async () => {
        await idle('w');
        await expect(store.claim(claimOf('geese', 'c'))).rejects.toMatchObject({ code: 'notFound' });
      });

      test('a claim takes from its own pool only', async () => {
        await store.createOrg('ducks');
        await idle('w');
        await expect(store.claim({ ...claimOf('ducks', 'c'), pool: 'large' })).resolves.toEqual({
          outcome: 'none-idle',
        });
      });
    });

    describe('moves', () => {
      test('a lower epoch, another state, and an unknown worker are fenced', async () => {
        await store.createOrg('ducks');
        await idle('w');
        await store.claim(claimOf('ducks', 'c1'));
        const move = { workerId: 'w', from: ['reserved'], to: 'activating', epoch: 1n } as const;
        await expect(store.transition({ ...move, epoch: 0n })).rejects.toMatchObject({ code: 'fenced' });
        await expect(store.transition({ ...move, epoch: 2n })).rejects.toMatchObject({ code: 'fenced' });
        await expect(store.transition({ ...move, from: ['hot'] })).rejects.toMatchObject({ code: 'fenced' });
        await expect(store.transition({ ...move, workerId: 'x' })).rejects.toMatchObject({ code: 'fenced' });
        await expect(store.transition(move)).resolves.toMatchObject({ state: 'activating' });
      });

      test('of many gateways that make the same move, one succeeds', async () => {
        await idle('w');
        const moves = Array.from({ length: 8 }, (_, i) =>
          (i % 2 ? store : other).transition({ workerId: 'w', from: ['idle'], to: 'draining', epoch: 0n }).then(
            () => 'moved',
            (error) => error.code,
          ),
        );
        const outcomes = await Promise.all(moves);
        expect(count(outcomes, 'moved')).toBe(1);
        expect(count(outcomes, 'fenced')).toBe(7);
      });

      test('an edge outside the table is refused by name, and nothing changes', async () => {
        await idle('w');
        await expect(
          store.transition({ workerId: 'w', from: ['idle'], to: 'hot', epoch: 0n, reason: 'x' }),
        ).rejects.toMatchObject({
          code: 'edgeRefused',
          message: expect.stringMatching(/w may not move from idle to hot/),
        });
        await expect(store.worker('w')).resolves.toMatchObject({ state: 'idle' });
        expect((await store.worker('w'))?.reason).toBeUndefined();
      });

      test('a move from a state to itself is no edge', async () => {
        await idle('w');
        const move = { workerId: 'w', from: ['idle'], to: 'idle', epoch: 0n } as const;
        await expect(store.transition(move)).rejects.toMatchObject({ code: 'edgeRefused' });
      });

      test('only a claim reserves: a move to reserved without an org is refused', async () => {
        await idle('w');
        await expect(
          store.transition({ workerId: 'w', from: ['idle'], to: 'reserved', epoch: 0n }),
        ).rejects.toMatchObject({ code: 'edgeRefused' });
      });

      test('workers are listed newest first, retired ones only when asked for', async () => {
        await idle('w1');
        await idle('w2');
        await idle('w3');
        await store.transition({ workerId: 'w2', from: ['idle'], to: 'lost', epoch: 0n, reason: 'gone' });
        expect((await store.workers()).map((worker) => worker.id)).toEqual(['w3', 'w2', 'w1']);
        await store.transition({ workerId: 'w2', from: ['lost'], to: 'retired', epoch: 0n });
        expect((await store.workers()).map((worker) => worker.id)).toEqual(['w3', 'w1']);
        expect((await store.workers({ states: workerStates })).map((worker) => worker.id)).toEqual(['w3', 'w2', 'w1']);
        expect((await store.workers({ states: ['retired'], pool: 'small' }))[0]?.reason).toBe('gone');
        await expect(store.workers({ org: 'ducks' })).resolves.toEqual([]);
      });

      test('retired rows are forgotten, others are not', async () => {
        await idle('w1');
        await idle('w2');
        await store.transition({ workerId: 'w1', from: ['idle'], to: 'lost', epoch: 0n });
        await expect(store.forgetRetired(0)).resolves.toBe(0);
        await store.transition({ workerId: 'w1', from: ['lost'], to: 'retired', epoch: 0n });
        await expect(store.forgetRetired(60_000)).resolves.toBe(0);
        await expect(store.forgetRetired(0)).resolves.toBe(1);
        await expect(store.worker('w1')).resolves.toBeUndefined();
        await expect(store.worker('w2')).resolves.toBeDefined();
      });

      test('a heartbeat makes the silence short, and passes over the dead', async () => {
        await idle('w');
        const before = (await store.worker('w'))!;
        await store.recordHeartbeat(['nobody', 'w']);
        const after = (await store.worker('w'))!;
        expect(after.stateAgeMs).toBeGreaterThan(before.stateAgeMs);
        expect(after.heartbeatAgeMs).toBeLessThan(after.stateAgeMs);
        await store.recordHeartbeat([]);
      });
    });

    describe('sessions', () => {
      test('a session opens on a hot worker at its epoch, and nowhere else', async () => {
        const worker = await hot('w', 'ducks', 2);
        await idle('i');
        await expect(store.insertSession(session('s1', 'i', 'ducks'), 0n)).resolves.toBe(false);
        await expect(store.insertSession(session('s1', 'nobody', 'ducks'), 0n)).resolves.toBe(false);
        await expect(store.insertSession(session('s1', 'w', 'ducks'), worker.epoch - 1n)).resolves.toBe(false);
        await expect(store.insertSession(session('s1', 'w', 'geese'), worker.epoch)).resolves.toBe(false);
        await expect(store.insertSession(session('s1', 'w', 'ducks'), worker.epoch)).resolves.toBe(true);
        await expect(store.insertSession(session('s1', 'w', 'ducks'), worker.epoch)).resolves.toBe(true);
        await expect(other.session('s1')).resolves.toEqual({
          ...session('s1', 'w', 'ducks'),
          ageMs: expect.any(Number),
        });
        await expect(store.worker('w')).resolves.toMatchObject({ sessions: 1, idleAgeMs: 0 });
      });

      test('a worker never takes more sessions than it has room for', async () => {
        const worker = await hot('w', 'ducks', 3);
        const opened = await Promise.all(
          Array.from({ length: 10 }, (_, i) =>
            (i % 2 ? store : other).insertSession(session(`s${i}`, 'w', 'ducks'), worker.epoch),
          ),
        );
        expect(opened.filter(Boolean)).toHaveLength(3);
        await expect(store.sessions({ workerId: 'w' })).resolves.toHaveLength(3);
      });

      test('no session opens on a draining worker', async () => {
        const worker = await hot('w', 'ducks', 3);
        await store.transition({ workerId: 'w', from: ['hot'], to: 'draining', epoch: worker.epoch });
        await expect(store.insertSession(session('s', 'w', 'ducks'), worker.epoch)).resolves.toBe(false);
      });

      test('a cancel key finds its session only with the right secret, and is unique', async () => {
        const worker = await hot('w', 'ducks', 3);
        const keyed = { ...session('s1', 'w', 'ducks'), cancelPid: 4_000_000_000, cancelSecret: 'right' };
        await store.insertSession(keyed, worker.epoch);
        await expect(other.sessionByCancelKey(4_000_000_000, 'right')).resolves.toMatchObject(keyed);
        await expect(store.sessionByCancelKey(4_000_000_000, 'wrong')).resolves.toBeUndefined();
        await expect(store.insertSession({ ...keyed, id: 's2' }, worker.epoch)).rejects.toMatchObject({
          code: 'alreadyExists',
        });
        await expect(store.insertSession({ ...keyed, id: 's2', cancelSecret: 'other' }, worker.epoch)).resolves.toBe(
          true,
        );
      });

      test('sessions are listed by org, worker and gateway, and removed once', async () => {
        await hot('w', 'ducks', 3);
        await store.insertSession(session('s1', 'w', 'ducks'), 1n);
        await store.insertSession({ ...session('s2', 'w', 'ducks'), instance: 'other' }, 1n);
        expect((await store.sessions()).map((row) => row.id)).toEqual(['s1', 's2']);
        expect((await store.sessions({ instance: 'other', org: 'ducks' })).map((row) => row.id)).toEqual(['s2']);
        await store.removeSession('s1');
        await store.removeSession('s1');
        await expect(store.removeSessionsOfWorker('w')).resolves.toBe(1);
        await expect(store.removeSessionsOfWorker('w')).resolves.toBe(0);
        const idleAge = (await store.worker('w'))!.idleAgeMs;
        expect(idleAge).toBeGreaterThanOrEqual(0);
        expect(idleAge).toBeLessThan((await store.worker('w'))!.stateAgeMs);
      });
    });

    describe('gateway instances', () => {
      test('a silent instance expires once, with its sessions, and learns of it when it comes back', async () => {
        await hot('w', 'ducks', 3);
        await store.heartbeatInstance('g1', 'active');
        await other.heartbeatInstance('g2', 'draining');
        await store.insertSession({ ...session('s1', 'w', 'ducks'), instance: 'g1' }, 1n);
        await expect(store.expireInstances(60_000)).resolves.toEqual([]);
        await expect(store.expireInstances(0)).resolves.toEqual(['g1', 'g2']);
        await expect(store.expireInstances(0)).resolves.toEqual([]);
        await expect(store.session('s1')).resolves.toBeUndefined();
        await expect(store.instances()).resolves.toEqual([
          { id: 'g1', state: 'expired', heartbeatAgeMs: expect.any(Number) },
          { id: 'g2', state: 'expired', heartbeatAgeMs: expect.any(Number) },
        ]);
        await expect(store.heartbeatInstance('g1', 'active')).resolves.toEqual({ revived: true });
        await expect(store.heartbeatInstance('g1', 'active')).resolves.toEqual({ revived: false });
      });

      test('an instance that leaves takes its sessions with it', async () => {
        await hot('w', 'ducks', 3);
        await store.heartbeatInstance('g1', 'active');
        await store.insertSession({ ...session('s1', 'w', 'ducks'), instance: 'g1' }, 1n);
        await store.removeInstance('g1');
        await expect(store.instances()).resolves.toEqual([]);
        await expect(store.sessions()).resolves.toEqual([]);
      });
    });

    test('a closed store answers no call, and closing twice is fine', async () => {
      await other.close();
      await other.close();
      await expect(other.orgs()).rejects.toMatchObject({ code: 'configStoreUnavailable' });
      await expect(store.orgs()).resolves.toEqual([]);
    });

    async function idle(id: string, maxSessions = 2): Promise<void> {
      await store.insertSpawning({ ...spawning(id), maxSessions }, { maxWorkers: 100 });
      await store.transition({ workerId: id, from: ['spawning'], to: 'idle', epoch: 0n });
    }

    async function hot(id: string, org: string, maxSessions: number, claimId = `claim-${id}`): Promise<WorkerRow> {
      if (!(await store.org(org))) await store.createOrg(org);
      await idle(id, maxSessions);
      await store.claim(claimOf(org, claimId, 9));
      await store.transition({ workerId: id, from: ['reserved'], to: 'activating', epoch: 1n });
      return store.transition({ workerId: id, from: ['activating'], to: 'hot', epoch: 1n });
    }
  });
}

const spawning = (id: string) =>
  ({ id, pool: 'small', instance: 'gateway', maxSessions: 2, templateHash: 'hash', role: 'Dual' }) as const;

const claimOf = (org: string, claimId: string, maxWorkersPerOrg = 1): ClaimRequest => ({
  pool: 'small',
  org,
  claimId,
  instance: 'gateway',
  maxWorkersPerOrg,
});

const session = (id: string, workerId: string, org: string): Omit<SessionRow, 'ageMs'> => ({
  id,
  org,
  user: 'alice',
  database: 'pond',
  protocol: 'pg',
  workerId,
  instance: 'gateway',
  remote: '127.0.0.1:1',
  application: 'psql',
});

const count = (outcomes: readonly unknown[], wanted: string) => outcomes.filter((outcome) => outcome === wanted).length;

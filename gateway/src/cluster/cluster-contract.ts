import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Cluster, ClusterWorker, WorkerSpec } from './cluster.ts';

/** One cluster under test and what its world can do to it. */
export interface ClusterFixture {
  cluster: Cluster;
  /** Ends a worker's process from outside, as `kill -9` or an eviction does. */
  kill(worker: ClusterWorker): void | Promise<void>;
  /** Whether the process or pod with this uid exists, asked of the system and not of the cluster. */
  exists(uid: string): boolean | Promise<boolean>;
  dispose(): Promise<void>;
}

/** What every cluster keeps, whatever its workers are. */
export function clusterContract(name: string, open: () => Promise<ClusterFixture>): void {
  describe(`the ${name} cluster`, () => {
    let fixture: ClusterFixture;
    const signal = new AbortController().signal;

    beforeEach(async () => {
      fixture = await open();
    });
    afterEach(async () => fixture.dispose());

    const spec = (workerId: string): WorkerSpec => ({
      workerId,
      pool: 'default',
      role: 'Dual',
      maxSessions: 4,
      templateHash: 'none',
    });
    const find = async (workerId: string) =>
      (await fixture.cluster.list(signal)).find((worker) => worker.workerId === workerId);
    const phase = (workerId: string, wanted: ClusterWorker['phase']) =>
      vi.waitFor(
        async () => {
          const worker = await find(workerId);
          expect(worker?.phase).toBe(wanted);
          return worker!;
        },
        { timeout: 10_000, interval: 10 },
      );

    test('a started worker is listed at once, and runs with an address later', async () => {
      await fixture.cluster.start(spec('w1'), signal);
      expect(await find('w1')).toMatchObject({ workerId: 'w1' });
      const running = await phase('w1', 'running');
      expect(running.host).toEqual(expect.any(String));
      expect(running.port).toBeGreaterThan(0);
    });

    test('starting the same id again, at once or later, starts nothing', async () => {
      await Promise.all([fixture.cluster.start(spec('w1'), signal), fixture.cluster.start(spec('w1'), signal)]);
      const first = await phase('w1', 'running');
      await fixture.cluster.start(spec('w1'), signal);
      const all = await fixture.cluster.list(signal);
      expect(all.map((worker) => worker.uid)).toEqual([first.uid]);
    });

    test('two workers have different uids, bearers and addresses', async () => {
      await Promise.all([fixture.cluster.start(spec('w1'), signal), fixture.cluster.start(spec('w2'), signal)]);
      const [one, two] = [await phase('w1', 'running'), await phase('w2', 'running')];
      expect(one.uid).not.toBe(two.uid);
      const endpoints = [await fixture.cluster.endpoint('w1'), await fixture.cluster.endpoint('w2')];
      expect(endpoints[0]!.bearer.length).toBeGreaterThanOrEqual(32);
      expect(endpoints[0]!.bearer).not.toBe(endpoints[1]!.bearer);
      expect(endpoints[0]!.ca).toContain('CERTIFICATE');
    });

    test('a worker killed from outside shows as ended, with the reason, and has no way in', async () => {
      await fixture.cluster.start(spec('w1'), signal);
      const running = await phase('w1', 'running');
      const hints: string[] = [];
      fixture.cluster.onChange((workerId) => hints.push(workerId));
      await fixture.kill(running);
      const ended = await phase('w1', 'ended');
      expect(ended.reason).toMatch(/SIGKILL|137|Deleted/);
      expect(ended.uid).toBe(running.uid);
      expect(hints).toContain('w1');
      expect(await fixture.cluster.endpoint('w1')).toBeUndefined();
    });

    test('a stop with another uid does nothing', async () => {
      await fixture.cluster.start(spec('w1'), signal);
      const running = await phase('w1', 'running');
      await fixture.cluster.stop('w1', { uid: 'another', graceMs: 0 });
      expect(await find('w1')).toEqual(running);
      expect(await fixture.exists(running.uid)).toBe(true);
    });

    test('a stop with its uid ends it, and is success again and for an unknown worker', async () => {
      await fixture.cluster.start(spec('w1'), signal);
      const { uid } = await phase('w1', 'running');
      await fixture.cluster.stop('w1', { uid, graceMs: 2_000 });
      expect(await fixture.exists(uid)).toBe(false);
      expect((await find('w1'))?.phase ?? 'ended').toBe('ended');
      await fixture.cluster.stop('w1', { uid, graceMs: 0 });
      await fixture.cluster.stop('never-started', { graceMs: 0 });
    });

    test('a stop of a worker that is still pending leaves no process', async () => {
      const start = fixture.cluster.start(spec('w1'), signal);
      await start;
      const { uid } = (await find('w1'))!;
      await fixture.cluster.stop('w1', { graceMs: 0 });
      expect(await fixture.exists(uid)).toBe(false);
    });
  });
}

import { Failure, failures } from '@brooder/contracts';
import { createMemoryCluster } from '../../cluster/memory/memory-cluster.ts';
import { createMemoryStore, type MemoryStore, type Store, type WarehouseRow } from '../../store/index.ts';
import { type Command, longestDelay } from './commands.ts';
import { createFakeWorkers, type WorkerSabotage } from './fake-workers.ts';
import { createOracles, type Oracles, Violation } from './oracles.ts';
import { createScheduler } from './scheduler.ts';
import { seededRandom } from './seeded-random.ts';
import { type SimGateway, type SimWorld, startGateway } from './sim-gateway.ts';
import { simOrgs, simSettings, simTimeouts } from './sim-settings.ts';

export interface History {
  seed: number;
  gateways: number;
  /** Virtual time before the first command: 0 meets the gateways while they start. */
  headStartMs: number;
  commands: readonly Command[];
}

/** Rules left out on purpose, to see that their oracle notices. */
export interface Sabotage {
  workers?: WorkerSabotage;
  store?: (store: Store, base: MemoryStore) => Store;
}

export interface HistoryOutcome {
  turns: number;
  virtualMs: number;
  connected: number;
  refused: Record<string, number>;
  counts: Oracles['counts'];
  settledAfterMs: number;
}

/** Faults of one kind this close together could make two looks wrong in the same way, which no two-look rule survives. */
const staleGap = 5_000;
/** Delays and frozen gateways are felt for this long after them. */
const slowTail = 10_000;
const longestRest = 200_000;

/**
 * Plays one history: the gateways run, each command happens, then the faults end and everything must come to rest.
 * @throws Violation  the first rule that was broken
 */
export async function playHistory(history: History, sabotage: Sabotage = {}): Promise<HistoryOutcome> {
  const random = seededRandom(history.seed);
  const scheduler = createScheduler(random);
  const oracles = createOracles({
    maxWorkers: simSettings.maxWorkers,
    maxWorkersOf: (org) => simOrgs.find((one) => one.org === org)?.maxWorkers ?? 0,
    processRuns: (workerId) => cluster.process(workerId)?.phase === 'running',
    maySeemSilent(workerId) {
      const process = cluster.process(workerId);
      const hangs = process !== undefined && workers.of(process.uid)?.hung === true;
      return hangs || scheduler.now() < result.slowUntil;
    },
  });
  const store = createMemoryStore({ clock: scheduler.clockOf('store'), random });
  const cluster = createMemoryCluster({
    clock: scheduler.clockOf('cluster'),
    random,
    bootMs: () => 100 + random.below(1_500),
    onStart: (spec) => oracles.processOrdered(spec.workerId),
    onStop: (process) => oracles.processStopped(process.spec.workerId, process.uid),
  });
  const workers = createFakeWorkers(cluster, oracles, sabotage.workers);
  const world: SimWorld = {
    scheduler,
    random,
    store,
    cluster,
    workers,
    oracles,
    ...(sabotage.store ? { sabotageStore: sabotage.store } : {}),
  };
  for (const { org, maxWorkers } of simOrgs) await store.createOrg(org, { maxWorkers });

  let runs = 0;
  const gateways: SimGateway[] = [];
  const start = (index: number) => {
    gateways[index] = startGateway(world, `gateway-${index}-run-${runs++}`);
  };
  for (let index = 0; index < history.gateways; index++) start(index);

  const waiting = new Set<string>();
  const refused: Record<string, number> = {};
  const result = { connected: 0, staleAt: -staleGap, slowUntil: 0 };
  let connects = 0;

  /** One client: waits for a worker, opens a session, stays, leaves. */
  async function connect(
    gateway: SimGateway,
    org: (typeof simOrgs)[number],
    holdMs: number,
    patienceMs = 60_000,
  ): Promise<boolean> {
    const { instance } = gateway;
    const id = `session-${connects++}`;
    const client = new AbortController();
    const left = failures.cancelled({ reason: 'the client left' });
    const patience = scheduler.clockOf(instance).after(patienceMs, () => client.abort(left));
    waiting.add(`${instance} ${id}`);
    try {
      const { worker } = await gateway.pool.acquire({ org: org.org, warehouse: warehouseOf(org) }, client.signal);
      oracles.check(worker.org === org.org, 'I1 a connect gets a worker of its org', `${org.org} got ${worker.org}`);
      const process = cluster.process(worker.id);
      const serves = process?.phase === 'running' ? workers.of(process.uid)?.org : org.org;
      oracles.check(serves === org.org, 'I1 a handed-out worker was activated for the org', `${worker.id}: ${serves}`);
      const row = {
        id,
        org: org.org,
        user: 'u',
        database: 'd',
        protocol: 'pg',
        workerId: worker.id,
        instance,
      } as const;
      const session = { ...row, remote: 'sim', application: 'sim' };
      try {
        if (!(await gateway.store.insertSession(session, worker.epoch))) return false;
        result.connected += 1;
        waiting.delete(`${instance} ${id}`);
        await scheduler.clockOf(instance).sleep(holdMs);
      } finally {
        // Also after an error: the insert may have committed.
        await untilDone(instance, () => gateway.store.removeSession(id));
      }
      return true;
    } catch (thrown) {
      const code = thrown instanceof Failure ? thrown.code : String(thrown);
      const named = thrown instanceof Failure && !['internal', 'fenced', 'edgeRefused'].includes(code);
      oracles.check(named, 'a connect fails only by a name that is meant for clients', code);
      refused[code] = (refused[code] ?? 0) + 1;
      return false;
    } finally {
      patience.cancel();
      waiting.delete(`${instance} ${id}`);
    }
  }

  async function untilDone(instance: string, task: () => Promise<void>): Promise<void> {
    for (let attempt = 0; attempt < 20; attempt++) {
      try {
        return await task();
      } catch {
        await scheduler.clockOf(instance).sleep(500);
      }
    }
  }

  function happen(command: Command): void {
    const gateway = 'gateway' in command ? gateways[command.gateway % gateways.length]! : gateways[0]!;
    const all = cluster.processes();
    const picked = 'worker' in command ? all[command.worker % Math.max(1, all.length)]?.spec.workerId : undefined;
    const dead = scheduler.crashed(gateway.instance);
    switch (command.do) {
      case 'connect':
        if (!dead) void connect(gateway, simOrgs[command.org]!, command.holdMs, command.patienceMs);
        break;
      case 'crash':
        gateway.crashIn = command.atTurn;
        break;
      case 'restart':
        if (dead) start(gateways.indexOf(gateway));
        break;
      case 'freeze':
        if (dead || scheduler.frozen(gateway.instance)) break;
        scheduler.freeze(gateway.instance);
        result.slowUntil = Math.max(result.slowUntil, scheduler.now() + command.ms + slowTail);
        scheduler.clockOf('world').after(command.ms, () => scheduler.thaw(gateway.instance));
        break;
      case 'kill worker':
        if (picked) cluster.end(picked, 'signal SIGKILL');
        break;
      case 'hang worker':
        if (picked) workers.hang(picked);
        break;
      case 'replay stale epoch':
        if (picked) workers.replayStale(picked);
        break;
      case 'delete pod':
        if (picked) cluster.remove(picked);
        break;
      case 'drain worker':
        if (picked && !dead) gateway.pool.drain(picked, 'asked').catch(() => {});
        break;
      case 'suspect worker':
        if (picked && !dead) gateway.pool.suspect(picked, 'asked');
        break;
      case 'store fails':
        gateway.storeFails = command.calls;
        break;
      case 'commit is ambiguous':
        gateway.ambiguous = command.calls;
        break;
      case 'stale rows':
        if (scheduler.now() - result.staleAt < staleGap) break;
        result.staleAt = scheduler.now();
        // Fewer reads than lie between two looks: no rule survives two looks that are wrong in the same way.
        gateway.staleRows = 3;
        break;
      case 'stale list':
        if (scheduler.now() - result.staleAt < staleGap) break;
        result.staleAt = scheduler.now();
        cluster.faults.staleLists = 1;
        break;
      case 'start hangs':
        cluster.faults.startHangs += 1;
        break;
      case 'start is late':
        cluster.faults.lateStarts += 1;
        break;
      case 'start fails':
        cluster.faults.startFails.push(...Array<string>(command.times).fill('quota'));
        break;
      case 'start ends':
        cluster.faults.startEnds.push(...Array<string>(command.times).fill('exit 1'));
        break;
      case 'activation answer lost':
        workers.lostAnswers += 1;
        break;
      case 'everybody looks':
        cluster.hint('all');
        break;
      case 'poison':
        workers.poison.add(simOrgs[command.org]!.org);
        break;
      case 'cure':
        workers.poison.clear();
        break;
      case 'delay':
        scheduler.delayNext(command.calls, command.most);
        result.slowUntil = Math.max(result.slowUntil, scheduler.now() + slowTail);
    }
  }

  function endFaults(): void {
    cluster.faults.startFails.length = 0;
    cluster.faults.startEnds.length = 0;
    cluster.faults.startHangs = 0;
    cluster.faults.lateStarts = 0;
    cluster.faults.staleLists = 0;
    workers.poison.clear();
    workers.lostAnswers = 0;
    scheduler.delayNext(0, 1);
    for (const [index, gateway] of gateways.entries()) {
      Object.assign(gateway, { storeFails: 0, ambiguous: 0, staleRows: 0, crashIn: undefined });
      scheduler.thaw(gateway.instance);
      if (scheduler.crashed(gateway.instance)) start(index);
    }
    for (const key of waiting) if (scheduler.crashed(key.split(' ')[0]!)) waiting.delete(key);
  }

  /** What keeps the world from being at rest, or undefined. */
  async function unrest(): Promise<string | undefined> {
    const rows = await store.workers();
    const states = rows.map((row) => row.state).sort();
    if (waiting.size > 0) return `connects that wait: ${[...waiting].join(', ')}`;
    if (states.length !== simSettings.warmTarget || states.some((state) => state !== 'idle'))
      return `rows: ${rows.map((row) => `${row.state} ${row.sessions} sessions, ${row.reason ?? 'no reason'}`).join('; ')}`;
    const processes = cluster.processes().map((process) => `${process.spec.workerId} ${process.phase}`);
    const expected = rows.map((row) => `${row.id} running`);
    if (processes.sort().join() !== expected.sort().join()) return `processes ${processes}, rows ${expected}`;
    const hung = cluster.processes().filter((process) => workers.of(process.uid)?.hung);
    if (hung.length > 0) return 'a worker that hangs is still there';
    if ((await store.sessions()).length > 0) return 'sessions are left';
    return undefined;
  }

  async function step(ms: number): Promise<void> {
    await scheduler.advance(ms);
    const broken = oracles.broken();
    if (broken) throw broken;
  }

  try {
    await step(history.headStartMs);
    for (const command of history.commands) {
      happen(command);
      await step(command.wait);
    }
    endFaults();
    const endedAt = scheduler.now();
    let why: string | undefined = 'not looked yet';
    await step(longestDelay);
    while (why !== undefined) {
      if (scheduler.now() - endedAt > longestRest) throw new Violation('I7 I8 I10 everything comes to rest', why);
      await step(1_000);
      why = await unrest();
    }
    const settledAfterMs = scheduler.now() - endedAt;
    const rested = await snapshot(store);
    await step(2 * simTimeouts.reconcileInterval);
    const later = await snapshot(store);
    oracles.check(rested === later, 'I14 at rest, further passes change nothing', `${rested} → ${later}`);
    // What a gateway learned of a broken warehouse (30 s) or of failing starts (60 s) outlives the cure for so long.
    const states = gateways.map((gateway) => gateway.pool.status());
    await step(500);
    const blocked = (await Promise.all(states)).some((status) => status.blocked !== undefined);
    if (blocked || refused.activationFailed !== undefined) await step(60_000);
    const served = simOrgs.map((org) => connect(gateways[random.below(gateways.length)]!, org, 0));
    const limit = scheduler.now() + simTimeouts.acquire;
    while (waiting.size > 0 && scheduler.now() <= limit) await step(500);
    oracles.check(waiting.size === 0, 'at rest, every org gets a worker in time', [...waiting].join());
    await step(500);
    if (waiting.size === 0)
      oracles.check(
        !(await Promise.all(served)).includes(false),
        'at rest, no org is refused',
        JSON.stringify(refused),
      );
    await step(0);
    const { counts } = oracles;
    const { connected } = result;
    return { turns: scheduler.turns(), virtualMs: scheduler.now(), connected, refused, counts, settledAfterMs };
  } finally {
    // Ends the loops: what is parked or sleeping is dropped.
    for (const { instance } of gateways) scheduler.crash(instance);
  }
}

function warehouseOf({ org, kind }: (typeof simOrgs)[number]): WarehouseRow {
  const options = kind === 'ducklake' ? { metadata: '/m', dataPath: '/d' } : {};
  return { org, database: org, kind, options, state: 'ready' };
}

async function snapshot(store: Store): Promise<string> {
  return (await store.workers()).map((row) => `${row.id} ${row.state} ${row.epoch}`).join();
}

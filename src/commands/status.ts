import type { Command } from 'commander';
import { textTable } from '../printing/index.ts';
import { addRestOptions, type RestOptions, restClient } from '../rest-client.ts';

interface PoolReply {
  pool: string;
  warmTarget: number;
  byState: Record<string, number>;
  reconcileAgeMs?: number;
  blocked?: string;
}
interface WorkerReply {
  id: string;
  state: string;
  org?: string;
  sessions: number;
  epoch: string;
  stateAgeMs: number;
  heartbeatAgeMs: number;
  reason?: string;
}
interface SessionReply {
  id: string;
  org: string;
  user: string;
  protocol: string;
  workerId: string;
  application: string;
  ageMs: number;
}

export function registerStatus(program: Command): void {
  addRestOptions(program.command('status').description('show pool, workers and sessions of a running gateway'))
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ brooder status')
    .action(async (options: RestOptions & { json?: boolean }) => {
      const client = restClient(options);
      const [{ pools }, { workers }, { sessions }] = await Promise.all([
        client.get<{ pools: PoolReply[] }>('/api/v1/pool'),
        client.get<{ workers: WorkerReply[] }>('/api/v1/workers'),
        client.get<{ sessions: SessionReply[] }>('/api/v1/sessions'),
      ]);
      process.stdout.write(
        options.json ? `${JSON.stringify({ pools, workers, sessions }, null, 2)}\n` : report(pools, workers, sessions),
      );
    });
}

function report(pools: PoolReply[], workers: WorkerReply[], sessions: SessionReply[]): string {
  const left = (...titles: string[]) => titles.map((title) => ({ title }));
  const poolRows = pools.map((p) => [
    p.pool,
    `${p.byState.idle ?? 0} of ${p.warmTarget}`,
    String(p.byState.hot ?? 0),
    p.blocked ?? (p.reconcileAgeMs === undefined ? 'starting' : 'ok'),
  ]);
  const workerRows = workers.map((w) => [
    w.id,
    w.state,
    w.org ?? null,
    String(w.sessions),
    w.epoch,
    age(w.stateAgeMs),
    age(w.heartbeatAgeMs),
    w.reason ?? null,
  ]);
  const sessionRows = sessions.map((s) => [s.id, s.org, s.user, s.protocol, s.workerId, s.application, age(s.ageMs)]);
  return [
    textTable(left('pool', 'idle', 'hot', 'state'), poolRows),
    textTable(left('worker', 'state', 'org', 'sessions', 'epoch', 'for', 'heard', 'reason'), workerRows, '–'),
    textTable(left('session', 'org', 'user', 'protocol', 'worker', 'application', 'for'), sessionRows, '–'),
    '',
  ].join('\n\n');
}

function age(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`;
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`;
}

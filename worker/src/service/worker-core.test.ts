import { exitCodes, failures } from '@brooder/contracts';
import { expect, test } from 'vitest';
import type { Engine, EngineConnection } from '../engine/index.ts';
import { activateRequest, silentLog } from '../testing/test-worker.ts';
import { WorkerCore } from './worker-core.ts';

/** An engine whose failure the test chooses; real ones cannot be made to fail on demand. */
function brittleEngine() {
  const listeners: Parameters<Engine['onFatal']>[0][] = [];
  const connection = { run: async () => {}, rows: async () => [], interrupt: () => {}, close: async () => {} };
  const engine: Engine = {
    version: 'v1.5.5',
    fatal: undefined,
    onFatal: (listener) => listeners.push(listener),
    connect: async () => connection as unknown as EngineConnection,
    close: async () => {},
  };
  const fail = () => {
    for (const listener of listeners) listener(failures.engine({ message: 'INTERNAL Error' }, { sqlstate: 'XX000' }));
  };
  return { engine, fail };
}

test('an engine that became unusable ends the sessions, is told to the gateway, and ends the process', async () => {
  const { engine, fail } = brittleEngine();
  const exits: number[] = [];
  const core = new WorkerCore({
    engine,
    workerId: 'worker-1',
    version: '0.0.0',
    extensions: [],
    maxSessions: 4,
    log: silentLog,
    logSql: false,
    onExit: (code) => exits.push(code),
  });
  await core.activate(activateRequest());
  const open = { sessionId: 's', org: 'ducks', epoch: '1', user: 'donald', database: 'ducks' };
  const session = await core.openPgSession({ ...open, op: 'open', settings: { timeZone: 'UTC' } }, () => undefined);
  fail();
  await expect(session.ended).rejects.toMatchObject({ code: 'workerLost', sqlstate: '57P01' });
  expect(core.describe()).toMatchObject({ fatal: { code: 'engine', sqlstate: 'XX000' } });
  expect(exits).toEqual([exitCodes.engineFatal]);
  await expect(core.openFlightSession({ ...open, sessionId: 'f', timeZone: 'UTC' })).rejects.toBeDefined();
});

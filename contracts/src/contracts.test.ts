import { describe, expect, test } from 'vitest';
import {
  asFailure,
  brokenInequalities,
  environmentOf,
  errorTable,
  Failure,
  failures,
  flagOf,
  mayMove,
  metrics,
  ports,
  resolveSettings,
  settings,
  timeouts,
  workerEdges,
  workerStates,
} from './index.ts';

describe('timeouts', () => {
  test('the defaults keep every inequality', () => {
    expect(brokenInequalities(timeouts)).toEqual([]);
  });

  test('a spawn deadline longer than the client waits is named with its reason', () => {
    expect(brokenInequalities({ ...timeouts, spawn: timeouts.acquire })).toEqual([
      expect.stringContaining('must be below acquire'),
    ]);
  });
});

describe('worker states', () => {
  test('no edge leads back to idle from a leased state', () => {
    const toIdle = workerStates.filter((from) => mayMove(from, 'idle'));
    expect(toIdle).toEqual(['spawning']);
  });

  test('every state but retired can be lost, and every edge ends in a known state', () => {
    for (const from of workerStates) {
      if (from !== 'retired' && from !== 'lost') expect(mayMove(from, 'lost')).toBe(true);
      for (const to of workerEdges[from]) expect(workerStates).toContain(to);
    }
  });
});

describe('errors', () => {
  test('every entry has a five-character SQLSTATE and an HTTP error status', () => {
    for (const [code, entry] of Object.entries(errorTable)) {
      expect(entry.sqlstate, code).toMatch(/^[0-9A-Z]{5}$/);
      expect(entry.http, code).toBeGreaterThanOrEqual(400);
    }
  });

  test('a failure crosses a hop as data and comes back whole', () => {
    const failure = failures.portInUse({ port: 5432, flag: '--pg-port', what: 'Postgres' }, { hint: 'h', position: 3 });
    const back = new Failure(JSON.parse(JSON.stringify(failure.toWire())));
    expect(back.toWire()).toEqual(failure.toWire());
    expect(back.message).toContain('5432');
  });

  test('an unexpected error tells nothing of its cause', () => {
    const failure = asFailure(new Error('password=hunter2'));
    expect(failure.code).toBe('internal');
    expect(JSON.stringify(failure.toWire())).not.toContain('hunter2');
  });
});

describe('settings', () => {
  const none = { environment: {} };

  test('flag beats environment beats file beats default', () => {
    const file = { path: 'brooder.yaml', values: { pgPort: 3 } };
    const environment = { BROODER_PG_PORT: '2' };
    expect(resolveSettings('up', none).values.pgPort).toBe(ports.pg);
    expect(resolveSettings('up', { file, environment: {} }).values.pgPort).toBe(3);
    expect(resolveSettings('up', { file, environment }).values.pgPort).toBe(2);
    expect(resolveSettings('up', { file, environment, flags: { pgPort: '1' } }).values.pgPort).toBe(1);
  });

  test.each([
    ['a misspelt file key', { file: { path: 'b.yaml', values: { pgPrt: 1 } } }, /pgPort/],
    ['a misspelt variable', { environment: { BROODER_PG_PROT: '1' } }, /BROODER_PG_PORT/],
    ['a port over 65535', { flags: { pgPort: '70000' } }, /port from 0 to 65535/],
    ['a duration without a unit', { flags: { loginTimeout: '15' } }, /250ms/],
    ['a secret as a flag', { flags: { adminPassword: 'x' } }, /BROODER_ADMIN_PASSWORD/],
  ])('%s is refused with what to do', (_, sources, message) => {
    expect(() => resolveSettings('up', { environment: {}, ...sources })).toThrow(message);
  });

  test('durations and sizes take units', () => {
    const { values } = resolveSettings('worker', { environment: { BROODER_MEMORY_LIMIT: '512Mi' } });
    expect(values.memoryLimit).toBe(512 * 1024 ** 2);
    expect(resolveSettings('up', { flags: { loginTimeout: '1.5s' }, environment: {} }).values.loginTimeout).toBe(1500);
  });

  test('a secret is never shown', () => {
    const { shown } = resolveSettings('up', { environment: { BROODER_ADMIN_PASSWORD: 'hunter2' } });
    expect(shown.adminPassword).toBe('(secret)');
    expect(() =>
      resolveSettings('up', { environment: { BROODER_INTERNAL_SECRET_FILE: '/s' }, readSecretFile: () => 'a\n' }),
    ).not.toThrow();
  });

  test('a URL with a password is refused as a flag, and shown without it', () => {
    const url = 'postgres://brooder:hunter2@store/brooder';
    expect(() => resolveSettings('gateway', { flags: { configStore: url }, environment: {} })).toThrow(
      /CONFIG_STORE_FILE/,
    );
    const flag = resolveSettings('gateway', {
      flags: { configStore: 'postgres://brooder@store/brooder' },
      environment: {},
    });
    expect(flag.values.configStore).toBe('postgres://brooder@store/brooder');
    const { shown } = resolveSettings('gateway', { environment: { BROODER_CONFIG_STORE: url } });
    expect(shown.configStore).toBe('postgres://brooder:(secret)@store/brooder');
  });

  test('every setting has a doc sentence, and its flag and variable are derived', () => {
    for (const [name, setting] of Object.entries(settings)) expect(setting.doc, name).toMatch(/\.$/);
    expect(flagOf('handoverDrainTimeout')).toBe('--handover-drain-timeout');
    expect(environmentOf('pgPort')).toBe('BROODER_PG_PORT');
  });
});

test('metric names follow Prometheus: counters end in _total, and none carries an unbounded label', () => {
  for (const [name, metric] of Object.entries(metrics)) {
    expect(name.endsWith('_total'), name).toBe(metric.type === 'counter');
    for (const label of metric.labels) expect(['worker', 'worker_id', 'user', 'sql', 'session']).not.toContain(label);
  }
});

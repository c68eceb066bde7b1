import { failures, metrics as table } from '@brooder/contracts';
import { describe, expect, test } from 'vitest';
import { realClock } from '../seams/index.ts';
import { collectPoolMetrics, createLog, createMetrics, type LogOptions } from './index.ts';

function recorded(options: Omit<LogOptions, 'destination'>) {
  const lines: string[] = [];
  const log = createLog({ ...options, destination: { write: (line) => void lines.push(line) } });
  return { log, lines, last: () => JSON.parse(lines.at(-1)!) };
}

describe('the log', () => {
  test('a child carries its ids in every line, with level and time as text', () => {
    const { log, last } = recorded({ level: 'info' });
    log.child({ session: 's1', org: 'ducks' }).child({ worker: 'w1' }).info({ query: 7 }, 'statement ended');
    expect(last()).toMatchObject({
      level: 'info',
      session: 's1',
      org: 'ducks',
      worker: 'w1',
      query: 7,
      msg: 'statement ended',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
  });

  test('a line below the level is not written', () => {
    const { log, lines } = recorded({ level: 'warn' });
    log.info({}, 'unheard');
    expect(lines).toEqual([]);
  });

  const canary = 'BRDR-CANARY-7f3a';
  test.each([
    ['a password', { password: canary }],
    ['a nested bearer', { endpoint: { bearer: canary } }],
    ['a header', { headers: { authorization: `Bearer ${canary}`, 'x-brooder-internal-secret': canary } }],
    ['a connection string in text', { reason: `cannot reach postgres://brooder:${canary}@db/x` }],
    ['a bearer in text', { reason: `authorization: Bearer ${canary}` }],
    ['a presigned URL', { reason: `https://b.s3/x?X-Amz-Signature=${canary}&y=1` }],
    ['an activation with credentials', { request: { storage: { s3: { secretAccessKey: canary } } } }],
    ['settings', { settings: { s3SecretAccessKey: canary, azureConnectionString: canary, gcsSecret: canary } }],
    ['a verifier', { reason: `SCRAM-SHA-256$4096:${canary}` }],
    ['SQL text', { sql: `create secret (secret '${canary}')` }],
    ["the engine's message", { err: failures.engine({ message: `LINE 1: select '${canary}'` }) }],
    ['a cause with a connection string', { err: new Error('x', { cause: new Error(`pg://u:${canary}@h`) }) }],
    ['a private key', { reason: `-----BEGIN PRIVATE KEY-----\n${canary}\n-----END PRIVATE KEY-----` }],
  ])('%s is not written', (_, fields) => {
    const { log, lines } = recorded({ level: 'info' });
    log.info(fields, 'something happened');
    expect(lines.join('')).toContain('something happened');
    expect(lines.join('')).not.toContain(canary);
  });

  test('--log-sql writes SQL and engine messages, and still no secret', () => {
    const { log, last } = recorded({ level: 'info', logSql: true });
    log.info({ sql: 'select 1', err: failures.engine({ message: 'no such table' }), password: canary }, 'failed');
    expect(last()).toMatchObject({ sql: 'select 1', err: { message: 'no such table' }, password: '[secret]' });
  });
});

describe('metrics', () => {
  test('every metric of the table is registered under its name, type and help', async () => {
    const text = await createMetrics().scrape();
    for (const [name, { type, help }] of Object.entries(table)) {
      expect(text).toContain(`# TYPE ${name} ${type}`);
      expect(text).toContain(`# HELP ${name} ${help}`);
    }
    expect(text).toContain('process_cpu_seconds_total');
  });

  test('counters, gauges and histograms keep what they are given', async () => {
    const metrics = createMetrics({ processMetrics: false });
    metrics.inc('brooder_rows_sent_total', { protocol: 'pg' }, 41);
    metrics.inc('brooder_rows_sent_total', { protocol: 'pg' });
    metrics.add('brooder_sessions', { protocol: 'flight' }, 2);
    metrics.add('brooder_sessions', { protocol: 'flight' }, -1);
    metrics.observe('brooder_claim_seconds', { path: 'warm' }, 0.012);
    const text = await metrics.scrape();
    expect(text).toContain('brooder_rows_sent_total{protocol="pg"} 42');
    expect(text).toContain('brooder_sessions{protocol="flight"} 1');
    expect(text).toMatch(/brooder_claim_seconds_bucket\{le="0.015",path="warm"\} 1/);
    expect(text).toMatch(/brooder_claim_seconds_bucket\{le="0.01",path="warm"\} 0/);
  });

  test('gauges of the pool are read at the scrape, show empty states as 0, and vanish when the pool does not answer', async () => {
    const errors: unknown[] = [];
    const metrics = createMetrics({ processMetrics: false, onError: (error) => errors.push(error) });
    let answers = true;
    const status = async () => {
      if (!answers) throw failures.configStoreUnavailable({ reason: 'down' });
      return { pool: 'default', warmTarget: 2, byState: { idle: 2, hot: 1 }, reconcileAgeMs: 250 };
    };
    collectPoolMetrics(metrics, { status }, realClock);
    const text = await metrics.scrape();
    expect(text).toContain('brooder_workers{pool="default",state="idle"} 2');
    expect(text).toContain('brooder_workers{pool="default",state="draining"} 0');
    expect(text).toContain('brooder_idle_workers_target{pool="default"} 2');
    expect(text).toContain('brooder_reconcile_age_seconds 0.25');
    answers = false;
    expect(await metrics.scrape()).not.toContain('brooder_workers{');
    expect(errors).toMatchObject([{ code: 'configStoreUnavailable' }]);
  });
});

import { Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import { System } from '../../system/index.ts';
import { WorkerConfig, type WorkerSettings } from './worker-config.ts';
import { WorkerServiceAccount } from './worker-service-account.ts';

const system = new System({ release: 'wh', namespace: 'data' });
const dataOf = (settings: Partial<WorkerSettings>) =>
  new WorkerConfig(Testing.chart(), 'config', {
    system,
    settings: { maxSessions: 64, logLevel: 'info', logSql: false, ...settings },
  }).object.toJson().data;

test('settings of workers are texts, and one that is not given is left to the worker', () => {
  expect(dataOf({})).toEqual({
    BROODER_MAX_SESSIONS_PER_WORKER: '64',
    BROODER_LOG_LEVEL: 'info',
    BROODER_LOG_SQL: 'false',
  });
  expect(dataOf({ extensions: ['httpfs', 'ducklake'], threads: 4, memoryLimit: '3Gi' })).toMatchObject({
    BROODER_EXTENSIONS: 'httpfs,ducklake',
    BROODER_THREADS: '4',
    BROODER_MEMORY_LIMIT: '3Gi',
  });
});

test('the ServiceAccount of the workers mounts no token', () => {
  const { object } = new WorkerServiceAccount(Testing.chart(), 'account', { system });
  expect(object.toJson()).toMatchObject({
    metadata: { name: 'wh-brooder-worker', namespace: 'data-workers' },
    automountServiceAccountToken: false,
  });
});

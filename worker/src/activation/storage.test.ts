import { inspect } from 'node:util';
import type { StorageCredentials, Warehouse } from '@brooder/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestEngine } from '../engine/engine-fixture.ts';
import type { Engine, EngineConnection } from '../engine/index.ts';
import { activateRequest, startTestWorker } from '../testing/test-worker.ts';
import { activateEngine } from './activate.ts';
import { storagePlan } from './storage.ts';

const lake = (dataPath: string): Warehouse => ({ kind: 'ducklake', metadata: '/data/ducks/meta.ducklake', dataPath });
const iceberg: Warehouse = { kind: 'iceberg', endpoint: 'https://catalog', warehouse: 'ducks' };
const all: StorageCredentials = {
  s3: {
    endpoint: 'minio:9000',
    region: 'eu-central-1',
    urlStyle: 'path',
    useSsl: false,
    accessKeyId: 'AKIA',
    secretAccessKey: "it's",
  },
  azure: { connectionString: 'AccountName=ducks;AccountKey=k==' },
  gcs: { keyId: 'GOOG', secret: 'g' },
};

describe('the plan', () => {
  test.each<[string, Warehouse, string[], string[]]>([
    ['memory', { kind: 'memory' }, [], []],
    ['duckdb-file', { kind: 'duckdb-file', path: '/data/ducks/x.duckdb' }, [], []],
    ['ducklake on disk', lake('/data/ducks/'), [], []],
    ['ducklake on S3', lake('s3://ducks/'), ['httpfs'], ['s3']],
    ['ducklake on GCS', lake('gs://ducks/'), ['httpfs'], ['gcs']],
    ['ducklake on Azure', lake('abfss://ducks/'), ['azure'], ['azure']],
    ['iceberg', iceberg, ['httpfs', 'azure'], ['s3', 'gcs', 'azure']],
  ])('of %s takes what it needs and nothing else', (_, warehouse, needs, stores) => {
    const plan = storagePlan(warehouse, all);
    expect(plan.needs).toEqual(needs);
    expect(plan.secrets.map(({ store }) => store)).toEqual(stores);
  });

  test('quotes what it is given, narrows a secret to the warehouse, and leaves out what is not set', () => {
    expect(storagePlan(lake('s3://ducks/'), all).secrets[0]?.create).toBe(
      `CREATE TEMPORARY SECRET brooder_s3 (TYPE s3, KEY_ID 'AKIA', SECRET 'it''s', REGION 'eu-central-1', ENDPOINT 'minio:9000', URL_STYLE 'path', USE_SSL false, SCOPE 's3://ducks/')`,
    );
    expect(storagePlan(lake('s3://ducks/'), { s3: { region: 'eu' } }).secrets[0]?.create).toBe(
      `CREATE TEMPORARY SECRET brooder_s3 (TYPE s3, REGION 'eu', SCOPE 's3://ducks/')`,
    );
  });

  test('needs the extension of a remote path even without credentials, and makes no secret then', () => {
    expect(storagePlan(lake('s3://ducks/'))).toEqual({ needs: ['httpfs'], secrets: [] });
    expect(storagePlan(iceberg)).toEqual({ needs: [], secrets: [] });
  });
});

describe('the statement', () => {
  let engine: Engine;
  let connection: EngineConnection;
  beforeAll(async () => {
    engine = await openTestEngine();
    connection = await engine.connect();
  });
  afterAll(async () => {
    await connection.close();
    await engine.close();
  });

  // Without httpfs DuckDB reads a statement to its end before it says that this kind of secret is unknown.
  test('stays one statement with one value for each option, whatever the value is', async () => {
    const hostile = fc.oneof(
      fc.constantFrom(`'); DROP TABLE canary; --`, `''`, `\\'`, `$$`, `*/`, `"`, `E'\\''`, `🦆'`, `a\nb`, `;`, `')`),
      fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0')),
    );
    await connection.run('CREATE TABLE canary (i INT)');
    await fc.assert(
      fc.asyncProperty(hostile, hostile, hostile, async (endpoint, secretAccessKey, bucket) => {
        const plan = storagePlan(lake(`s3://${bucket}`), { s3: { ...all.s3, endpoint, secretAccessKey } });
        await expect(connection.run(plan.secrets[0]!.create)).rejects.toThrow(/Secret type 's3' does not exist/);
      }),
      { numRuns: 200 },
    );
    expect(await connection.rows('SELECT count(*) FROM canary')).toEqual([[0n]]);
  });
});

test('credentials that DuckDB refuses are named by their store, and stand nowhere in the failure', async () => {
  const engine = await openTestEngine();
  // This engine says it has httpfs and has not, so `CREATE SECRET` itself fails.
  const request = activateRequest({ warehouse: lake('s3://ducks/'), storage: all });
  const failure = await activateEngine(engine, request, ['ducklake', 'httpfs']).catch((thrown: Error) => thrown);
  expect(failure).toMatchObject({ code: 'activationFailed', message: expect.stringContaining('its s3 credentials') });
  expect(inspect(failure, { depth: 9 })).not.toMatch(/AKIA|it''?s/);
  await engine.close();
});

describe('a worker', () => {
  test('without the extension names it, and tells no credential', async () => {
    const { client, stop } = await startTestWorker();
    const activation = client.act('activate', activateRequest({ warehouse: lake('s3://ducks/'), storage: all }));
    const failure = await activation.then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(failure).toMatchObject({
      code: 'activationFailed',
      message: expect.stringMatching(/needs the extensions ducklake, httpfs; start workers with --extensions/),
    });
    for (const secret of ['AKIA', "it's", 'AccountKey', 'GOOG']) expect(JSON.stringify(failure)).not.toContain(secret);
    await stop();
  });

  test('with a warehouse in memory is activated, and has no secret', async () => {
    const { client, stop } = await startTestWorker();
    await client.act('activate', activateRequest({ storage: all }));
    expect(await client.act('describe', {})).toMatchObject({ phase: 'active' });
    await stop();
  });
});

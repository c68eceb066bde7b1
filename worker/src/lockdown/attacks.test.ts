/** Tenant SQL against a real activated worker: reliability-security.md, cases T01 to T13, T18, T20, T23, T27. */
import { mkdtemp, readdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestChannel } from '../testing/test-channel.ts';
import { activateRequest, startTestWorker, type TestWorker } from '../testing/test-worker.ts';

let fixture: TestWorker;
let session: TestChannel;
let outside: string;
beforeAll(async () => {
  fixture = await startTestWorker();
  outside = await mkdtemp(path.join(tmpdir(), 'brooder-outside-'));
  await writeFile(path.join(outside, 'secret.csv'), 'canary\n1\n');
  await symlink(path.join(outside, 'secret.csv'), path.join(fixture.directory, 'link.csv'));
  const warehouse = { kind: 'duckdb-file', path: path.join(fixture.directory, 'ducks.duckdb') } as const;
  await fixture.client.act('activate', activateRequest({ warehouse }));
  session = await fixture.client.session();
});
afterAll(() => fixture.stop());

/** Statements by case; `%DIR%` is the warehouse's directory, `%OUT%` one beside it. */
const attacks: Record<string, readonly string[]> = {
  'T01 environment': [`SELECT * FROM read_text('/proc/self/environ')`],
  'T02 files of the host': [
    `SELECT * FROM read_blob('/etc/passwd')`,
    `SELECT * FROM read_text('/proc/1/maps')`,
    `SELECT * FROM read_blob('/proc/self/mem')`,
    `SELECT * FROM '/etc/passwd'`,
    `SELECT * FROM read_csv('%OUT%/secret.csv')`,
    `SELECT * FROM sniff_csv('%OUT%/secret.csv')`,
  ],
  'T03 listing': [`SELECT * FROM glob('/*')`, `SELECT * FROM glob('../**')`, `SELECT * FROM glob('%OUT%/*')`],
  'T04 a way up': [`SELECT * FROM read_csv('%DIR%/../secret.csv')`, `SELECT * FROM read_csv('%DIR%/link.csv')`],
  'T06 service account token': [`SELECT * FROM read_text('/var/run/secrets/kubernetes.io/serviceaccount/token')`],
  'T07 writing elsewhere': [
    `COPY (SELECT 1) TO '/dev/shm/brooder-attack'`,
    `COPY (SELECT 1) TO '%OUT%/attack.csv'`,
    `COPY (SELECT 1) TO '/proc/self/fd/1'`,
    `COPY (SELECT 1) TO '/dev/stdout'`,
    'COPY (SELECT 1) TO STDOUT',
  ],
  'T08 other catalogs': [
    `ATTACH '%OUT%/other.duckdb'`,
    `ATTACH 'http://127.0.0.1:1/x.duckdb'`,
    'SELECT * FROM geese.main.t',
    'DETACH ducks',
    'DETACH shim',
  ],
  'T09 extensions': [
    'INSTALL httpfs',
    `INSTALL x FROM 'http://127.0.0.1:1'`,
    `LOAD './evil.duckdb_extension'`,
    `LOAD '%DIR%/evil.duckdb_extension'`,
    'LOAD httpfs',
    'UPDATE EXTENSIONS',
  ],
  'T10 unsigned extensions': ['SET allow_unsigned_extensions = true', 'SET allow_community_extensions = true'],
  'T11 the lock': [
    'SET enable_external_access = true',
    'RESET lock_configuration',
    'SET lock_configuration = false',
    `SET allowed_directories = ['/']`,
    `SET allowed_configs = ['memory_limit']`,
    `SET home_directory = '/'`,
    `PRAGMA memory_limit = '64GB'`,
    `SET GLOBAL memory_limit = '64GB'`,
    'SET GLOBAL threads = 64',
    `SET temp_directory = '%OUT%'`,
    `SET profiling_output = '%OUT%/p.json'`,
  ],
  'T12 secrets': ['FROM duckdb_secrets(redact = false)', 'PRAGMA show_secrets'],
  'T13 T14 T20 making secrets': [
    `CREATE PERSISTENT SECRET s (TYPE http, BEARER_TOKEN 'x')`,
    `CREATE SECRET s (TYPE http, BEARER_TOKEN 'x')`,
    `CREATE SECRET s (TYPE s3, PROVIDER credential_chain)`,
    `CREATE SECRET s (TYPE s3, ENDPOINT '169.254.169.254', URL_STYLE 'path', USE_SSL false)`,
  ],
  'T15 environment functions': [`SELECT getenv('HOME')`],
  'T18 whole databases': [`EXPORT DATABASE '%OUT%/export'`, `IMPORT DATABASE '%OUT%'`],
  'T23 logging': [
    `CALL enable_logging(storage_path = '%OUT%/log')`,
    `CALL enable_logging('FileSystem', storage = 'file', storage_path = '%DIR%/log')`,
    `SELECT * FROM enable_logging(level = 'trace')`,
    `FROM query('SELECT * FROM enable_' || 'logging()')`,
    `SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT * FROM enable_logging()'))`,
    `SELECT write_log('x')`,
    'PRAGMA enable_profiling',
    'CALL truncate_duckdb_logs()',
  ],
  'T27 several statements in one': [`SELECT 1; ATTACH '%OUT%/other.duckdb'`, 'SELECT 1; CALL enable_logging()'],
};

/** Permission, syntax, unknown name, or not supported: never an internal error, never success. */
const denials = /^(42501|42601|42P01|42704|42883|3D000|0A000|22023|58P01|58030|55000|22000)$/;

describe.each(Object.entries(attacks))('%s', (_, statements) => {
  test.each(statements)('is denied: %s', async (statement) => {
    const sql = statement.replaceAll('%DIR%', fixture.directory).replaceAll('%OUT%', outside);
    await expect(session.query(sql)).rejects.toMatchObject({ sqlstate: expect.stringMatching(denials) });
    await expect(session.prepare(`p-${crypto.randomUUID()}`, sql).then(() => session.query(sql))).rejects.toThrow();
    expect((await session.query('SELECT 42')).rows).toEqual([['42']]);
    expect((await fixture.client.act('describe', {})).fatal).toBeUndefined();
  });
});

test("DuckDB's own lock is closed, too, whatever the check of statements lets through", async () => {
  const expected = {
    lock_configuration: 'true',
    enable_external_access: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    allow_unsigned_extensions: 'false',
    allow_persistent_secrets: 'false',
  };
  const { rows } = await session.query(
    `SELECT name, value FROM duckdb_settings() WHERE name IN ('${Object.keys(expected).join("', '")}')`,
  );
  expect(Object.fromEntries(rows)).toEqual(expected);
  const directories = await session.query(`SELECT current_setting('allowed_directories')::VARCHAR`);
  expect(directories.rows[0]![0]).toContain(fixture.directory);
  expect(directories.rows[0]![0]).not.toContain(outside);
});

test('no attack left a file behind', async () => {
  expect(await readdir(outside)).toEqual(['secret.csv']);
});

test('what a session needs still works behind the lock', async () => {
  await session.query('CREATE TABLE big AS SELECT i, md5(i::VARCHAR) AS h FROM range(300000) t(i)');
  await session.query('CHECKPOINT');
  await session.query(`COPY big TO '${fixture.directory}/big.parquet'`);
  expect((await session.query(`SELECT count(*) FROM '${fixture.directory}/big.parquet'`)).rows).toEqual([['300000']]);
  await session.query(`SET TimeZone = 'Europe/Berlin'`);
  await session.query('CREATE SCHEMA other');
  await session.query(`SET search_path = 'other,main'`);
  await session.query('CREATE TEMP TABLE scratch (a INTEGER)');
  await session.query('SET VARIABLE v = 1');
});

test('a sort that does not fit in memory spills behind the lock', async () => {
  const small = await startTestWorker();
  try {
    await small.client.act(
      'activate',
      activateRequest({ limits: { maxSessions: 1, memoryBytes: 100_000_000, threads: 1 } }),
    );
    const tight = await small.client.session();
    const sorted = await tight.query(
      'SELECT count(*), max(n) FROM (SELECT row_number() OVER (ORDER BY h) AS n FROM (SELECT md5(i::VARCHAR) || md5((i + 1)::VARCHAR) AS h FROM range(1500000) t(i)))',
    );
    expect(sorted.rows).toEqual([['1500000', '1500000']]);
  } finally {
    await small.stop();
  }
});

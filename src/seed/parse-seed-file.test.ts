import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SeedFile } from '@brooder/contracts';
import { expect, test } from 'vitest';
import { parseSeedFile, readPasswords } from './index.ts';

const parse = (document: unknown) => parseSeedFile('seed.json', JSON.stringify(document));
const reference = { namespace: 'workers', name: 'ducks', key: 'secret' };
const file: SeedFile = {
  orgs: [
    {
      id: 'ducks',
      database: 'pond',
      limits: { maxWorkers: 2 },
      users: [
        { name: 'ana', passwordEnv: 'ANA_PASSWORD' },
        { name: 'bob', passwordFile: '/secrets/bob' },
      ],
      warehouse: {
        kind: 'ducklake',
        metadata: '/data/ducks/meta.ducklake',
        dataPath: 's3://ducks/',
        s3UseSsl: false,
        secrets: { s3SecretAccessKey: reference },
        workerIdentity: { namespace: 'workers', name: 'ducks' },
      },
    },
    { name: 'geese' },
  ],
};

test('a seed file becomes rows; the database is named like the org when nothing else is said', () => {
  expect(parse(file)).toEqual([
    {
      id: 'ducks',
      maxWorkers: 2,
      users: [
        { name: 'ana', from: { passwordEnv: 'ANA_PASSWORD' } },
        { name: 'bob', from: { passwordFile: '/secrets/bob' } },
      ],
      warehouse: {
        database: 'pond',
        kind: 'ducklake',
        options: { metadata: '/data/ducks/meta.ducklake', dataPath: 's3://ducks/', s3UseSsl: 'false' },
        secrets: { s3SecretAccessKey: reference },
        workerIdentity: { namespace: 'workers', name: 'ducks' },
      },
    },
    { id: 'geese', users: [] },
  ]);
  expect(parse({ orgs: [{ id: 'swans', warehouse: { kind: 'memory' } }] })[0]?.warehouse?.database).toBe('swans');
});

const ducks = (change: object) => ({ orgs: [{ id: 'ducks', ...change }] });
test.each<[string, unknown, RegExp]>([
  ['no object', [], /its content must be an object, but is a list/],
  ['no orgs', {}, /"orgs" must be a list, but is missing/],
  ['a misspelt key', ducks({ warehose: {} }), /"orgs\[0\]\.warehose" is not known here\. Did you mean "warehouse"/],
  ['no name', { orgs: [{}] }, /"orgs\[0\]" must be an object with either "id" or "name", but is one with neither/],
  ['two names', ducks({ name: 'geese' }), /either "id" or "name", but is one with both/],
  ['an org twice', { orgs: [{ id: 'ducks' }, { name: 'ducks' }] }, /the org "ducks" stands there twice/],
  ['a password', ducks({ users: [{ name: 'ana', password: 'hunter2' }] }), /users\[0\]\.password" is not known here/],
  ['a user without one', ducks({ users: [{ name: 'ana' }] }), /either "passwordFile" or "passwordEnv"/],
  ['a database alone', ducks({ database: 'pond' }), /"orgs\[0\]\.warehouse" must be given with "database"/],
  ['an unknown kind', ducks({ warehouse: { kind: 'delta' } }), /warehouse\.kind" must be one of memory, duckdb-file/],
  [
    'a limit of 0',
    ducks({ limits: { maxWorkers: 0 } }),
    /maxWorkers" must be a whole number from 1 to 10000, but is 0/,
  ],
  [
    'a value for a reference',
    ducks({ warehouse: { kind: 'memory', secrets: { gcsSecret: 'hunter2' } } }),
    /secrets\.gcsSecret" must be an object, but is a string/,
  ],
  [
    'a reference without a namespace',
    ducks({ warehouse: { kind: 'memory', secrets: { gcsSecret: { name: 'a', key: 'b' } } } }),
    /secrets\.gcsSecret\.namespace" must be text, but is missing/,
  ],
])('%s is refused with its path, and without its value', (_, document, message) => {
  expect(() => parse(document)).toThrow(message);
  expect(() => parse(document)).toThrow(/seed\.json/);
  expect(() => parse(document)).not.toThrow(/hunter2/);
});

test('what is not JSON is not quoted', () => {
  expect(() => parseSeedFile('seed.json', 'password: hunter2')).toThrow(/^seed\.json.*it is not JSON$/);
});

test('passwords come from files, without their last line end, and from variables', () => {
  const directory = mkdtempSync(join(tmpdir(), 'brooder-seed-'));
  const passwordFile = join(directory, 'bob');
  writeFileSync(passwordFile, ' of bob \n');
  const plan = (from: object) => parse(ducks({ users: [{ name: 'ana', ...from }] }));
  const passwordOf = (from: object, environment = {}) => readPasswords(plan(from), environment)[0]?.users[0]?.password;
  expect(passwordOf({ passwordFile })).toBe(' of bob ');
  expect(passwordOf({ passwordEnv: 'ANA' }, { ANA: 'of ana' })).toBe('of ana');
  expect(() => passwordOf({ passwordEnv: 'ANA' })).toThrow(/user ducks\/ana.*variable ANA, which is not set/);
  expect(() => passwordOf({ passwordEnv: 'ANA' }, { ANA: '' })).toThrow(/empty/);
  expect(() => passwordOf({ passwordFile: join(directory, 'none') })).toThrow(/none does not exist/);
  rmSync(directory, { recursive: true });
});

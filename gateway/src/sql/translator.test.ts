import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, describe, expect, test } from 'vitest';
import { createTranslator, type SessionSqlView, type TranslatedStatement, type Translator } from './index.ts';

const session: SessionSqlView = {
  user: "o'hara",
  database: 'pond',
  backendPid: 4711,
  setting: (name) => (name === 'server_version' ? '16.0' : undefined),
};

let translator: Translator;
let query: (sql: string) => Promise<unknown[][]>;

beforeAll(async () => {
  translator = await createTranslator();
  const duck = await (await DuckDBInstance.create(':memory:')).connect();
  for (const sql of [
    'SET integer_division=true',
    "SET default_null_order='nulls_last_on_asc_first_on_desc'",
    "SET TimeZone='UTC'",
    'CREATE TABLE t(a INTEGER, b VARCHAR)',
    "INSERT INTO t VALUES (1,'x'),(2,'Y'),(NULL,'z')",
    `CREATE TABLE j AS SELECT '{"a":{"b":7},"l":[1,2]}'::json AS c`,
  ])
    await duck.run(sql);
  query = async (sql) => (await duck.runAndReadAll(sql)).getRowsJson() as unknown[][];
});

const translateAll = (sql: string) => translator.translate(sql, session).statements;

function only(sql: string): TranslatedStatement {
  const statements = translateAll(sql);
  expect(statements).toHaveLength(1);
  return statements[0]!;
}

/** Runs the translation of one text on DuckDB, statements before it included; gives the rows of its last statement. */
async function run(sql: string): Promise<unknown[][]> {
  let rows: unknown[][] = [];
  for (const statement of translateAll(sql)) {
    if (statement.kind !== 'run') throw new Error(`${statement.kind} is not run: ${sql}`);
    for (const before of statement.before) await query(before);
    rows = await query(statement.sql);
  }
  return rows;
}

describe('rules, run on DuckDB', () => {
  test.each<[sql: string, rows: unknown[][]]>([
    // Regular expressions match anywhere
    ["select 'abc' ~ 'b'", [[true]]],
    ["select 'ABC' ~* 'b', 'ABC' !~* 'b', 'abc' !~ 'b'", [[true, false, false]]],
    ["select E'a\\nc' ~ 'a.c'", [[true]]],
    ["select 'ä' || b ~ ('^' || 'ä' || 'x') from t where a = 1", [[true]]],
    ["select ('a' || 'b') ~ ('b') and not 'a' ~ 'b'", [[true]]],
    ["select lower(b)::text ~ case when a = 1 then 'x' else 'q' end from t where a = 1", [[true]]],
    ["select 'tbl' operator(pg_catalog.~) '^(tbl)$' collate pg_catalog.default", [[true]]],
    ["select (array['q','b'])[2] ~ 'b'", [[true]]],
    ["select (count(*) filter (where a = 1))::text ~ '1' from t", [[true]]],
    ["select b from t where b ~ 'x' and b !~ 'q' or b ~* 'nope'", [['x']]],
    // LIKE knows the backslash
    ["select 'a%b' like 'a\\%b', 'axb' like 'a\\%b', 'axb' not like 'a\\%b'", [[true, false, true]]],
    ["select 'a_B' ilike 'a\\_' || 'b'", [[true]]],
    // Names and types
    ["select pg_catalog.lower('A'), pg_catalog.count(*) from t", [['a', '3']]],
    [`select '{"a":1}'::jsonb ->> 'a', 'x'::name, 'c'::"char", 1::pg_catalog.int4`, [['1', 'x', 'c', 1]]],
    ["select 'abcdef'::varchar(2), cast('xyz' as varchar(1)), ('a' || 'bc')::char(2)", [['ab', 'x', 'ab']]],
    ["select timestamptz '2020-01-01 10:00+02' = timestamptz '2020-01-01 08:00:00+00'", [[true]]],
    ['select 1 operator(pg_catalog.+) 2', [[3]]],
    ['select \'a\' collate "default"', [['a']]],
    // Arrays
    [
      "select '{1,2,NULL}'::int[], '{\"a b\",c}'::text[]",
      [
        [
          [1, 2, null],
          ['a b', 'c'],
        ],
      ],
    ],
    [
      "select '{{1,2},{3,4}}'::int[][]",
      [
        [
          [
            [1, 2],
            [3, 4],
          ],
        ],
      ],
    ],
    ["select a from t where a = any('{1,5}')", [[1]]],
    ["select b from t where b = any('{x,q}'::text[])", [['x']]],
    // Functions and operators
    ['select 5 # 3', [[6]]],
    ["select c #>> '{a,b}', c #> '{l,0}' from j", [['7', '1']]],
    ["select jsonb_build_object('k', 1)::text", [['{"k":1}']]],
    ["select cardinality(array[1,2]), btrim('  q ')", [['2', 'q']]],
    ['select * from (select a from t tablesample bernoulli(100)) s order by a limit 1', [[1]]],
    // Clauses without a counterpart
    ['select a from t where a = 1 for update', [[1]]],
    ['select a from t where a = 2 for no key update of t skip locked', [[2]]],
    ['create index concurrently i1 on t using btree (a)', []],
    ['create table tr(a int); truncate table tr restart identity cascade', [['0']]],
    // Tables
    ["select 7 as a, 'ü' as u into into1 from t limit 1; select * from into1", [[7, 'ü']]],
    [
      "create table s1(id serial primary key, x text); insert into s1(x) values ('p'),('q'); select id, x from s1 order by 1",
      [
        [1, 'p'],
        [2, 'q'],
      ],
    ],
    [
      'create table s2(id bigint generated always as identity (start with 10 increment by 5), x int); insert into s2(x) values (1),(2); select id from s2 order by 1',
      [['10'], ['15']],
    ],
    [
      'create table s3(a int, b int generated always as (a * 2) stored); insert into s3(a) values (4); select b from s3',
      [[8]],
    ],
    ["prepare p1 (int, text) as select $1 + 1, $2; execute p1(1, 'é')", [[2, 'é']]],
    // The session
    ['select current_user, session_user, pg_backend_pid()', [["o'hara", "o'hara", 4711]]],
    ["select current_setting('server_version'), current_setting('app.unset', true)", [['16.0', null]]],
    ['select pg_catalog.pg_is_in_recovery()', [[false]]],
  ])('%s', async (sql, rows) => {
    expect(await run(sql)).toEqual(rows);
  });

  test('a column whose expression was rewritten keeps the name PostgreSQL gives it', async () => {
    const duck = await (await DuckDBInstance.create(':memory:')).connect();
    const names = async (sql: string) => {
      const statement = only(sql);
      return (await duck.runAndReadAll(statement.kind === 'run' ? statement.sql : '')).columnNames();
    };
    expect(await names("select version(), current_user, ('a' ~ 'b'), 'abc'::varchar(2), 'q' like '\\q' as z")).toEqual([
      'version',
      'current_user',
      '?column?',
      'varchar',
      'z',
    ]);
  });
});

describe('text that stays as it is', () => {
  test.each([
    'select /* ä */ 1 -- comment',
    'from t select a',
    'select * exclude (a) from t',
    'select * from t asof join u on t.a >= u.a',
    "select 'a' like 'a%'",
    'select list_transform([1,2], x -> x + 1)',
    'pivot t on b using sum(a)',
    'set threads = 4',
    'show tables',
    `select '${'x'.repeat(300_000)}' ~ 'x'`,
  ])('%.60s', (sql) => {
    expect(only(sql)).toMatchObject({ kind: 'run', sql });
  });

  test('deep nesting and long chains neither throw nor hang', () => {
    for (const sql of [
      `select ${'('.repeat(5000)}1${')'.repeat(5000)}`,
      `select 'a' ${"|| 'a' ".repeat(5000)} ~ 'a'`,
      `select ${"'a' ~ ".repeat(3000)} 'a'`,
      `select ${"'a' like ('a' || ".repeat(2000)} '\\'${')'.repeat(2000)}`,
    ])
      expect(translateAll(sql)).toHaveLength(1);
  });
});

describe('statements decided by the gateway', () => {
  test.each<[sql: string, expected: object]>([
    ['', { kind: 'empty' }],
    [' ;; -- nothing', { kind: 'empty' }],
    [
      'begin isolation level serializable',
      { kind: 'transaction', op: 'begin', sql: 'BEGIN TRANSACTION', tag: 'BEGIN' },
    ],
    [
      'start transaction read only',
      { kind: 'transaction', sql: 'BEGIN TRANSACTION READ ONLY', tag: 'START TRANSACTION' },
    ],
    ['end', { kind: 'transaction', op: 'commit', tag: 'COMMIT' }],
    ['abort and chain', { kind: 'transaction', op: 'rollback', chain: true }],
    ['savepoint s', { kind: 'refuse', failure: { sqlstate: '0A000' } }],
    ['show server_version', { kind: 'answer', answer: { type: 'show', name: 'server_version' } }],
    ['show all', { kind: 'answer', answer: { type: 'show-all' } }],
    [
      "set local time zone 'Europe/Berlin'",
      { answer: { type: 'set', name: 'timezone', value: 'Europe/Berlin', local: true } },
    ],
    ['set search_path to a, b', { answer: { type: 'set', name: 'search_path', value: 'a, b' } }],
    ['set extra_float_digits = 3', { answer: { type: 'set', value: '3' } }],
    ["set names 'utf8'", { answer: { type: 'set', name: 'client_encoding' } }],
    ["set app.tenant = 'x'", { answer: { type: 'set', name: 'app.tenant' } }],
    ['set application_name to default', { answer: { type: 'set', value: undefined } }],
    ['reset all', { answer: { type: 'reset-all' } }],
    ['discard all', { answer: { type: 'discard-all' } }],
    ['deallocate all', { answer: { type: 'deallocate-all' } }],
    ['listen x', { answer: { type: 'tag', tag: 'LISTEN' } }],
    ['grant select on t to public', { answer: { tag: 'GRANT' } }],
    ['set role admin', { kind: 'refuse' }],
    ['copy t to stdout', { kind: 'refuse', failure: { sqlstate: '0A000' } }],
    ['copy t from stdin with (format csv)', { kind: 'refuse' }],
    ['copy (from t) to stdout (format csv)', { kind: 'refuse' }],
    ['explain analyze copy (from t) to /* */ STDOUT', { kind: 'refuse' }],
    ["copy t from program 'id'", { kind: 'refuse' }],
    ['select pg_advisory_lock(1)', { kind: 'refuse', failure: { sqlstate: '0A000' } }],
    ['do $$begin end$$', { kind: 'refuse' }],
    ['create role r1', { kind: 'refuse' }],
  ])('%s', (sql, expected) => {
    expect(only(sql)).toMatchObject(expected);
  });
});

describe('several statements', () => {
  test('are split by the parser, and by the lexer where one is not PostgreSQL', () => {
    const kinds = (sql: string) => translateAll(sql).map((s) => (s.kind === 'run' ? s.sql.trim() : s.kind));
    expect(kinds("begin; select ';' ; commit")).toEqual(['transaction', "select ';'", 'transaction']);
    expect(kinds("begin; from t; select $a$;$a$, E'\\';' /* ; /* ; */ */; commit;")).toEqual([
      'transaction',
      'from t',
      "select $a$;$a$, E'\\';' /* ; /* ; */ */",
      'transaction',
    ]);
  });

  test('a position in the text the engine saw leads back to the text of the client', () => {
    const sql = "select '𝒳é'; select 'ü' ~ 'b', nope from t";
    const statement = translateAll(sql)[1]!;
    if (statement.kind !== 'run') throw new Error('expected a statement that runs');
    expect(statement.sql).not.toBe(sql);
    const place = [...statement.sql.slice(0, statement.sql.indexOf('nope'))].length + 1;
    expect(statement.positions(place)).toBe([...sql.slice(0, sql.indexOf('nope'))].length + 1);
  });
});

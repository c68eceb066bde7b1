import { beforeAll, expect, test } from 'vitest';
import { createTranslator, type SessionSqlView, type Translator } from '../index.ts';

const session: SessionSqlView = { user: 'ana', database: 'pond', backendPid: 1, setting: () => undefined };
let translator: Translator;
beforeAll(async () => {
  translator = await createTranslator();
});

test.each<[sql: string, translated: string]>([
  ['select * from pg_catalog.pg_class c', 'select * from shim.pg.pg_class c'],
  ['select * from pg_class, "pg_type"', 'select * from shim.pg.pg_class, shim.pg.pg_type'],
  ['select pg_catalog.pg_class.oid from pg_class', 'select pg_class.oid from shim.pg.pg_class'],
  ['select * from pond.pg_catalog.pg_class', 'select * from shim.pg.pg_class'],
  ['select * from lake.pg_class', 'select * from lake.pg_class'],
  ['with pg_class as (select 1) select * from pg_class', 'with pg_class as (select 1) select * from pg_class'],
  ['create table pg_class (a int)', 'create table pg_class (a int)'],
  ['select pg_catalog.pg_get_userbyid(1) + 1', 'select shim.pg.pg_get_userbyid(1) + 1'],
  ['select format_type(a, b)', 'select shim.pg.format_type(a, b) AS "format_type"'],
  ['select lake.format_type(a, b)', 'select lake.format_type(a, b)'],
  ["select 1 where a = 'ü.t'::pg_catalog.regclass", "select 1 where a = shim.pg.regclass_in('ü.t')"],
  ['select 1 where a = $1::regclass', 'select 1 where a = shim.pg.regclass_in($1)'],
  ["select cast('t' as regclass)::oid", "select shim.pg.regclass_in('t' )::oid"],
  ['select c.oid::regclass::text', 'select shim.pg.regclass_out(shim.pg.regclass_in(c.oid))::text'],
  ['select c.oid::regclass', 'select shim.pg.regclass_out(shim.pg.regclass_in(c.oid)) AS "oid"'],
  ['create table t (a regclass)', 'create table t (a varchar)'],
  ['select s from generate_series(1, 3) s', 'select s from generate_series(1, 3) s("s")'],
  ['select n from generate_series(1, 3) as s(n)', 'select n from generate_series(1, 3) as s(n)'],
])('%s', (sql, translated) => {
  const [statement] = translator.translate(sql, session).statements;
  expect(statement).toMatchObject({ kind: 'run', sql: translated });
});

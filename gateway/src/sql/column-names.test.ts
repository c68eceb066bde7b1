import { loadModule, parseSync } from 'libpg-query';
import { beforeAll, expect, test } from 'vitest';
import { columnNames, renameColumns } from './column-names.ts';

beforeAll(() => loadModule());

/** Names of a result whose engine called its columns e0, e1, … */
function named(sql: string, count: number): string[] {
  const columns = Array.from({ length: count }, (_, i) => ({ name: `e${i}` }));
  const names = columnNames(parseSync(sql).stmts![0]!.stmt!);
  return (names ? renameColumns(columns, names) : columns).map(({ name }) => name);
}

// The right-hand sides were read from PostgreSQL's own FigureColname rules; e0 … is where the engine's name stays.
test.each<[sql: string, names: string[]]>([
  ['select 1, a, 2 as b', ['?column?', 'e1', 'e2']],
  ['select count(*), pg_catalog.lower(x), max(a) + 1 from t', ['count', 'lower', '?column?']],
  [
    "select '1'::int, a::text, lower(b)::text, '{1}'::int[], cast(1 as numeric)",
    ['int4', 'a', 'lower', 'int4', 'numeric'],
  ],
  [
    'select case when a then b end, case when a then 1 else b end, case a when 1 then 2 else 3 end',
    ['case', 'b', 'case'],
  ],
  [
    'select exists(select 1), array(select 1), (select max(a) from t), (select 1 as q)',
    ['exists', 'array', 'max', 'q'],
  ],
  [
    'select array[1], row(1,2), coalesce(a,1), greatest(1,2), least(1,2), nullif(a,1)',
    ['array', 'row', 'coalesce', 'greatest', 'least', 'nullif'],
  ],
  ['select current_date, now(), current_user, (a).b, a[1]', ['current_date', 'now', 'current_user', 'b', 'a']],
  ['values (1, 2), (3, 4)', ['column1', 'column2']],
  ['select 1 union select count(*) from t', ['?column?']],
  ['select *, count(*) over () from t', ['e0', 'e1', 'count']],
  ['select 1, t.*, 2, u.*, 3 from t, u', ['?column?', 'e1', 'e2', 'e3', '?column?']],
  ["select columns('a.*'), 1 from t", ['e0', 'e1', '?column?']],
  ['insert into t values (1) returning a + 1, b', ['?column?', 'e1']],
  ['create table x(a int)', ['e0']],
])('%s', (sql, names) => {
  expect(named(sql, names.length)).toEqual(names);
});

test('a result with another number of columns than the text promised keeps the names of the engine', () => {
  expect(named('select 1, 2', 3)).toEqual(['e0', 'e1', 'e2']);
});

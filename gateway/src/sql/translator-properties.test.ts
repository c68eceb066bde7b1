import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { createTranslator, type SessionSqlView, type Translator } from './index.ts';

const session: SessionSqlView = { user: 'u', database: 'd', backendPid: 1, setting: () => undefined };
let translator: Translator;
beforeAll(async () => {
  translator = await createTranslator();
});

/** Text expressions and conditions over a table t(a, b), with all the ways an operand can begin and end. */
const { text, condition } = fc.letrec<{ text: string; condition: string }>((tie) => {
  const inner = tie('text');
  const two = fc.tuple(inner, inner);
  return {
    text: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(
        'a',
        't.b',
        "'x'",
        "'é%'",
        "E'\\\\_'",
        '$$q$$',
        'upper(b)',
        "coalesce(a, 'n')",
        '"a"',
        'current_user',
      ),
      two.map(([l, r]) => `${l} || ${r}`),
      inner.map((e) => `(${e})`),
      inner.map((e) => `((${e}))::text`),
      inner.map((e) => `cast(${e} as varchar(3))`),
      inner.map((e) => `(${e})::varchar(2)`),
      inner.map((e) => `pg_catalog.lower(${e})`),
      inner.map((e) => `(array[${e}, 'z'])[1]`),
      inner.map((e) => `(select max(${e}) from t where a is not null)`),
      inner.map((e) => `(${e}) collate "default"`),
      fc.tuple(tie('condition'), inner).map(([c, e]) => `case when ${c} then ${e} /* end */ else 'e' end`),
    ),
    condition: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc
        .tuple(
          inner,
          fc.constantFrom('~', '!~', '~*', '!~*', 'like', 'not like', 'ilike', 'operator(pg_catalog.~)'),
          fc.constantFrom('b', "'x'", "('a' || b)", 'lower(b)', "'\\%'"),
        )
        .map(([l, op, r]) => `${l} ${op} ${r}`),
      two.map(([l, r]) => `${l} = any('{x,"y z"}'::text[]) or ${r} = 'q'`),
      fc.tuple(tie('condition'), tie('condition')).map(([l, r]) => `(${l}) and not (${r})`),
    ),
  };
});

test('what the rules make of nested expressions is SQL that DuckDB runs, and means one condition a row', async () => {
  const duck = await (await DuckDBInstance.create(':memory:')).connect();
  await duck.run("CREATE TABLE t AS SELECT 'x' AS a, 'xy' AS b");
  await fc.assert(
    fc.asyncProperty(condition, text, async (where, value) => {
      const [statement, ...others] = translator.translate(
        `select ${value} as v, (${where}) as c from t -- ü`,
        session,
      ).statements;
      expect(others).toEqual([]);
      if (statement?.kind !== 'run') throw new Error('expected a statement that runs');
      const rows = (await duck.runAndReadAll(statement.sql)).getRowsJson();
      expect(rows).toHaveLength(1);
      expect([true, false, null]).toContain(rows[0]![1]);
    }),
    { numRuns: 300 },
  );
});

test('no text makes the translator throw, and no statement of it is lost', () => {
  const pieces = fc.constantFrom(
    'select',
    'from',
    't',
    'a',
    "'x'",
    '~',
    '~*',
    'like',
    '(',
    ')',
    '[',
    ']',
    ',',
    ';',
    'for update',
    'into',
    'copy',
    'to stdout',
    'set',
    'show',
    '::',
    'varchar(2)',
    'int[]',
    "'{1,2}'",
    '= any',
    'pg_catalog.',
    'lower',
    'create table',
    'serial',
    'generated always as identity',
    'case',
    'when',
    'end',
    'collate',
    'begin',
    'commit',
    '$1',
    '$$',
    "'",
    '"',
    '--',
    '/*',
    '\n',
    'é',
    '𝒳',
    '\0',
    'truncate',
    'cascade',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
      const { statements } = translator.translate(parts.join(' '), session);
      expect(statements.length).toBeGreaterThan(0);
      // Behind an open quote or comment the words are text.
      if (parts.some((part) => ["'", '"', '--', '/*', '$$'].includes(part))) return;
      for (const statement of statements)
        if (statement.kind === 'run') expect(statement.sql).not.toMatch(/^\s*copy\b.*\bto stdout\s*$/i);
    }),
    { numRuns: 2_000 },
  );
});

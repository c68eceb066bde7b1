import { commandComplete, dataRowText, emptyQueryResponse } from '@brooder/pgwire';
import { commandTag, type TranslatedStatement } from '../../sql/index.ts';
import { answerColumns, carryOut, type PreparedStatements } from './answer.ts';
import type { PgSession } from './pg-session.ts';
import { describeRows, discard, rowsTo } from './result-stream.ts';

/** One Query message: its statements in order, up to the first that fails. Source: PostgreSQL docs 54.2.2. */
export async function simpleQuery(session: PgSession, sql: string, statements: PreparedStatements): Promise<void> {
  let current: TranslatedStatement | undefined;
  await session.measured(
    async () => {
      const translated = session.parts.translator.translate(sql, session.parts.view).statements;
      const implicit = session.transaction === 'I' && isOneTransaction(translated);
      if (implicit) await session.timed((line) => line.query('BEGIN TRANSACTION', discard));
      try {
        for (current of translated) await runStatement(session, current, statements);
        current = undefined;
        if (implicit) await session.timed((line) => line.query('COMMIT', discard));
      } catch (error) {
        if (implicit && !session.ended) await rollBack(session);
        throw error;
      }
    },
    () => current,
  );
}

/** PostgreSQL runs the statements of one Query message in one transaction, unless they say otherwise themselves. */
function isOneTransaction(statements: readonly TranslatedStatement[]): boolean {
  const changing = /^(INSERT|UPDATE|DELETE|MERGE|CREATE|ALTER|DROP|TRUNCATE)/;
  const runs = statements.filter((statement) => statement.kind === 'run');
  return (
    runs.length > 1 &&
    statements.every(({ kind }) => kind === 'run' || kind === 'empty') &&
    runs.every(({ tagKind }) => tagKind === 'SELECT' || changing.test(tagKind ?? '')) &&
    runs.some(({ tagKind }) => tagKind !== 'SELECT')
  );
}

async function rollBack(session: PgSession): Promise<void> {
  try {
    await (await session.worker()).query('ROLLBACK', discard);
  } catch (err) {
    // The client gets the first error; a COMMIT that failed has rolled back already.
    session.parts.log.debug({ err }, 'the rollback of an implicit transaction was refused');
  }
}

async function runStatement(
  session: PgSession,
  statement: TranslatedStatement,
  statements: PreparedStatements,
): Promise<void> {
  const { client } = session;
  session.requireUsable(statement);
  switch (statement.kind) {
    case 'empty':
      client.push(emptyQueryResponse());
      return;
    case 'refuse':
      throw statement.failure;
    case 'transaction':
      client.push(commandComplete(await session.runTransaction(statement)));
      return;
    case 'answer': {
      const columns = answerColumns(statement.answer, session);
      const { rows, tag } = await carryOut(statement.answer, session, statements);
      if (columns) client.push(describeRows(columns, []));
      for (const row of rows) client.push(dataRowText(row));
      client.push(commandComplete(tag));
      return;
    }
    case 'run':
      return runOnWorker(session, statement);
  }
}

async function runOnWorker(
  session: PgSession,
  statement: Extract<TranslatedStatement, { kind: 'run' }>,
): Promise<void> {
  const { client } = session;
  await session.timed(async (line) => {
    for (const before of statement.before) await line.query(before, discard);
    const sink = rowsTo(client, session.firstRow, (columns) => {
      if (columns) client.push(describeRows(columns, [], statement.columnNames));
    });
    const done = await line.query(statement.sql, sink);
    session.countRows(done.rows);
    client.push(commandComplete(commandTag(statement.tagKind, statement.fallbackTag, done)));
    if (['create', 'alter', 'drop', 'attach', 'set', 'other'].includes(done.kind)) session.catalogChanged();
  });
}

import { type ArrowBatch, type ArrowSchema, failures } from '@brooder/contracts';
import { duckTypeOf, type FlightSqlCommand, flightSqlMessages } from '@brooder/flight';
import { quoteName, quoteText } from '../sql-text.ts';
import type { FlightSession } from './flight-session.ts';
import { typeSql } from './type-sql.ts';

export type Ingest = Extract<FlightSqlCommand, { kind: 'statementIngest' }>['command'];

const { CommandStatementIngest_TableDefinitionOptions_TableNotExistOption: ifMissing } = flightSqlMessages;
const { CommandStatementIngest_TableDefinitionOptions_TableExistsOption: ifPresent } = flightSqlMessages;

interface Target {
  catalog: string;
  schema: string;
  table: string;
}

/**
 * Loads a stream of batches into a table: all rows or none, together with what happens to the table itself. Within a turn of the
 * session. Answers the number of rows.
 */
export function ingest(
  session: FlightSession,
  command: Ingest,
  schema: ArrowSchema,
  batches: AsyncIterable<ArrowBatch>,
): Promise<bigint> {
  session.checkTransaction(command.transactionId);
  return session.atomically(async () => {
    const target = await targetOf(session, command);
    const columns = await columnsOf(session, target);
    const present = columns.length > 0;
    const { tableDefinitionOptions: options } = command;
    if (!present && options?.ifNotExist === ifMissing.FAIL) {
      throw failures.engine({ message: `Table with name ${target.table} does not exist!` }, { sqlstate: '42P01' });
    }
    if (present && options?.ifExists === ifPresent.FAIL) {
      throw failures.engine({ message: `Table with name "${target.table}" already exists!` }, { sqlstate: '42P07' });
    }
    if (present && options?.ifExists === ifPresent.REPLACE)
      await session.connection.run(`DROP TABLE ${nameOf(target)}`);
    if (!present || options?.ifExists === ifPresent.REPLACE) {
      await createTable(session, target, schema, command.temporary);
      return append(session, target, schema, batches);
    }
    const sameOrder =
      columns.length === schema.fields.length &&
      columns.every((column, i) => column.toLowerCase() === schema.fields[i]!.name.toLowerCase());
    return sameOrder ? append(session, target, schema, batches) : appendByName(session, target, schema, batches);
  });
}

async function targetOf(session: FlightSession, command: Ingest): Promise<Target> {
  if (command.temporary) {
    if (command.catalog || command.schema) {
      throw failures.invalidRequest({ reason: 'A temporary table has no catalog and no schema of its own to choose.' });
    }
    return { catalog: 'temp', schema: 'main', table: command.table };
  }
  if (command.catalog !== undefined && command.catalog !== '' && command.catalog !== session.database) {
    throw failures.warehouseMissing({ database: command.catalog });
  }
  if (command.schema) return { catalog: session.database, schema: command.schema, table: command.table };
  const [row] = await session.connection.rows('SELECT current_schema()');
  return { catalog: session.database, schema: String(row?.[0] ?? 'main'), table: command.table };
}

async function columnsOf(session: FlightSession, { catalog, schema, table }: Target): Promise<string[]> {
  const rows = await session.connection.rows(
    `SELECT column_name FROM duckdb_columns() WHERE database_name = ${quoteText(catalog)}
       AND schema_name = ${quoteText(schema)} AND lower(table_name) = lower(${quoteText(table)}) ORDER BY column_index`,
  );
  return rows.map(([name]) => String(name));
}

async function createTable(
  session: FlightSession,
  target: Target,
  { fields }: ArrowSchema,
  temporary: boolean,
): Promise<void> {
  if (fields.length === 0) throw failures.invalidRequest({ reason: 'A table needs at least one column.' });
  const columns = fields.map((field) => `${quoteName(field.name)} ${typeSql(duckTypeOf(field))}`);
  await session.connection.run(
    `CREATE ${temporary ? 'TEMPORARY ' : ''}TABLE ${temporary ? quoteName(target.table) : nameOf(target)} (${columns.join(', ')})`,
  );
}

async function append(
  session: FlightSession,
  target: Target,
  schema: ArrowSchema,
  batches: AsyncIterable<ArrowBatch>,
): Promise<bigint> {
  const appender = await session.connection.appender(target);
  try {
    for await (const batch of batches) {
      try {
        await appender.append(schema, batch);
      } finally {
        batch.release();
      }
      session.activity.throwIfStopped();
    }
    return await appender.finish();
  } catch (thrown) {
    await appender.abort();
    throw thrown;
  }
}

/** The table has its columns in another order, or more of them: through a temporary table, then by name. */
async function appendByName(
  session: FlightSession,
  target: Target,
  schema: ArrowSchema,
  batches: AsyncIterable<ArrowBatch>,
): Promise<bigint> {
  const staging: Target = { catalog: 'temp', schema: 'main', table: `ingest ${crypto.randomUUID()}` };
  await createTable(session, staging, schema, true);
  try {
    const rows = await append(session, staging, schema, batches);
    await session.connection.run(`INSERT INTO ${nameOf(target)} BY NAME SELECT * FROM ${nameOf(staging)}`);
    return rows;
  } finally {
    // In an aborted transaction this fails, and the rollback drops the table.
    await session.connection.run(`DROP TABLE ${nameOf(staging)}`).catch(() => {});
  }
}

const nameOf = ({ catalog, schema, table }: Target) => [catalog, schema, table].map(quoteName).join('.');

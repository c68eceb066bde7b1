import { type ArrowSchema, failures } from '@brooder/contracts';
import {
  BatchCoalescer,
  batchFromRows,
  decodeCommand,
  type FlightCall,
  type FlightSqlCommand,
  flightSqlSchemas,
  packCommand,
  packFlightInfo,
  packSchemaResult,
  sqlInfoBatch,
  unpackDescriptor,
  unpackTicket,
} from '@brooder/flight';
import type { FlightSession } from './flight-session.ts';
import { type MetadataCommand, metadataRows, metadataSchema } from './metadata.ts';
import { runWithoutResult, schemaOf, streamStatement } from './result-stream.ts';
import { sqlInfoEntries } from './sql-info.ts';

/** Says what a command will give. A query is only prepared; a statement without a result is run here, once. */
export async function getFlightInfo(session: FlightSession, call: FlightCall): Promise<void> {
  const descriptor = await call.request();
  const command = decodeCommand(unpackDescriptor(descriptor).cmd);
  const { schema, ticket } = await describeCommand(session, call, command, unpackDescriptor(descriptor).cmd, true);
  await call.write(packFlightInfo({ schema, descriptor, ticket }));
}

export async function getSchema(session: FlightSession, call: FlightCall): Promise<void> {
  const cmd = unpackDescriptor(await call.request()).cmd;
  const { schema } = await describeCommand(session, call, decodeCommand(cmd), cmd, false);
  await call.write(packSchemaResult(schema));
}

/**
 * `run` is false for `GetSchema`, which must change nothing. Catalog commands carry all they need, so their ticket is the command itself;
 * a query's ticket is a handle of this session.
 */
async function describeCommand(
  session: FlightSession,
  call: FlightCall,
  command: FlightSqlCommand,
  bytes: Uint8Array,
  run: boolean,
): Promise<{ schema: ArrowSchema; ticket: Uint8Array }> {
  const metadata = command.kind === 'getSqlInfo' ? flightSqlSchemas.sqlInfo : metadataSchema(command);
  if (metadata !== undefined) return { schema: metadata, ticket: bytes };
  if (command.kind === 'statementQuery') {
    return session.exclusive(call.signal, async () => {
      session.checkTransaction(command.command.transactionId);
      const statement = await session.prepare(command.command.query, true);
      let schema: ArrowSchema;
      try {
        schema = await schemaOf(statement);
        if (run) await runWithoutResult(session, statement);
        else await session.closeStatement(statement);
      } catch (thrown) {
        await session.closeStatement(statement);
        throw thrown;
      }
      const statementHandle = Buffer.from(statement.handle);
      return { schema, ticket: packCommand('ticketStatementQuery', { statementHandle }) };
    });
  }
  if (command.kind === 'preparedStatementQuery') {
    return session.exclusive(call.signal, async () => {
      const statement = session.statement(command.command.preparedStatementHandle);
      const schema = await schemaOf(statement);
      if (run) await runWithoutResult(session, statement);
      return { schema, ticket: bytes };
    });
  }
  throw notAQuery(command);
}

export async function doGet(session: FlightSession, call: FlightCall): Promise<void> {
  const command = decodeCommand(unpackTicket(await call.request()));
  switch (command.kind) {
    case 'ticketStatementQuery':
      return streamStatement(session, call, () => session.statement(command.command.statementHandle));
    case 'preparedStatementQuery':
      return streamStatement(session, call, () => session.statement(command.command.preparedStatementHandle));
    case 'getSqlInfo': {
      const batch = sqlInfoBatch(sqlInfoEntries(session.engineVersion), command.command.info);
      return sendBatch(call, flightSqlSchemas.sqlInfo, batch);
    }
    default: {
      const schema = metadataSchema(command);
      if (schema === undefined) throw notAQuery(command);
      const rows = await session.exclusive(call.signal, () => metadataRows(session, command as MetadataCommand));
      return sendBatch(call, schema, batchFromRows(schema, rows));
    }
  }
}

async function sendBatch(
  call: FlightCall,
  schema: ArrowSchema,
  batch: ReturnType<typeof batchFromRows>,
): Promise<void> {
  const coalescer = new BatchCoalescer(schema);
  await call.write(coalescer.schemaFrame());
  for (const frame of [...coalescer.push(batch), ...coalescer.flush()]) await call.write(frame);
}

function notAQuery(command: FlightSqlCommand) {
  return failures.unsupported({
    what: `The Flight SQL command "${command.kind}" as a query`,
    instead: 'Send updates and ingests with DoPut.',
  });
}

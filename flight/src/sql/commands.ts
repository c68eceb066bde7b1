/** Flight SQL commands: a google.protobuf.Any inside FlightDescriptor.cmd or Ticket.ticket. Source: Apache Arrow, FlightSql.proto. */
import { failures } from '@brooder/contracts';
import type { MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { type Any, AnySchema } from '@bufbuild/protobuf/wkt';
import * as sql from '../gen/FlightSql_pb.ts';
import { pack, unpack } from '../wire/index.ts';

const commandMessages = {
  statementQuery: sql.CommandStatementQuerySchema,
  preparedStatementQuery: sql.CommandPreparedStatementQuerySchema,
  statementUpdate: sql.CommandStatementUpdateSchema,
  preparedStatementUpdate: sql.CommandPreparedStatementUpdateSchema,
  statementIngest: sql.CommandStatementIngestSchema,
  statementSubstraitPlan: sql.CommandStatementSubstraitPlanSchema,
  ticketStatementQuery: sql.TicketStatementQuerySchema,
  getSqlInfo: sql.CommandGetSqlInfoSchema,
  getCatalogs: sql.CommandGetCatalogsSchema,
  getDbSchemas: sql.CommandGetDbSchemasSchema,
  getTables: sql.CommandGetTablesSchema,
  getTableTypes: sql.CommandGetTableTypesSchema,
  getPrimaryKeys: sql.CommandGetPrimaryKeysSchema,
  getExportedKeys: sql.CommandGetExportedKeysSchema,
  getImportedKeys: sql.CommandGetImportedKeysSchema,
  getCrossReference: sql.CommandGetCrossReferenceSchema,
  getXdbcTypeInfo: sql.CommandGetXdbcTypeInfoSchema,
} as const;

type CommandMessages = typeof commandMessages;
export type FlightSqlCommandName = keyof CommandMessages;
/** `kind` names the command, `command` is its message. */
export type FlightSqlCommand = {
  [K in FlightSqlCommandName]: { kind: K; command: MessageShape<CommandMessages[K]> };
}[FlightSqlCommandName];

/** Prefix that every implementation sends; the part after the last slash is what counts. */
export const typeUrlPrefix = 'type.googleapis.com/';

const nameByType = new Map<string, FlightSqlCommandName>(
  (Object.keys(commandMessages) as FlightSqlCommandName[]).map((name) => [commandMessages[name].typeName, name]),
);

/** @throws protocolViolation on bytes that are no Any, unsupported on a command that is none of Flight SQL's */
export function decodeCommand(bytes: Uint8Array): FlightSqlCommand {
  const any = decodeAny(bytes, 'a Flight SQL command');
  const typeName = any.typeUrl.slice(any.typeUrl.lastIndexOf('/') + 1);
  const kind = nameByType.get(typeName);
  if (kind === undefined) {
    throw failures.unsupported({
      what: `The Flight command "${typeName.slice(0, 100)}"`,
      instead: 'Send one of the commands of FlightSql.proto.',
    });
  }
  return { kind, command: unpack(commandMessages[kind], any.value, `a ${typeName} message`) } as FlightSqlCommand;
}

/** The Any bytes for FlightDescriptor.cmd. */
export function packCommand<K extends FlightSqlCommandName>(
  kind: K,
  fields: MessageInitShape<CommandMessages[K]>,
): Uint8Array {
  const schema: CommandMessages[FlightSqlCommandName] = commandMessages[kind];
  return pack(AnySchema, { typeUrl: typeUrlPrefix + schema.typeName, value: pack(schema, fields as never) });
}

/** @throws protocolViolation */
export function decodeAny(bytes: Uint8Array, what: string): Any {
  return unpack(AnySchema, bytes, what);
}

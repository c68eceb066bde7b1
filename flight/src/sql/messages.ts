/** The messages a Flight SQL server and client exchange around the data, as bytes. Source: Apache Arrow, Flight.proto, FlightSql.proto. */
import type { ArrowSchema } from '@brooder/contracts';
import type { DescMessage, MessageInitShape } from '@bufbuild/protobuf';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import * as flight from '../gen/Flight_pb.ts';
import * as sql from '../gen/FlightSql_pb.ts';
import { encapsulatedSchema } from '../ipc/index.ts';
import { pack, unpack } from '../wire/index.ts';
import { typeUrlPrefix } from './commands.ts';

/** A FlightDescriptor of type CMD. */
export function packDescriptor(command: Uint8Array): Uint8Array {
  return pack(flight.FlightDescriptorSchema, { type: flight.FlightDescriptor_DescriptorType.CMD, cmd: command });
}

/** @throws protocolViolation */
export function unpackDescriptor(bytes: Uint8Array): flight.FlightDescriptor {
  return unpack(flight.FlightDescriptorSchema, bytes, 'a FlightDescriptor');
}

export function packTicket(opaque: Uint8Array): Uint8Array {
  return pack(flight.TicketSchema, { ticket: opaque });
}

/** The opaque bytes of a Ticket message. @throws protocolViolation */
export function unpackTicket(bytes: Uint8Array): Uint8Array {
  return unpack(flight.TicketSchema, bytes, 'a Ticket').ticket;
}

export interface FlightInfoParts {
  /** Must equal the schema of the stream, nullability included: ADBC compares them. */
  schema: ArrowSchema;
  /** The FlightDescriptor message of the request. */
  descriptor: Uint8Array;
  ticket: Uint8Array;
  /** Rows, -1 when not known. */
  records?: number;
  appMetadata?: Uint8Array;
}

/** A FlightInfo of one endpoint without a location: the client comes back over the connection it has. */
export function packFlightInfo(parts: FlightInfoParts): Uint8Array {
  return pack(flight.FlightInfoSchema, {
    schema: encapsulatedSchema(parts.schema),
    flightDescriptor: unpackDescriptor(parts.descriptor),
    endpoint: [{ ticket: { ticket: parts.ticket } }],
    totalRecords: BigInt(parts.records ?? -1),
    totalBytes: -1n,
    appMetadata: parts.appMetadata ?? new Uint8Array(0),
  });
}

export function packSchemaResult(schema: ArrowSchema): Uint8Array {
  return pack(flight.SchemaResultSchema, { schema: encapsulatedSchema(schema) });
}

/** A Result message whose body is `body`. */
export function packActionResult(body: Uint8Array): Uint8Array {
  return pack(flight.ResultSchema, { body });
}

/** The reply to CreatePreparedStatement. No `dataset` means an update: JDBC decides by it. `parameters` is never left out: ODBC needs it. */
export function packPreparedResult(parts: {
  handle: Uint8Array;
  dataset?: ArrowSchema;
  parameters: ArrowSchema;
}): Uint8Array {
  return packActionResult(
    packAny(sql.ActionCreatePreparedStatementResultSchema, {
      preparedStatementHandle: parts.handle,
      datasetSchema: parts.dataset ? encapsulatedSchema(parts.dataset) : new Uint8Array(0),
      parameterSchema: encapsulatedSchema(parts.parameters),
    }),
  );
}

/** Flight SQL results wrap their message in Any, for example the reply to BeginTransaction. */
export function packAny<D extends DescMessage>(schema: D, fields: MessageInitShape<D>): Uint8Array {
  return pack(AnySchema, { typeUrl: typeUrlPrefix + schema.typeName, value: pack(schema, fields) });
}

/** A PutResult message. */
export function packPutResult(appMetadata: Uint8Array): Uint8Array {
  return pack(flight.PutResultSchema, { appMetadata });
}

/** The PutResult of an update or an ingest; -1 rows when not known. */
export function packUpdateResult(rows: number): Uint8Array {
  return packPutResult(pack(sql.DoPutUpdateResultSchema, { recordCount: BigInt(rows) }));
}

/** Rows changed, from `PutResult.app_metadata`. @throws protocolViolation */
export function unpackUpdateResult(appMetadata: Uint8Array): number {
  return Number(unpack(sql.DoPutUpdateResultSchema, appMetadata, 'a DoPutUpdateResult').recordCount);
}

/** The PutResult that answers bound parameters; `handle` replaces the statement's. */
export function packPreparedPutResult(handle?: Uint8Array): Uint8Array {
  return packPutResult(
    pack(sql.DoPutPreparedStatementResultSchema, handle === undefined ? {} : { preparedStatementHandle: handle }),
  );
}

/** One statement over Flight SQL: GetFlightInfo for the ticket, DoGet for the batches, which are counted and dropped. */
import { FlightClient, flightSqlMessages, packAny, packCommand, packDescriptor } from '@brooder/flight';
import { fromBinary } from '@bufbuild/protobuf';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import type { Door } from './target.ts';

export interface FlightDrained {
  bytes: number;
  batches: number;
  ms: number;
  firstBatchMs: number;
}

export async function openFlight(door: Door): Promise<FlightClient> {
  const at = { host: door.host, port: door.port, ...(door.tls ? { tls: { insecureSkipVerify: true } } : {}) };
  const login = new FlightClient({ ...at, metadata: { database: door.database } });
  try {
    const bearer = await login.handshakeBasic(door.user, door.password);
    return new FlightClient({ ...at, metadata: { authorization: `Bearer ${bearer}`, database: door.database } });
  } finally {
    login.close();
  }
}

/** Runs a statement text: one call for the ticket, one for the batches. */
export async function flightQuery(client: FlightClient, sql: string): Promise<FlightDrained> {
  const begin = performance.now();
  return drain(client, await ticketsOf(client, packCommand('statementQuery', { query: sql })), begin);
}

/** Prepares once; each call of the answer runs the statement again by its ticket, in one call. */
export async function flightPrepared(client: FlightClient, sql: string): Promise<() => Promise<FlightDrained>> {
  const request = packAny(flightSqlMessages.ActionCreatePreparedStatementRequestSchema, { query: sql });
  const [result] = await client.doAction('CreatePreparedStatement', request);
  const any = fromBinary(AnySchema, result!);
  const { preparedStatementHandle } = fromBinary(
    flightSqlMessages.ActionCreatePreparedStatementResultSchema,
    any.value,
  );
  const tickets = await ticketsOf(client, packCommand('preparedStatementQuery', { preparedStatementHandle }));
  return () => drain(client, tickets, performance.now());
}

async function ticketsOf(client: FlightClient, command: Uint8Array): Promise<Uint8Array[]> {
  const info = await client.getFlightInfo(packDescriptor(command));
  return info.endpoint.map((endpoint) => endpoint.ticket!.ticket);
}

async function drain(client: FlightClient, tickets: readonly Uint8Array[], begin: number): Promise<FlightDrained> {
  const done: FlightDrained = { bytes: 0, batches: 0, ms: 0, firstBatchMs: 0 };
  for (const ticket of tickets) {
    for await (const frame of client.doGet(ticket)) {
      if (frame.body.length > 0 && done.batches++ === 0) done.firstBatchMs = performance.now() - begin;
      done.bytes += frame.body.length;
    }
  }
  done.ms = performance.now() - begin;
  return done;
}

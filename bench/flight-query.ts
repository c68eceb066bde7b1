/** One statement over Flight SQL: GetFlightInfo for the ticket, DoGet for the batches, which are counted and dropped. */
import { FlightClient, packCommand, packDescriptor } from '@brooder/flight';
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

export async function flightQuery(client: FlightClient, sql: string): Promise<FlightDrained> {
  const begin = performance.now();
  const done: FlightDrained = { bytes: 0, batches: 0, ms: 0, firstBatchMs: 0 };
  const info = await client.getFlightInfo(packDescriptor(packCommand('statementQuery', { query: sql })));
  for (const endpoint of info.endpoint) {
    for await (const frame of client.doGet(endpoint.ticket!.ticket)) {
      if (frame.body.length > 0 && done.batches++ === 0) done.firstBatchMs = performance.now() - begin;
      done.bytes += frame.body.length;
    }
  }
  done.ms = performance.now() - begin;
  return done;
}

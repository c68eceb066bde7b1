import { FlightClient, packCommand, packDescriptor } from '@brooder/flight';
import type { Step } from './ping.ts';
import type { PingTarget } from './target.ts';

/** Logs in by Handshake, asks for `select 1`, reads its stream, and closes the session. */
export async function pingFlight(target: PingTarget, signal: AbortSignal, step: Step): Promise<string> {
  const { host, port, user, database, password } = target;
  const { ca, serverName, insecure } = target.tls;
  const client = new FlightClient({
    host,
    port,
    tls: {
      ...(ca !== undefined && { ca }),
      ...(serverName !== undefined && { serverName }),
      ...(insecure && { insecureSkipVerify: true }),
    },
    metadata: { database },
  });
  try {
    step('logging in');
    const bearer = await client.handshakeBasic(user, password, { signal });
    const call = { signal, metadata: { authorization: `Bearer ${bearer}` } };
    step('running "select 1"');
    const info = await client.getFlightInfo(packDescriptor(packCommand('statementQuery', { query: 'select 1' })), call);
    const ticket = info.endpoint[0]?.ticket?.ticket;
    if (ticket === undefined) throw new Error('"select 1" gave no ticket');
    let frames = 0;
    for await (const _ of client.doGet(ticket, call)) frames++;
    // Arrow's stream is a schema and then batches.
    if (frames < 2) throw new Error(`"select 1" gave ${frames} frames and no batch`);
    step('closing the session');
    await client.doAction('CloseSession', new Uint8Array(0), call);
    return 'logged in, "select 1" gave a batch';
  } finally {
    client.close();
  }
}

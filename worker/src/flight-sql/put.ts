import { type ArrowBatch, type ArrowSchema, type BoundValue, failures } from '@brooder/contracts';
import {
  decodeCommand,
  decodeFrame,
  type FlightCall,
  IpcReader,
  packPreparedPutResult,
  packUpdateResult,
  rowsOf,
  unpackDescriptor,
} from '@brooder/flight';
import type { FlightSession } from './flight-session.ts';
import { ingest } from './ingest.ts';

/** Parameter rows of one bind or update; more belong into an ingest. */
const maxParameterRows = 1_000_000;

/** Updates, parameters and ingests: what a client sends as a stream with a command in its first descriptor. */
export async function doPut(session: FlightSession, call: FlightCall): Promise<void> {
  const stream = new PutStream(call);
  const command = decodeCommand(unpackDescriptor(await stream.descriptor()).cmd);
  switch (command.kind) {
    case 'statementUpdate': {
      await stream.parameterRows();
      const changed = await session.exclusive(call.signal, async () => {
        session.checkTransaction(command.command.transactionId);
        const statement = await session.prepare(command.command.query, true);
        try {
          return await session.update(statement.engine, []);
        } finally {
          await session.closeStatement(statement);
        }
      });
      await call.write(packUpdateResult(changed));
      return;
    }
    case 'preparedStatementUpdate': {
      const handle = command.command.preparedStatementHandle;
      const rows = await stream.parameterRows();
      const changed = await session.exclusive(call.signal, () =>
        session.update(session.statement(handle).engine, rows),
      );
      await call.write(packUpdateResult(changed));
      return;
    }
    case 'preparedStatementQuery': {
      const handle = command.command.preparedStatementHandle;
      const rows = await stream.parameterRows();
      session.statement(handle).rows = rows;
      await call.write(packPreparedPutResult());
      return;
    }
    case 'statementIngest': {
      const rows = await session.exclusive(call.signal, async () =>
        ingest(session, command.command, await stream.schema(), stream.batches()),
      );
      await call.write(packUpdateResult(Number(rows)));
      return;
    }
    default:
      throw failures.unsupported({
        what: `The Flight SQL command "${command.kind}" as an upload`,
        instead: 'Send queries with GetFlightInfo and DoGet.',
      });
  }
}

/** The frames of an upload: a descriptor on the first, a schema, then batches. */
class PutStream {
  readonly #call: FlightCall;
  readonly #frames: AsyncIterator<Buffer>;
  readonly #reader = new IpcReader();
  #first: ReturnType<typeof decodeFrame> | undefined;

  constructor(call: FlightCall) {
    this.#call = call;
    this.#frames = call.requests[Symbol.asyncIterator]();
  }

  /** @throws protocolViolation */
  async descriptor(): Promise<Uint8Array> {
    this.#first = await this.#next();
    if (this.#first?.descriptor === undefined) {
      throw failures.protocolViolation({ expected: 'a descriptor on the first message', actual: 'none' });
    }
    return this.#first.descriptor;
  }

  /** @throws protocolViolation when the stream ends without one */
  async schema(): Promise<ArrowSchema> {
    while (this.#reader.schema === undefined) {
      const frame = this.#first ?? (await this.#next());
      this.#first = undefined;
      if (frame === undefined)
        throw failures.protocolViolation({ expected: 'a schema', actual: 'the end of the stream' });
      if (frame.header.length > 0) this.#reader.read(frame);
    }
    return this.#reader.schema;
  }

  async *batches(): AsyncGenerator<ArrowBatch> {
    for (let frame = this.#first ?? (await this.#next()); frame !== undefined; frame = await this.#next()) {
      this.#first = undefined;
      if (frame.header.length === 0) continue;
      const item = this.#reader.read(frame);
      if (item?.kind === 'batch') yield item.batch;
    }
  }

  /** All rows of the stream as parameters; none when the client sent no batch. */
  async parameterRows(): Promise<BoundValue[][]> {
    const rows: BoundValue[][] = [];
    for await (const batch of this.batches()) {
      try {
        if (this.#reader.schema!.fields.length === 0) continue;
        if (rows.length + batch.rows > maxParameterRows) {
          throw failures.messageTooLarge({
            limit: maxParameterRows,
            actual: rows.length + batch.rows,
            what: 'The list of parameter rows (counted in rows)',
          });
        }
        for (const row of rowsOf(this.#reader.schema!, batch)) rows.push(row);
      } finally {
        batch.release();
      }
    }
    return rows;
  }

  /** A stream that broke is no shorter stream: what was sent so far must not count. */
  async #next(): Promise<ReturnType<typeof decodeFrame> | undefined> {
    const { done, value } = await this.#frames.next();
    this.#call.signal.throwIfAborted();
    return done ? undefined : decodeFrame(value);
  }
}

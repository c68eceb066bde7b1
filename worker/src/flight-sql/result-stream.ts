import { type ArrowSchema, type BoundValue, failures } from '@brooder/contracts';
import { BatchCoalescer, type FlightCall, type FlightFrame, IpcWriter } from '@brooder/flight';
import type { EngineResult } from '../engine/index.ts';
import type { FlightSession, FlightStatement } from './flight-session.ts';
import type { Turn } from './turn.ts';

/** Bytes of a stream kept in memory when its client reads slowly and another call needs the connection. */
const spoolBytes = 64 * 1024 * 1024;

/** A statement that gives no rows to the client. */
export const emptySchema: ArrowSchema = { fields: [] };

/** What `GetFlightInfo` says and `DoGet` sends. For types known only after binding, the first row of parameters is run, unread. */
export async function schemaOf({ engine, rows }: FlightStatement): Promise<ArrowSchema> {
  if (engine.columns === undefined) return emptySchema;
  if (!engine.unresolved || rows.length === 0 || engine.kind !== 'select') return engine.schema(false);
  const result = await engine.execute(rows[0]!, { lossless: false });
  await result.close();
  return result.schema;
}

/**
 * Runs a statement that gives no rows when its info is asked for: ADBC's `cursor.execute('CREATE TABLE …')` asks for the info, then
 * drops the stream unread or never opens it. The `DoGet` that may follow does not run it again.
 */
export async function runWithoutResult(session: FlightSession, statement: FlightStatement): Promise<void> {
  if (statement.engine.columns !== undefined) return;
  await session.update(statement.engine, statement.rows);
  statement.ran = true;
}

/**
 * Runs a statement once for each row of parameters and streams the rows of all runs. The end of the stream is sent only after the
 * engine's own end; a client that stops reading holds the connection until somebody else wants it.
 */
export async function streamStatement(
  session: FlightSession,
  call: FlightCall,
  find: () => FlightStatement,
): Promise<void> {
  const out = new Outlet(session.turn, call);
  await session.exclusive(call.signal, async () => {
    const statement = find();
    try {
      if (statement.ran) {
        statement.ran = false;
        await out.write(new IpcWriter(emptySchema).schemaFrame());
        return;
      }
      const runs: readonly (readonly BoundValue[])[] = statement.rows.length === 0 ? [[]] : statement.rows;
      let coalescer: BatchCoalescer | undefined;
      for (const values of runs) {
        const result = await statement.engine.execute(values, { lossless: false });
        try {
          if (result.columns === undefined) {
            if (!out.started) await out.write(new IpcWriter(emptySchema).schemaFrame());
            continue;
          }
          if (coalescer === undefined) {
            coalescer = new BatchCoalescer(result.schema);
            await out.write(coalescer.schemaFrame());
          }
          await pour(result, coalescer, out, session.activity.throwIfStopped);
        } finally {
          await result.close();
        }
      }
      for (const frame of coalescer?.flush() ?? []) await out.write(frame);
    } finally {
      if (statement.once) await session.closeStatement(statement);
    }
  });
  await out.finish();
}

async function pour(
  result: EngineResult,
  coalescer: BatchCoalescer,
  out: Outlet,
  throwIfStopped: () => void,
): Promise<void> {
  for (let batch = await result.next(); batch !== undefined; batch = await result.next()) {
    let frames: FlightFrame[];
    try {
      frames = coalescer.push(batch);
    } finally {
      batch.release();
    }
    for (const frame of frames) await out.write(frame);
    throwIfStopped();
  }
}

/** Writes to the client while it reads; once another call waits for the connection, keeps the frames instead. */
class Outlet {
  started = false;
  readonly #turn: Turn;
  readonly #call: FlightCall;
  readonly #spooled: FlightFrame[] = [];
  #bytes = 0;
  /** Pending while the client's window is full. */
  #full: Promise<void> | undefined;

  constructor(turn: Turn, call: FlightCall) {
    this.#turn = turn;
    this.#call = call;
  }

  /** Within the turn. */
  async write(frame: FlightFrame): Promise<void> {
    this.started = true;
    if (this.#spooled.length === 0 && (await this.#hasRoom())) {
      this.#full = this.#call.write(frame);
      this.#full?.catch(() => {});
      return;
    }
    this.#bytes += frame.body.reduce((sum, part) => sum + part.length, frame.header.length);
    if (this.#bytes > spoolBytes) throw failures.resultBufferFull({ limit: spoolBytes });
    this.#spooled.push(frame);
  }

  /** After the turn: what was kept, at the client's pace. */
  async finish(): Promise<void> {
    await this.#full;
    for (const frame of this.#spooled) await this.#call.write(frame);
  }

  async #hasRoom(): Promise<boolean> {
    if (this.#full === undefined) return true;
    const ready = await Promise.race([this.#full.then(() => true), this.#turn.whenWanted().then(() => false)]);
    if (ready) this.#full = undefined;
    return ready;
  }
}

import {
  Failure,
  type ParameterBlock,
  type ResultColumn,
  type SessionReply,
  type SessionRequest,
  type WireFailure,
} from '@brooder/contracts';
import type { DuplexFrames } from '@brooder/flight';

type Answered = Extract<SessionRequest, { seq: number }>;
type WithoutSeq<R> = R extends { seq: number } ? Omit<R, 'seq'> : never;
type Final = Extract<SessionReply, { op: 'done' | 'prepared' | 'closed' }>;

/** What came back for one request. */
export interface Answer {
  final: Final;
  columns?: readonly ResultColumn[];
  /** Cells as text, `null` for NULL; bodies of `rows` and `done` together. */
  rows: (string | null)[][];
  /** Bytes of each `rows` message. */
  blocks: number[];
}

/** The gateway's end of a session channel, for tests. */
export class TestChannel {
  readonly #stream: DuplexFrames;
  readonly #waiting = new Map<
    number,
    {
      resolve: (answer: Answer) => void;
      reject: (error: unknown) => void;
      bodies: Uint8Array[];
      columns?: readonly ResultColumn[];
      blocks: number[];
    }
  >();
  #seq = 0;
  /** Settles when the worker ended the stream. */
  readonly ended = Promise.withResolvers<Error | undefined>();
  readonly opened = Promise.withResolvers<void>();

  constructor(stream: DuplexFrames) {
    this.#stream = stream;
    this.opened.promise.catch(() => {});
    stream.listen(
      (frame) => this.#take(JSON.parse(Buffer.from(frame.metadata).toString()), frame.body),
      (error) => {
        this.ended.resolve(error);
        this.opened.reject(error ?? new Error('the stream ended'));
        for (const { reject } of this.#waiting.values()) reject(error ?? new Error('the stream ended'));
      },
    );
  }

  write(request: object, body: Uint8Array = new Uint8Array(0)): void {
    this.#stream.write({
      header: new Uint8Array(0),
      metadata: Buffer.from(JSON.stringify(request)),
      body: body.length === 0 ? [] : [body],
    });
  }

  send(request: WithoutSeq<Answered>, body?: Uint8Array): Promise<Answer> {
    const seq = ++this.#seq;
    return new Promise((resolve, reject) => {
      this.#waiting.set(seq, { resolve, reject, bodies: [], blocks: [] });
      this.write({ ...request, seq }, body);
    });
  }

  query(sql: string): Promise<Answer> {
    return this.send({ op: 'query', sql });
  }

  /** Text parameters, text results. */
  execute(
    name: string,
    values: readonly (string | null)[] = [],
    options: Partial<{ portal: string; maxRows: number; expectColumns: boolean } & ParameterBlock> = {},
  ): Promise<Answer> {
    const bodies = values.map((value) => (value === null ? null : Buffer.from(value)));
    return this.send(
      {
        op: 'execute',
        name,
        portal: '',
        maxRows: 0,
        expectColumns: true,
        parameterFormats: [],
        parameterLengths: bodies.map((body) => body?.length ?? -1),
        resultFormats: [],
        ...options,
      },
      Buffer.concat(bodies.filter((body) => body !== null)),
    );
  }

  prepare(name: string, sql: string, parameterOids: readonly number[] = []): Promise<Answer> {
    return this.send({ op: 'prepare', name, sql, parameterOids });
  }

  cancel(): void {
    this.write({ op: 'cancel' });
  }

  end(): void {
    this.#stream.end();
  }

  reset(): void {
    this.#stream.cancel();
  }

  #take(reply: SessionReply, body: Uint8Array): void {
    if (reply.op === 'opened') {
      this.opened.resolve();
      return;
    }
    if (reply.op === 'notice') return;
    const request = this.#waiting.get(reply.seq)!;
    if (reply.op === 'columns') {
      if (reply.columns) request.columns = reply.columns;
      return;
    }
    if (body.length > 0) request.bodies.push(Buffer.from(body));
    if (reply.op === 'rows') {
      request.blocks.push(body.length);
      return;
    }
    this.#waiting.delete(reply.seq);
    if (reply.op === 'failed') {
      request.reject(new Failure(reply.failure as WireFailure));
      return;
    }
    request.resolve({
      final: reply,
      rows: request.bodies.flatMap(cellsOf),
      blocks: request.blocks,
      ...(request.columns ? { columns: request.columns } : {}),
    });
  }
}

/** Reads DataRow messages; source: PostgreSQL docs 55.7. */
function cellsOf(body: Uint8Array): (string | null)[][] {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const rows: (string | null)[][] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 1 + bytes.readInt32BE(at + 1);
    const row: (string | null)[] = [];
    let cell = at + 7;
    for (let left = bytes.readInt16BE(at + 5); left > 0; left--) {
      const length = bytes.readInt32BE(cell);
      cell += 4;
      row.push(length < 0 ? null : bytes.toString('utf8', cell, cell + length));
      if (length > 0) cell += length;
    }
    rows.push(row);
    at = end;
  }
  return rows;
}

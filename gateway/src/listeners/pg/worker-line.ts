import {
  type Clock,
  Failure,
  failures,
  type ParameterBlock,
  type ResultColumn,
  type SessionReply,
  type SessionRequest,
  type WireFailure,
} from '@brooder/contracts';
import type { SessionChannel } from '../../workers/worker-connection.ts';

type Reply<Op extends SessionReply['op']> = Extract<SessionReply, { op: Op }>;
type Request<Op extends SessionRequest['op']> = Extract<SessionRequest, { op: Op }>;
export type PreparedReply = Reply<'prepared'>;
export type DoneReply = Reply<'done'>;

/** Takes what a statement gives before its end. A promise slows the worker down. */
export interface ResultSink {
  columns?(columns: readonly ResultColumn[] | undefined): void;
  rows(body: Buffer): Promise<void> | undefined;
}

type Outgoing<R> = R extends { seq: number } ? Omit<R, 'seq'> : never;
type NumberedRequest = Outgoing<SessionRequest>;

interface Pending {
  sink: ResultSink | undefined;
  resolve(reply: SessionReply): void;
  reject(error: unknown): void;
}

export interface WorkerLineEvents {
  notice(notice: WireFailure): void;
  /** No request will be answered any more; those that wait are rejected with the same failure first. */
  lost(failure: Failure): void;
}

/** One session's conversation with its worker: requests in order, each answered once. */
export class WorkerLine {
  readonly #channel: SessionChannel;
  readonly #events: WorkerLineEvents;
  readonly #pending = new Map<number, Pending>();
  #seq = 0;
  #lost: Failure | undefined;
  #full: Promise<void> | undefined;

  constructor(channel: SessionChannel, workerId: string, events: WorkerLineEvents) {
    this.#channel = channel;
    this.#events = events;
    channel.onReply((reply, body) => this.#receive(reply, body));
    channel.onEnd((failure) => this.#end(failure ?? failures.workerLost({ worker: workerId }), true));
  }

  get busy(): boolean {
    return this.#pending.size > 0;
  }

  async prepare(name: string, sql: string, parameterOids: readonly number[]): Promise<PreparedReply> {
    return this.#expect('prepared', await this.#ask({ op: 'prepare', name, sql, parameterOids }));
  }

  async describeBound(name: string, block: ParameterBlock, values: readonly Uint8Array[]): Promise<PreparedReply> {
    return this.#expect('prepared', await this.#ask({ op: 'describe-bound', name, ...block }, undefined, values));
  }

  async execute(
    request: Omit<Request<'execute'>, 'op' | 'seq'>,
    values: readonly Uint8Array[],
    sink: ResultSink,
  ): Promise<DoneReply> {
    return this.#expect('done', await this.#ask({ op: 'execute', ...request }, sink, values));
  }

  async query(sql: string, sink: ResultSink): Promise<DoneReply> {
    return this.#expect('done', await this.#ask({ op: 'query', sql }, sink));
  }

  async fetch(portal: string, maxRows: number, sink: ResultSink): Promise<DoneReply> {
    return this.#expect('done', await this.#ask({ op: 'fetch', portal, maxRows }, sink));
  }

  async closePortal(portal: string): Promise<void> {
    await this.#ask({ op: 'close-portal', portal });
  }

  async closeStatement(name: string): Promise<void> {
    await this.#ask({ op: 'close-statement', name });
  }

  async configure(timeZone: string): Promise<void> {
    await this.#ask({ op: 'configure', settings: { timeZone } });
  }

  /** Interrupts what runs; it then fails with `cancelled`. */
  cancel(): void {
    if (!this.#lost) this.#channel.send({ op: 'cancel' });
  }

  close(): void {
    this.#end(failures.unknownSession({}), false);
    this.#channel.close();
  }

  /** Ends it from this side, with the same consequences as a lost worker. */
  fail(failure: Failure): void {
    this.#end(failure, true);
    this.#channel.close();
  }

  async #ask(request: NumberedRequest, sink?: ResultSink, body?: readonly Uint8Array[]): Promise<SessionReply> {
    while (this.#full && !this.#lost) await this.#full;
    if (this.#lost) throw this.#lost;
    const seq = ++this.#seq;
    return new Promise((resolve, reject) => {
      this.#pending.set(seq, { sink, resolve, reject });
      if (this.#channel.send({ ...request, seq } as SessionRequest, body)) return;
      const clear = () => {
        this.#full = undefined;
      };
      this.#full = this.#channel.writable().then(clear, clear);
    });
  }

  #expect<Op extends 'prepared' | 'done'>(op: Op, reply: SessionReply): Reply<Op> {
    if (reply.op === op) return reply as Reply<Op>;
    throw failures.internal({}, { cause: new Error(`the worker answered ${reply.op} where ${op} was due`) });
  }

  #receive(reply: SessionReply, body: Buffer): Promise<void> | undefined {
    if (reply.op === 'opened') return undefined;
    if (reply.op === 'notice') {
      this.#events.notice(reply.notice);
      return undefined;
    }
    const pending = this.#pending.get(reply.seq);
    if (!pending) return undefined;
    if (reply.op === 'columns') {
      pending.sink?.columns?.(reply.columns);
      return undefined;
    }
    if (reply.op === 'rows') return pending.sink?.rows(body);
    this.#pending.delete(reply.seq);
    if (reply.op === 'failed') {
      pending.reject(new Failure(reply.failure));
      return undefined;
    }
    const written = reply.op === 'done' && body.length > 0 ? pending.sink?.rows(body) : undefined;
    pending.resolve(reply);
    return written;
  }

  #end(failure: Failure, tell: boolean): void {
    if (this.#lost) return;
    this.#lost = failure;
    for (const { reject } of this.#pending.values()) reject(failure);
    this.#pending.clear();
    if (tell) this.#events.lost(failure);
  }
}

/** Waits at most `ms` for `work`, then interrupts it; the interrupted statement fails with 57014. */
export async function withStatementTimeout<T>(
  clock: Clock,
  ms: number,
  line: WorkerLine,
  work: () => Promise<T>,
): Promise<T> {
  if (ms <= 0) return work();
  let expired = false;
  const timer = clock.after(ms, () => {
    expired = true;
    line.cancel();
  });
  try {
    return await work();
  } catch (error) {
    if (expired && error instanceof Failure && error.code === 'cancelled')
      throw failures.cancelled({ reason: 'statement timeout' });
    throw error;
  } finally {
    timer.cancel();
  }
}

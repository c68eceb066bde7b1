/** A worker session that answers from a script: statement text in, rows of text out, and a record of what it was asked. */
import {
  failures,
  type ResultColumn,
  type SessionReply,
  type SessionRequest,
  type WireFailure,
} from '@brooder/contracts';
import { dataRowText } from '@brooder/pgwire';
import type { SessionChannel, WorkerConnection } from '../../workers/worker-connection.ts';

export interface Scripted {
  columns?: string[];
  rows?: (string | null)[][];
  kind?: 'select' | 'insert' | 'create' | 'transaction';
  changed?: number;
  failure?: WireFailure;
  /** Answers only once it is cancelled, with `cancelled`. */
  hangs?: boolean;
  /** Sends its rows this often before it ends. */
  repeat?: number;
}

export type Script = (sql: string, parameters: readonly (string | null)[]) => Scripted;

type Numbered = Extract<SessionRequest, { seq: number }>;

export class ScriptedWorker {
  readonly requests: SessionRequest[] = [];
  script: Script;
  /** Bodies sent that the gateway has taken. */
  bodiesTaken = 0;
  closed = 0;
  #ends = new Set<() => void>();

  constructor(script: Script) {
    this.script = script;
  }

  /** Ends all its sessions, as a dead process does. */
  die(): void {
    for (const end of this.#ends) end();
  }

  /** What was asked, `op` and text. */
  get asked(): string[] {
    return this.requests.map((request) => ('sql' in request ? `${request.op} ${request.sql}` : request.op));
  }

  readonly connection: Partial<WorkerConnection> = {
    openChannel: async () => this.#channel(),
    act: async (name) => {
      if (name === 'cancel') for (const cancel of this.#cancels) cancel();
      return { cancelled: true } as never;
    },
  };

  #cancels = new Set<() => void>();

  #channel(): SessionChannel {
    let listener: ((reply: SessionReply, body: Buffer) => void | Promise<void>) | undefined;
    let ended: ((failure: undefined) => void) | undefined;
    let queue = Promise.resolve();
    let cancelled: (() => void) | undefined;
    const statements = new Map<string, string>();
    const portals = new Map<string, { rows: (string | null)[][]; at: number }>();
    this.#cancels.add(() => cancelled?.());
    this.#ends.add(() => ended?.(undefined));
    const reply = async (message: SessionReply, body = Buffer.alloc(0)) => {
      await listener?.(message, body);
      if (body.length > 0) this.bodiesTaken++;
    };
    const columnsOf = (result: Scripted): ResultColumn[] | undefined =>
      result.columns?.map((name) => ({ name, type: { id: 'VARCHAR' } }));

    const run = async (request: Numbered, result: Scripted, maxRows: number, portal: string) => {
      const { seq } = request;
      if (result.hangs) await new Promise<void>((resolve) => (cancelled = resolve));
      if (result.hangs)
        return reply({ op: 'failed', seq, failure: failures.cancelled({ reason: 'user request' }).toWire() });
      if (result.failure) return reply({ op: 'failed', seq, failure: result.failure });
      const kind = result.kind ?? 'select';
      const columns = columnsOf(result);
      if (request.op === 'query') await reply({ op: 'columns', seq, kind, ...(columns && { columns }) });
      const rows = result.rows ?? [];
      for (let i = 1; i < (result.repeat ?? 1); i++)
        await reply({ op: 'rows', seq, rows: rows.length }, Buffer.concat(rows.map(dataRowText)));
      const taken = maxRows > 0 ? rows.slice(0, maxRows) : rows;
      const suspended = maxRows > 0 && taken.length < rows.length;
      if (suspended) portals.set(portal, { rows, at: taken.length });
      await reply(
        {
          op: 'done',
          seq,
          kind,
          rows: taken.length * (result.repeat ?? 1),
          ...(result.changed !== undefined && { changed: result.changed }),
          suspended,
        },
        Buffer.concat(taken.map(dataRowText)),
      );
    };

    const answer = async (request: Numbered, body: readonly Uint8Array[]): Promise<void> => {
      const { seq } = request;
      switch (request.op) {
        case 'prepare': {
          const result = this.script(request.sql, []);
          if (result.failure) return reply({ op: 'failed', seq, failure: result.failure });
          statements.set(request.name, request.sql);
          const count = new Set(request.sql.match(/\$\d+/g)).size;
          const columns = columnsOf(result);
          return reply({
            op: 'prepared',
            seq,
            kind: result.kind ?? 'select',
            parameters: Array.from({ length: count }, () => ({ id: 'VARCHAR' as const })),
            ...(columns && { columns }),
            unresolved: false,
          });
        }
        case 'query':
          return run(request, this.script(request.sql, []), 0, '');
        case 'execute': {
          const values = [...body];
          const parameters = request.parameterLengths.map((length) =>
            length < 0 ? null : Buffer.from(values.shift()!).toString(),
          );
          return run(request, this.script(statements.get(request.name)!, parameters), request.maxRows, request.portal);
        }
        case 'fetch': {
          const portal = portals.get(request.portal)!;
          const rows = portal.rows.slice(portal.at, request.maxRows > 0 ? portal.at + request.maxRows : undefined);
          portal.at += rows.length;
          const suspended = portal.at < portal.rows.length;
          const body = Buffer.concat(rows.map(dataRowText));
          return reply({ op: 'done', seq, kind: 'select', rows: rows.length, suspended }, body);
        }
        default:
          return reply({ op: 'closed', seq });
      }
    };

    return {
      send: (request, body = []) => {
        this.requests.push(request);
        if (request.op === 'cancel') cancelled?.();
        else if (request.op !== ('open' as string)) queue = queue.then(() => answer(request as Numbered, body));
        return true;
      },
      writable: async () => {},
      onReply: (to) => {
        listener = to;
      },
      onEnd: (to) => {
        ended = to;
      },
      close: () => {
        this.closed++;
      },
    };
  }
}

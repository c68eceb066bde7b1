import type { PreparedReply, WorkerLine } from './worker-line.ts';

/** A statement prepared on the worker, under a name of the gateway's own. */
export interface WorkerStatement {
  key: string;
  name: string;
  reply: PreparedReply;
  /** RowDescription in one format for all columns, once made: text and binary. */
  described: [text: Buffer | undefined, binary: Buffer | undefined];
  /** Client statements that stand on it. */
  users: number;
  stale: boolean;
}

/** Statements of one session that stay on the worker though no client statement stands on them. */
const maxUnused = 128;

/**
 * The statements of one session on its worker, by text and parameter types: a driver that sends Parse with the same text each time
 * pays the engine's planning once.
 */
export class StatementCache {
  readonly #statements = new Map<string, WorkerStatement>();
  #made = 0;

  async take(line: WorkerLine, sql: string, oids: readonly number[]): Promise<WorkerStatement> {
    const key = `${oids.join(',')} ${sql}`;
    const kept = this.#statements.get(key);
    if (kept && !kept.stale) {
      kept.users++;
      this.#statements.delete(key);
      this.#statements.set(key, kept);
      return kept;
    }
    const name = `s${++this.#made}`;
    const reply = await line.prepare(name, sql, oids);
    const statement: WorkerStatement = { key, name, reply, described: [undefined, undefined], users: 1, stale: false };
    this.#statements.set(key, statement);
    return statement;
  }

  release(line: WorkerLine, statement: WorkerStatement): void {
    statement.users--;
    if (statement.users > 0) return;
    if (statement.stale) this.#close(line, statement);
    else this.#trim(line);
  }

  /** Tables may have changed: the next Parse prepares again. */
  invalidate(line: WorkerLine): void {
    for (const statement of [...this.#statements.values()]) this.markStale(line, statement);
  }

  markStale(line: WorkerLine, statement: WorkerStatement): void {
    statement.stale = true;
    if (this.#statements.get(statement.key) === statement) this.#statements.delete(statement.key);
    if (statement.users === 0) this.#close(line, statement);
  }

  #trim(line: WorkerLine): void {
    let unused = 0;
    for (const { users } of this.#statements.values()) if (users === 0) unused++;
    if (unused <= maxUnused) return;
    for (const statement of this.#statements.values()) {
      if (statement.users > 0) continue;
      this.#statements.delete(statement.key);
      this.#close(line, statement);
      return;
    }
  }

  #close(line: WorkerLine, statement: WorkerStatement): void {
    // Nothing waits for it, and a worker that is gone needs no closing; the line tells the session of that itself.
    line.closeStatement(statement.name).catch(() => {});
  }
}

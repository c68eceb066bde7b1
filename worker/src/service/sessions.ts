import { type Failure, failures } from '@brooder/contracts';
import type { Activity } from '../session/index.ts';

/** What the worker needs of a session, whichever protocol it speaks. */
export interface WorkerSession {
  readonly activity: Activity;
  /** Interrupts, closes the connection (which rolls back), and ends the client's stream with `reason`. Idempotent. */
  end(reason: Failure): Promise<void>;
}

/** The open sessions of this worker. Pure bookkeeping: no engine call, so it answers while the engine is busy. */
export class Sessions<S extends WorkerSession = WorkerSession> {
  readonly #open = new Map<string, S | undefined>();
  /** Set by the activation. */
  limit = 0;
  #draining = false;
  readonly #whenEmpty = new Set<() => void>();

  get count(): number {
    return this.#open.size;
  }
  get busy(): number {
    return this.#all().filter((session) => session.activity.busy).length;
  }
  get longestMs(): number {
    return Math.max(0, ...this.#all().map((session) => session.activity.runningMs));
  }
  get draining(): boolean {
    return this.#draining;
  }

  get(id: string): S | undefined {
    return this.#open.get(id);
  }

  /**
   * Takes a place before `make` runs, so that the limit holds under concurrent opens.
   * @throws draining, tooManyConnections, alreadyExists
   */
  async open<T extends S>(id: string, make: () => Promise<T>): Promise<T> {
    if (this.#draining) throw failures.draining({ what: 'This worker' });
    if (this.#open.has(id)) throw failures.alreadyExists({ what: 'A session of this id' });
    if (this.#open.size >= this.limit) throw failures.tooManyConnections({ limit: this.limit, what: 'this worker' });
    this.#open.set(id, undefined);
    try {
      const session = await make();
      this.#open.set(id, session);
      return session;
    } catch (thrown) {
      this.remove(id);
      throw thrown;
    }
  }

  remove(id: string): void {
    this.#open.delete(id);
    if (this.#open.size > 0) return;
    for (const resolve of this.#whenEmpty) resolve();
    this.#whenEmpty.clear();
  }

  /** No session opens from here on. */
  startDrain(): void {
    this.#draining = true;
  }

  /** Resolves when no session is left. */
  empty(): Promise<void> {
    if (this.#open.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenEmpty.add(resolve));
  }

  /** Ends all sessions, or only those that run nothing. */
  async end(reason: Failure, which: 'all' | 'idle'): Promise<void> {
    const chosen = this.#all().filter((session) => which === 'all' || !session.activity.busy);
    await Promise.allSettled(chosen.map((session) => session.end(reason)));
  }

  #all(): S[] {
    return [...this.#open.values()].filter((session) => session !== undefined);
  }
}

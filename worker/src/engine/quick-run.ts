/**
 * The first moments of a statement on the event loop itself. Sending a call to a thread and back costs several times what a small
 * statement takes, so a SELECT that was quick the last time gets a short budget here; what is not done by then goes on off the loop.
 * DuckDB works in tasks of a few chunks, so one step is short unless a single function call is slow, and a statement that ever was slow does not
 * come here. Source: "Pending Result Interface" of DuckDB's C API.
 */
import { duck, offload, type Pointer, type PointerSlot, type ResultHandle } from './library.ts';

/** `duckdb_pending_state` */
const pendingStates = { ready: 0, error: 2 } as const;

/** Milliseconds a statement may take on the loop. */
const budgetMs = 0.5;
/** A statement whose last run took longer (milliseconds) starts off the loop. */
export const quickMs = 1;

export type QuickOutcome =
  /** `result` is filled; a non-zero state means it holds an error. */
  | { state: number }
  /** It failed while it ran. */
  | { error: string }
  /** It could not be planned: the plain way says why. */
  | undefined;

export async function runQuickly(statement: Pointer, result: ResultHandle): Promise<QuickOutcome> {
  const slot: PointerSlot = [null];
  try {
    if (duck.pending(statement, slot) !== 0) return undefined;
    const pending = slot[0]!;
    const end = performance.now() + budgetMs;
    for (;;) {
      const state = duck.pendingTask(pending);
      if (state === pendingStates.ready) return { state: duck.executePending(pending, result) };
      if (state === pendingStates.error) return { error: duck.pendingError(pending) ?? 'DuckDB gave no reason.' };
      if (performance.now() > end) return { state: await offload(duck.executePending, pending, result) };
    }
  } finally {
    if (slot[0] !== null) duck.destroyPending(slot);
  }
}

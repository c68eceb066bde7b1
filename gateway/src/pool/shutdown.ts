import { livingStates } from '@brooder/contracts';
import { finishDrain } from './drain.ts';
import { type Ending, finishLost } from './lost.ts';
import { move } from './moves.ts';
import type { PoolParts } from './pool-parts.ts';

/** Child processes end with their gateway: their rows are taken to `retired` before it goes, so that its next run finds none. */
export async function endOwnWorkers(parts: PoolParts, ending: Ending): Promise<void> {
  const { store, settings, instance, log } = parts;
  const reason = 'its gateway stops';
  try {
    const rows = await store.workers({ pool: settings.pool, states: livingStates });
    const own = rows.filter((row) => row.instance === instance);
    const ended = own.map(async (row) => {
      const { id: workerId, epoch } = row;
      const to = row.state === 'spawning' ? 'lost' : 'draining';
      const moved =
        row.state === 'draining' ? row : await move(parts, { workerId, from: [row.state], to, epoch, reason });
      if (moved?.state === 'draining') await finishDrain(parts, ending, moved);
      if (moved?.state === 'lost') await finishLost(parts, ending, moved);
    });
    for (const outcome of await Promise.allSettled(ended)) {
      if (outcome.status === 'rejected') log.warn({ err: outcome.reason }, 'a worker was not ended in order');
    }
  } catch (thrown) {
    log.warn({ err: thrown }, 'the workers of this gateway were not ended in order; the cluster kills them');
  }
}

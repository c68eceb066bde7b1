import type { Clock } from '@brooder/contracts';
import type { PodTemplate } from './objects.ts';
import { type ListRequest, readList } from './read-list.ts';
import type { Transport } from './transport.ts';
import { type WatchRequest, watchObjects } from './watch.ts';

/** The pools, as the chart or synth wrote them; the gateway only reads them. */
export function podTemplates({ transport, clock }: { transport: Transport; clock: Clock }) {
  return {
    listPodTemplates: (request: ListRequest = {}) => readList<PodTemplate>(transport, 'listPodTemplates', request),

    watchPodTemplates: (request: WatchRequest) =>
      watchObjects<PodTemplate>({ transport, clock }, 'watchPodTemplates', request),
  };
}

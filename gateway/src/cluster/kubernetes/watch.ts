import { type Clock, deadline, failures, type KubernetesCallName, timeouts } from '@brooder/contracts';
import { linesOf } from './lines.ts';
import type { Status } from './objects.ts';
import type { Transport } from './transport.ts';

/**
 * One line of a watch. `EXPIRED` is always the last one: the server has forgotten the version asked for, so the caller lists again.
 * A bookmark holds nothing but a later version to go on from.
 */
export type WatchEvent<T> =
  | { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: T }
  | { type: 'BOOKMARK'; resourceVersion: string }
  | { type: 'EXPIRED' };

export interface WatchRequest {
  /** resourceVersion of the list, or of the last event seen. */
  from: string;
  /** Label selector: `brooder.dev/pool=warm`. */
  labels?: string;
  signal: AbortSignal;
}

/** What the server's end of a watch may come later than asked. */
const slackMs = 15_000;

/**
 * Events from `from` on, until the server ends the watch after `timeouts.kubernetesWatch` or the signal aborts.
 * @throws kubernetesRefused, kubernetesRejected, kubernetesUnavailable
 */
export async function* watchObjects<T>(
  { transport, clock }: { transport: Transport; clock: Clock },
  call: KubernetesCallName,
  request: WatchRequest,
): AsyncGenerator<WatchEvent<T>, void, undefined> {
  const late = failures.kubernetesUnavailable({ call, reason: 'the watch was not ended in time' });
  const bound = deadline(clock, timeouts.kubernetesWatch + slackMs, late, request.signal);
  try {
    const stream = await transport.open(call, {
      query: {
        watch: 'true',
        allowWatchBookmarks: 'true',
        resourceVersion: request.from,
        timeoutSeconds: String(timeouts.kubernetesWatch / 1000),
        labelSelector: request.labels,
      },
      signal: bound.signal,
    });
    if (!('readable' in stream)) {
      if (stream.status !== 410) throw transport.refusal(call, stream);
      yield { type: 'EXPIRED' };
      return;
    }
    stream.setEncoding('utf8');
    for await (const line of linesOf(stream)) {
      bound.signal.throwIfAborted();
      const event = readEvent<T>(line);
      if ('failed' in event) throw transport.refusal(call, { status: event.failed.code ?? 500, body: event.failed });
      yield event;
      if (event.type === 'EXPIRED') return;
    }
  } catch (error) {
    if (bound.signal.aborted) throw bound.signal.reason;
    if (error instanceof Error && error.name === 'Failure') throw error;
    throw failures.kubernetesUnavailable({ call, reason: String(error) }, { cause: error });
  } finally {
    bound.clear();
  }
}

function readEvent<T>(line: string): WatchEvent<T> | { failed: Status } {
  const event = JSON.parse(line) as { type: string; object: T & Status & { metadata: { resourceVersion: string } } };
  switch (event.type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      return { type: event.type, object: event.object };
    case 'BOOKMARK':
      return { type: 'BOOKMARK', resourceVersion: event.object.metadata.resourceVersion };
    default:
      return event.object.code === 410 ? { type: 'EXPIRED' } : { failed: event.object };
  }
}

import type { Clock, Failure, PoolSize } from '@brooder/contracts';
import type { New, Pod, Status } from './objects.ts';
import { type ListRequest, readList } from './read-list.ts';
import type { Answer, Transport } from './transport.ts';
import { type WatchRequest, watchObjects } from './watch.ts';
import { type CallOptions, createObject, type DeleteOptions, deleteObject, fieldManager, readObject } from './write.ts';

/** `gone`: there is no pod of this name. `replaced`: another pod has taken the name, and was left alone. */
export type Patched = { outcome: 'patched'; pod: Pod } | { outcome: 'gone' | 'replaced' };

export interface PatchOptions extends CallOptions {
  /** Only this very pod. */
  uid: string;
}

export interface Resize {
  /** Name of the worker's container. */
  container: string;
  /**
   * Becomes both request and limit. The template must have requests equal to limits too: a resize may not change a pod's QoS class, and
   * the server rejects one that would.
   */
  size: PoolSize;
}

export function workerPods({ transport, clock }: { transport: Transport; clock: Clock }) {
  return {
    createWorkerPod: (pod: New<Pod>, options: CallOptions = {}) =>
      createObject<Pod>(transport, 'createWorkerPod', { apiVersion: 'v1', kind: 'Pod', ...pod }, options),

    readWorkerPod: (name: string, options: CallOptions = {}) =>
      readObject<Pod>(transport, 'readWorkerPod', name, options),

    listWorkerPods: (request: ListRequest = {}) => readList<Pod>(transport, 'listWorkerPods', request),

    watchWorkerPods: (request: WatchRequest) => watchObjects<Pod>({ transport, clock }, 'watchWorkerPods', request),

    /**
     * States all labels that the gateway keeps on this pod: one that an earlier call stated and this one does not is removed, labels of
     * others stay (server-side apply).
     */
    async labelWorkerPod(
      name: string,
      labels: Readonly<Record<string, string>>,
      { uid, signal }: PatchOptions,
    ): Promise<Patched> {
      const answer = await transport.send(
        'labelWorkerPod',
        {
          name,
          query: { fieldManager, force: 'true' },
          contentType: 'application/apply-patch+yaml',
          // The uid also keeps apply from making a pod that is gone.
          body: { apiVersion: 'v1', kind: 'Pod', metadata: { name, uid, labels } },
          signal,
        },
        patchAnswers,
      );
      return patched(answer) ?? raise(transport.refusal('labelWorkerPod', answer));
    },

    deleteWorkerPod: (name: string, options: DeleteOptions) =>
      deleteObject(transport, 'deleteWorkerPod', name, options),

    /**
     * Orders the worker's container to grow. `unsupported`: this server is older than Kubernetes 1.33. Whether the node grants it is told
     * later, by the pod's conditions PodResizePending and PodResizeInProgress.
     */
    async resizeWorkerPod(
      name: string,
      { container, size }: Resize,
      { uid, signal }: PatchOptions,
    ): Promise<Patched | { outcome: 'unsupported' }> {
      const answer = await transport.send(
        'resizeWorkerPod',
        {
          name,
          query: { fieldManager },
          contentType: 'application/strategic-merge-patch+json',
          body: {
            metadata: { uid },
            spec: { containers: [{ name: container, resources: { requests: size, limits: size } }] },
          },
          signal,
        },
        patchAnswers,
      );
      if (answer.status === 404 && answer.body.details?.name !== name) return { outcome: 'unsupported' };
      return patched(answer) ?? raise(transport.refusal('resizeWorkerPod', answer));
    },
  };
}

const raise = (failure: Failure): never => {
  throw failure;
};

/** What the patches here may be answered with, beside success. */
const patchAnswers = [404, 409, 422];

/**
 * A patch that names another uid than the pod has is answered with 422, for a uid is immutable; server-side apply of a uid that is not there,
 * with 409. Both as a 1.34 server answers. Any other 409 or 422 is a refusal.
 */
function patched(answer: Answer): Patched | undefined {
  const { status, body } = answer;
  if (status < 300) return { outcome: 'patched', pod: body };
  if (status === 404) return { outcome: 'gone' };
  const { message = '', details } = body as Partial<Status>;
  if (status === 422 && details?.causes?.some(({ field }) => field === 'metadata.uid')) return { outcome: 'replaced' };
  if (status === 409 && message.includes('uid mismatch')) return { outcome: 'gone' };
  return undefined;
}

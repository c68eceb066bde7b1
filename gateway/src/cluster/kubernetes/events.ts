import type { Clock } from '@brooder/contracts';
import type { KubernetesEvent, ObjectReference } from './objects.ts';
import { readList } from './read-list.ts';
import type { Transport } from './transport.ts';
import { type CallOptions, createObject, fieldManager } from './write.ts';

export interface NewEvent {
  /** A PodTemplate or pod of the worker namespace. */
  about: ObjectReference;
  type: KubernetesEvent['type'];
  /** One word in upper camel case, for machines: `SpawnFailed`. */
  reason: string;
  /** For people; at most 1024 characters reach the server. No secret, no SQL. */
  message: string;
}

export function events(options: { transport: Transport; clock: Clock; namespace: string }) {
  const { transport, clock, namespace } = options;
  return {
    /** Events about one object. */
    listEvents: async (uid: string, { signal }: CallOptions = {}): Promise<KubernetesEvent[]> =>
      (await readList<KubernetesEvent>(transport, 'listEvents', { fields: `involvedObject.uid=${uid}`, signal })).items,

    async recordEvent({ about, type, reason, message }: NewEvent, callOptions: CallOptions = {}): Promise<void> {
      const at = clock.wall().toISOString();
      const body = {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { generateName: `${about.name}.` },
        involvedObject: { ...about, namespace },
        type,
        reason,
        message: message.slice(0, 1024),
        source: { component: fieldManager },
        firstTimestamp: at,
        lastTimestamp: at,
        count: 1,
      };
      await createObject(transport, 'recordEvent', body, callOptions);
    },
  };
}

import type { New, Service } from './objects.ts';
import type { Transport } from './transport.ts';
import { type CallOptions, createObject } from './write.ts';

/** A Service for one worker, for meshes that route only to Services. Its owner must be the pod: nobody else removes it. */
export function workerServices(transport: Transport) {
  return {
    createWorkerService: (service: New<Service>, options: CallOptions = {}) =>
      createObject<Service>(
        transport,
        'createWorkerService',
        { apiVersion: 'v1', kind: 'Service', ...service },
        options,
      ),
  };
}

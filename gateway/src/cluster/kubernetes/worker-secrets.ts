import type { New, Secret } from './objects.ts';
import { type ListRequest, readList } from './read-list.ts';
import type { Transport } from './transport.ts';
import { type CallOptions, createObject, type DeleteOptions, deleteObject, readObject } from './write.ts';

/** The Secret of one worker: its bearer and its certificate. */
export function workerSecrets(transport: Transport) {
  return {
    /** Immutable, so that nobody can give a running worker another bearer. */
    createWorkerSecret: (secret: New<Secret>, options: CallOptions = {}) =>
      createObject<Secret>(
        transport,
        'createWorkerSecret',
        { apiVersion: 'v1', kind: 'Secret', immutable: true, ...secret },
        options,
      ),

    readWorkerSecret: (name: string, options: CallOptions = {}) =>
      readObject<Secret>(transport, 'readWorkerSecret', name, options),

    listWorkerSecrets: (request: ListRequest = {}) => readList<Secret>(transport, 'listWorkerSecrets', request),

    deleteWorkerSecret: (name: string, options: DeleteOptions) =>
      deleteObject(transport, 'deleteWorkerSecret', name, options),
  };
}

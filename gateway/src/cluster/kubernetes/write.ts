/** Create and delete, for every kind alike. */
import type { KubernetesCallName } from '@brooder/contracts';
import type { Transport } from './transport.ts';

/** Every object and field written by a gateway has this owner in `managedFields`, whichever replica wrote it. */
export const fieldManager = 'brooder-gateway';

export interface CallOptions {
  signal?: AbortSignal | undefined;
}

export type Created<T> = { outcome: 'created'; object: T } | { outcome: 'exists' };

/** `exists`: an object of this name is there; the caller compares it with what it meant to make. */
export async function createObject<T>(
  transport: Transport,
  call: KubernetesCallName,
  body: object,
  { signal }: CallOptions,
): Promise<Created<T>> {
  const answer = await transport.send(
    call,
    { query: { fieldManager, fieldValidation: 'Strict' }, body, signal },
    [409],
  );
  if (answer.status !== 409) return { outcome: 'created', object: answer.body };
  if (answer.body.reason === 'AlreadyExists') return { outcome: 'exists' };
  throw transport.refusal(call, answer);
}

/** `gone`: nothing of this name was there. `replaced`: another object has taken the name, and was left alone. */
export type Deleted = 'deleted' | 'gone' | 'replaced';

export interface DeleteOptions extends CallOptions {
  /** Only this very object. */
  uid: string;
  /** Seconds between SIGTERM and SIGKILL. Absent: what the pod says. */
  graceSeconds?: number;
}

export async function deleteObject(
  transport: Transport,
  call: KubernetesCallName,
  name: string,
  { uid, graceSeconds, signal }: DeleteOptions,
): Promise<Deleted> {
  const body = {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    preconditions: { uid },
    ...(graceSeconds !== undefined && { gracePeriodSeconds: graceSeconds }),
  };
  const { status } = await transport.send(call, { name, body, signal }, [404, 409]);
  return status === 404 ? 'gone' : status === 409 ? 'replaced' : 'deleted';
}

/** The object, or undefined when there is none of this name. */
export async function readObject<T>(
  transport: Transport,
  call: KubernetesCallName,
  name: string,
  { signal }: CallOptions,
): Promise<T | undefined> {
  const { status, body } = await transport.send(call, { name, signal }, [404]);
  return status === 404 ? undefined : body;
}

import type { Secret } from './objects.ts';
import type { Transport } from './transport.ts';
import { type CallOptions, fieldManager, readObject } from './write.ts';

export type Filled = { outcome: 'filled'; secret: Secret } | { outcome: 'conflict' | 'gone' };

export interface FillRequest extends CallOptions {
  /** Text by key. */
  values: Readonly<Record<string, string>>;
  /** Only while the Secret is as it was read; otherwise the outcome is `conflict`. */
  resourceVersion: string;
}

/** Secrets of the release namespace that the chart made without content. */
export function provisionedSecretCalls(transport: Transport) {
  return {
    readProvisionedSecret: (name: string, options: CallOptions = {}) =>
      readObject<Secret>(transport, 'readProvisionedSecret', name, options),

    async fillProvisionedSecret(name: string, { values, resourceVersion, signal }: FillRequest): Promise<Filled> {
      const data = Object.fromEntries(
        Object.entries(values).map(([key, value]) => [key, Buffer.from(value, 'utf8').toString('base64')]),
      );
      const { status, body } = await transport.send(
        'fillProvisionedSecret',
        {
          name,
          query: { fieldManager },
          contentType: 'application/merge-patch+json',
          body: { metadata: { resourceVersion }, data },
          signal,
        },
        [404, 409],
      );
      if (status === 404) return { outcome: 'gone' };
      return status === 409 ? { outcome: 'conflict' } : { outcome: 'filled', secret: body };
    },
  };
}

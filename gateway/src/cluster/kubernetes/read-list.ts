import type { KubernetesCallName } from '@brooder/contracts';
import type { Transport } from './transport.ts';

export interface Listed<T> {
  items: T[];
  /** Where a watch goes on from. */
  resourceVersion: string;
}

export interface ListRequest {
  /** Label selector: `brooder.dev/pool=warm`. */
  labels?: string;
  /** Field selector: `involvedObject.uid=…`. */
  fields?: string;
  signal?: AbortSignal | undefined;
}

const pageSize = '500';

/** All objects of a kind, from etcd and not from the server's cache (no resourceVersion is sent), page by page. */
export async function readList<T>(
  transport: Transport,
  call: KubernetesCallName,
  { labels, fields, signal }: ListRequest,
): Promise<Listed<T>> {
  const page = (query: Record<string, string | undefined>) =>
    transport.send(call, { query: { labelSelector: labels, fieldSelector: fields, ...query }, signal }, [410]);
  const items: T[] = [];
  let answer = await page({ limit: pageSize });
  for (;;) {
    items.push(...(answer.body.items as T[]));
    const { continue: next, resourceVersion } = answer.body.metadata as { continue?: string; resourceVersion: string };
    if (!next) return { items, resourceVersion };
    answer = await page({ limit: pageSize, continue: next });
    if (answer.status === 410) {
      // The pages took longer than the server remembers: all at once.
      items.length = 0;
      answer = await page({});
    }
  }
}

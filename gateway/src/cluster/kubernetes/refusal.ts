import { type Failure, failures, type KubernetesCallName, kubernetesCalls } from '@brooder/contracts';
import type { Status } from './objects.ts';

/** The authorizer's words, whichever authorizer it is; a quota or a policy refuses with 403 too, but without them. */
const unauthorized = /\bcannot \w+ resource "/;

/** An answer of the API server that the caller does not expect, as a failure. */
export function refusalOf(call: KubernetesCallName, namespace: string, status: number, answer: unknown): Failure {
  const body = (typeof answer === 'object' && answer !== null ? answer : {}) as Partial<Status>;
  const { verb, resource } = kubernetesCalls[call];
  if (status === 403 && unauthorized.test(body.message ?? '')) {
    return failures.kubernetesRefused({ call, verb, resource, namespace });
  }
  const reason = reasonOf(resource, body);
  if (status === 401) {
    return failures.kubernetesRejected({
      call,
      namespace,
      status,
      reason: 'it does not know the token of this gateway',
    });
  }
  // 409 on a create or patch without precondition: two writers met at a quota or an object; both may try again.
  if (status >= 500 || status === 429 || status === 408 || status === 409) {
    return failures.kubernetesUnavailable({ call, reason: `status ${status}, ${reason}` });
  }
  return failures.kubernetesRejected({ call, namespace, status, reason });
}

/** What the server said. Of a Secret only names of fields: its own words may quote a part of the value. */
function reasonOf(resource: string, body: Partial<Status>): string {
  if (resource !== 'secrets') return body.message ?? body.reason ?? 'without a reason';
  const fields = (body.details?.causes ?? []).flatMap(({ field }) => (field === undefined ? [] : [field]));
  return [body.reason ?? 'without a reason', ...(fields.length > 0 ? [`at ${fields.join(', ')}`] : [])].join(' ');
}

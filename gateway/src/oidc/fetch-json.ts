import { type Clock, deadline, failures, timeouts, withSignal } from '@brooder/contracts';

/** More than any provider's document has, in bytes. */
const maxBytes = 1_048_576;

/**
 * The JSON object at `url`. Follows no redirect: a redirect may leave https.
 *
 * @throws identityProviderUnavailable  no answer in time, another status than 200, no JSON object, or one that is too long
 */
export async function fetchJson(url: string, clock: Clock): Promise<Record<string, unknown>> {
  const broken = (what: string, cause?: unknown) =>
    failures.identityProviderUnavailable({ reason: `${url} ${what}` }, { cause });
  const late = broken(`did not answer within ${timeouts.identityProvider / 1000} s`);
  const limit = deadline(clock, timeouts.identityProvider, late);
  try {
    const { signal } = limit;
    const request = fetch(url, { signal, redirect: 'error', headers: { accept: 'application/json' } });
    const response = await withSignal(request, signal);
    if (response.status !== 200) {
      await response.body?.cancel();
      throw broken(`answered with status ${response.status}`);
    }
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > maxBytes) throw broken(`answered with more than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (typeof value !== 'object' || value === null) throw broken('answered with no JSON object');
    return value as Record<string, unknown>;
  } catch (thrown) {
    if (limit.signal.aborted) throw late;
    if (thrown instanceof SyntaxError) throw broken('answered with no JSON', thrown);
    if (thrown instanceof TypeError) throw broken(`could not be reached (${causeOf(thrown)})`, thrown);
    throw thrown;
  } finally {
    limit.clear();
  }
}

/** `fetch` hides why it failed behind "fetch failed". */
function causeOf({ cause, message }: Error): string {
  if (!(cause instanceof Error)) return message;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}

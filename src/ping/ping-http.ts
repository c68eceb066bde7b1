import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { failures } from '@brooder/contracts';
import type { Step } from './ping.ts';
import type { PingTarget } from './target.ts';

/** Characters that are kept of an answer; ours are far shorter. */
const longestReply = 65_536;

/** REST: a route behind the internal secret. Without the secret, being asked for it is the proof that REST answers. */
export async function pingApi(target: PingTarget, signal: AbortSignal, step: Step): Promise<string> {
  step('asking REST for its pools');
  const { internalSecret } = target;
  const { status, text } = await get(
    target,
    '/api/v1/pool',
    internalSecret === undefined ? {} : { 'x-brooder-internal-secret': internalSecret },
    signal,
  );
  if (status === 200 && text.includes('"pools"')) return 'REST lists its pools';
  if (status === 401 && internalSecret === undefined && text.includes('"unauthenticated"'))
    return 'REST asks for the internal secret';
  if (status === 401) throw failures.unauthenticated({ expected: 'the right value in BROODER_INTERNAL_SECRET' });
  throw unexpected(target, '/api/v1/pool', status, text);
}

export async function pingMetrics(target: PingTarget, signal: AbortSignal, step: Step): Promise<string> {
  step('asking /readyz');
  const { status, text } = await get(target, '/readyz', {}, signal);
  if (status === 200) return 'ready';
  throw unexpected(target, '/readyz', status, text);
}

/** Not `fetch`: it refuses ports that browsers block, such as 10080. */
async function get(
  { host, port }: PingTarget,
  path: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<{ status: number | undefined; text: string }> {
  const asked = request({ host, port, path, headers, signal, agent: false }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  let text = '';
  for await (const part of response.setEncoding('utf8')) text = `${text}${part}`.slice(0, longestReply);
  return { status: response.statusCode, text };
}

const unexpected = ({ host, port }: PingTarget, path: string, status: number | undefined, text: string) =>
  failures.invalidRequest({
    reason: `${host}:${port}${path} answered with HTTP status ${status}: ${text.slice(0, 300).trim() || 'nothing'}`,
  });

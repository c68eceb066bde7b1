/**
 * One request to the API server. Method and path come from the table of calls, so what is sent and what the Roles grant cannot differ.
 * Node's own HTTPS with kept connections: the generated client opens a TLS connection for each request and drops fields it does not know.
 */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import {
  type Clock,
  deadline,
  type Failure,
  failures,
  type KubernetesCall,
  type KubernetesCallName,
  type KubernetesNamespace,
  kubernetesCalls,
  type Random,
  timeouts,
} from '@brooder/contracts';
import type { ApiServer } from './api-server.ts';
import type { Status } from './objects.ts';
import { refusalOf } from './refusal.ts';

export interface Request {
  /** Name of the one object; absent for create, list and watch. */
  name?: string;
  query?: Record<string, string | undefined>;
  body?: object;
  contentType?: string;
  signal?: AbortSignal | undefined;
}

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the caller knows which object its call returns
  body: any;
}

export interface Transport {
  /**
   * The answer, when it is 2xx or its status is in `expected`.
   * @throws kubernetesRefused, kubernetesRejected, kubernetesUnavailable
   */
  send(call: KubernetesCallName, request: Request, expected?: readonly number[]): Promise<Answer>;
  /** The open stream of a watch; a status other than 200 is read to its end and given as an answer. */
  open(call: KubernetesCallName, request: Request & { signal: AbortSignal }): Promise<IncomingMessage | Answer>;
  /** An answer that was not expected, as the failure to throw. */
  refusal(call: KubernetesCallName, answer: Answer): Failure;
  close(): void;
}

export interface TransportOptions {
  server: ApiServer;
  namespaces: Readonly<Record<KubernetesNamespace, string>>;
  clock: Clock;
  random: Random;
  /** Milliseconds for one call with all its retries. @default timeouts.kubernetesCall */
  callTimeout?: number;
}

const methods = { create: 'POST', delete: 'DELETE', get: 'GET', list: 'GET', patch: 'PATCH', watch: 'GET' } as const;
/** Tries of one call that the server answers with "later". */
const maxTries = 5;
/** Bytes of one answer: far above a page of 500 pods. */
const maxAnswer = 64 * 2 ** 20;

export function createTransport(options: TransportOptions): Transport {
  const { server, namespaces, clock, random } = options;
  const secure = server.url.startsWith('https:');
  const agent = new (secure ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: 32 });
  const limit = options.callTimeout ?? timeouts.kubernetesCall;

  async function exchange(call: KubernetesCallName, request: Request, signal: AbortSignal): Promise<IncomingMessage> {
    const { tls, headers } = await server.access();
    signal.throwIfAborted();
    const payload = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body));
    return new Promise((resolve, reject) => {
      const sent = (secure ? httpsRequest : httpRequest)(
        `${server.url}${pathOf(kubernetesCalls[call], namespaces, request)}`,
        {
          agent,
          method: methods[kubernetesCalls[call].verb],
          ...tls,
          headers: {
            accept: 'application/json',
            'user-agent': 'brooder-gateway',
            ...headers,
            ...(payload && {
              'content-type': request.contentType ?? 'application/json',
              'content-length': payload.length,
            }),
          },
        },
        resolve,
      );
      sent.on('error', reject);
      // Not Node's own `signal` option: between the last byte of an answer and the return of its socket to the agent it destroys that
      // socket with an error that nobody can listen for, and the process ends. Without an error the reader still sees a cut stream.
      const end = () => sent.destroy();
      signal.addEventListener('abort', end, { once: true });
      sent.on('close', () => signal.removeEventListener('abort', end));
      sent.end(payload);
    });
  }

  const refusal = (call: KubernetesCallName, { status, body }: Answer) =>
    refusalOf(call, namespaces[kubernetesCalls[call].namespace], status, body);
  const unavailable = (call: KubernetesCallName, reason: string, cause?: unknown) =>
    failures.kubernetesUnavailable({ call, reason }, { cause });
  /** Our own failures and the caller's abort go on as they are; the rest is the network's. */
  const asUnavailable = (call: KubernetesCallName, error: unknown, signal: AbortSignal) => {
    if (signal.aborted) return signal.reason;
    if (error instanceof Error && error.name === 'Failure') return error;
    return unavailable(call, error instanceof Error && 'code' in error ? String(error.code) : String(error), error);
  };

  async function answer(call: KubernetesCallName, request: Request, signal: AbortSignal) {
    const message = await exchange(call, request, signal).catch((error: NodeJS.ErrnoException) => {
      // The server may close a kept connection just as it is used again. A read can be sent once more; a write may have happened.
      if (error.code !== 'ECONNRESET' || methods[kubernetesCalls[call].verb] !== 'GET' || signal.aborted) throw error;
      return exchange(call, request, signal);
    });
    const body = await readBody(message);
    return { status: message.statusCode ?? 0, body, retryAfter: message.headers['retry-after'] };
  }

  return {
    async send(call, request, expected = []) {
      const until = clock.now() + limit;
      const tooLate = unavailable(call, `no answer within ${limit} ms; whether it took effect is unknown`);
      const bound = deadline(clock, limit, tooLate, request.signal);
      try {
        for (let tries = 1; ; tries++) {
          const { status, body, retryAfter } = await answer(call, request, bound.signal);
          const wait = waitOf(status, retryAfter, random);
          if (wait === undefined) {
            if ((status >= 200 && status < 300) || expected.includes(status)) return { status, body };
            throw refusal(call, { status, body });
          }
          if (tries === maxTries || clock.now() + wait >= until) {
            throw unavailable(call, `status ${status} ${tries} times, and asks to wait ${Math.round(wait)} ms more`);
          }
          await clock.sleep(wait, bound.signal);
        }
      } catch (error) {
        throw asUnavailable(call, error, bound.signal);
      } finally {
        bound.clear();
      }
    },
    async open(call, request) {
      // Ends with the first byte of the answer; from there on only the caller's signal ends the stream.
      const first = deadline(clock, limit, unavailable(call, `no answer within ${limit} ms`));
      const signal = AbortSignal.any([first.signal, request.signal]);
      try {
        const message = await exchange(call, request, signal);
        if (message.statusCode === 200) return message;
        return { status: message.statusCode ?? 0, body: await readBody(message) };
      } catch (error) {
        throw asUnavailable(call, error, signal);
      } finally {
        first.clear();
      }
    },
    refusal,
    close: () => agent.destroy(),
  };
}

function pathOf(call: KubernetesCall, namespaces: Readonly<Record<KubernetesNamespace, string>>, request: Request) {
  const [resource, subresource] = call.resource.split('/');
  const parts = ['api/v1/namespaces', encodeURIComponent(namespaces[call.namespace]), resource];
  if (request.name !== undefined) parts.push(encodeURIComponent(request.name));
  if (subresource !== undefined) parts.push(subresource);
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(request.query ?? {})) if (value !== undefined) query.set(key, value);
  return `/${parts.join('/')}${query.size > 0 ? `?${query}` : ''}`;
}

/**
 * Milliseconds to wait before the same request may be sent once more, or undefined when the answer is final. 429, and any 5xx with
 * Retry-After, say that nothing was done; source: Kubernetes API conventions, "Retry-After".
 */
function waitOf(status: number, retryAfter: string | undefined, random: Random): number | undefined {
  if (status !== 429 && !(status >= 500 && retryAfter !== undefined)) return undefined;
  const seconds = Number(retryAfter);
  const asked = Number.isFinite(seconds) && seconds >= 0 && retryAfter !== '' ? seconds * 1000 : 1000;
  // Up to a tenth later than asked: gateways that were turned away together should not return together.
  return asked * (1 + random.fraction() / 10);
}

async function readBody(message: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxAnswer) throw new Error(`an answer of more than ${maxAnswer} bytes`);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    // A proxy in between, or a path this server does not know: plain text.
    return { kind: 'Status', message: text.slice(0, 300) } satisfies Status;
  }
}

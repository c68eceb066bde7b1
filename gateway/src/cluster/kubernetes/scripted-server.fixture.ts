/** An API server that answers by script, for what a real one does only on bad days. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '@brooder/contracts';
import { realClock, realRandom } from '../../seams/index.ts';
import { createKubernetesApi, type KubernetesApi } from './kubernetes-api.ts';

export interface ScriptedAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

export interface ScriptedServer {
  api: KubernetesApi;
  /** `GET /api/v1/…` of every request so far. */
  requests: string[];
  /** Milliseconds of every sleep the client took; none of them is slept. */
  slept: number[];
  close(): Promise<void>;
}

type Script = (request: IncomingMessage, response: ServerResponse, nth: number) => ScriptedAnswer | undefined;

/** `script` answers the nth request, counted from 0; undefined: it answers `response` itself, or never. */
export async function scriptedServer(script: Script, options: { callTimeout?: number } = {}): Promise<ScriptedServer> {
  const requests: string[] = [];
  const slept: number[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const answer = script(request, response, requests.length - 1);
    if (answer === undefined) return;
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(JSON.stringify(answer.body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const clock: Clock = {
    ...realClock,
    async sleep(ms, signal) {
      slept.push(ms);
      signal?.throwIfAborted();
    },
  };
  const { calls, close } = createKubernetesApi({
    server: {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      access: async () => ({ tls: {}, headers: {} }),
    },
    namespaces: { worker: 'workers', release: 'release' },
    clock,
    random: realRandom,
    ...options,
  });
  return {
    api: calls,
    requests,
    slept,
    async close() {
      close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

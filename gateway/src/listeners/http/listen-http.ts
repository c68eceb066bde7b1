/** REST under /api/v1, described by /openapi.json, behind the internal secret. */

import { type Clock, failures } from '@brooder/contracts';
import swagger from '@fastify/swagger';
import { type FastifyError, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { Log } from '../../telemetry/index.ts';
import { frontPage, frontPageHeaders } from './front-page.ts';
import { bodyLimitBytes, errorBodyOf, failureOfListen, failureOfRequest } from './http-failure.ts';
import { internalSecretCheck, internalSecretHeader } from './internal-secret-check.ts';
import { type OrgRoutesOptions, orgRoutes } from './org-routes.ts';
import { createRefusalLimit, refusalWindowMs } from './refusal-limit.ts';
import { type RunningRoutesOptions, runningRoutes } from './running-routes.ts';

export interface ListenHttpOptions extends OrgRoutesOptions, RunningRoutesOptions {
  host: string;
  /** 0 picks a free port. */
  port: number;
  internalSecret: string;
  version: string;
  clock: Clock;
  log: Pick<Log, 'warn'>;
}

export interface HttpListener {
  readonly port: number;
  /** Takes no more requests; those running end first, and are cut after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** @throws portInUse, portForbidden */
export async function listenHttp(options: ListenHttpOptions): Promise<HttpListener> {
  const isRight = internalSecretCheck(options.internalSecret);
  const limit = createRefusalLimit(options.clock);
  const check = (request: FastifyRequest): void => {
    if (isRight(request.headers[internalSecretHeader])) return;
    const tooMany = limit.refused(request.socket.remoteAddress ?? '');
    throw tooMany ?? failures.unauthenticated({ expected: 'the header X-Brooder-Internal-Secret' });
  };
  const answer = (thrown: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const failure = failureOfRequest(thrown);
    if (failure.http >= 500)
      options.log.warn({ err: thrown, route: request.routeOptions?.url }, 'a REST request failed');
    void reply
      .code(failure.http)
      .headers({
        'cache-control': 'no-store',
        ...(failure.http === 429 && { 'retry-after': String(refusalWindowMs / 1000) }),
      })
      .send(errorBodyOf(failure));
  };
  const app = fastify({
    bodyLimit: bodyLimitBytes,
    requestTimeout: 30_000,
    keepAliveTimeout: 30_000,
    forceCloseConnections: 'idle',
    // Unknown fields are refused, not dropped, and "1" is not 1.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false } },
    // A path that cannot be decoded meets no hook; it must not answer differently from any other without the secret.
    frameworkErrors: (error: FastifyError, request, reply) => answer(refusalOr(error, request), request, reply),
  });
  const refusalOr = (error: unknown, request: FastifyRequest): unknown => {
    try {
      check(request);
      return error;
    } catch (refusal) {
      return refusal;
    }
  };

  app.setErrorHandler(answer);
  app.setNotFoundHandler((request, reply) => answer(failures.notFound({ what: 'This route' }), request, reply));
  // Runs before a body is read, and for unknown routes as well: without the secret all of them look alike.
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.url !== '/') check(request);
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.0.3',
      info: { title: 'Brooder', version: options.version },
      components: { securitySchemes: { secret: { type: 'apiKey', in: 'header', name: 'X-Brooder-Internal-Secret' } } },
      security: [{ secret: [] }],
    },
  });
  app.get('/', { schema: { hide: true } }, async (_, reply) => reply.headers(frontPageHeaders).send(frontPage));
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  orgRoutes(app, options);
  runningRoutes(app, options);

  try {
    await app.listen({ host: options.host, port: options.port });
  } catch (thrown) {
    throw failureOfListen(thrown, { port: options.port, flag: '--api-port', what: 'REST' });
  }
  const { port } = app.server.address() as { port: number };
  return {
    port,
    async close(graceMs) {
      const cut = setTimeout(() => app.server.closeAllConnections(), graceMs);
      await app.close().finally(() => clearTimeout(cut));
    },
  };
}

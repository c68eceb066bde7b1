import { kubernetesCalls } from '@brooder/contracts';
import { afterEach, describe, expect, test } from 'vitest';
import { type ScriptedServer, scriptedServer } from './scripted-server.fixture.ts';

let server: ScriptedServer;
afterEach(() => server.close());

const pod = { metadata: { name: 'w', uid: 'u', resourceVersion: '1' }, spec: { containers: [] } };
const status = (code: number, fields: object = {}) => ({ status: code, body: { kind: 'Status', code, ...fields } });

test('it has one function for each entry of the table, by the same name', async () => {
  server = await scriptedServer(() => ({ status: 200 }));
  expect(Object.keys(server.api).sort()).toEqual(Object.keys(kubernetesCalls).sort());
});

describe('a server that asks to come back later', () => {
  test.each([
    ['429 with Retry-After', { status: 429, headers: { 'retry-after': '2' } }, 2000],
    ['429 without it', { status: 429 }, 1000],
    ['503 with it', { status: 503, headers: { 'retry-after': '1' } }, 1000],
  ])('is asked again after the time it names: %s', async (_, busy, ms) => {
    server = await scriptedServer((_request, _response, nth) => (nth === 0 ? busy : { status: 200, body: pod }));
    expect(await server.api.readWorkerPod('w')).toEqual(pod);
    expect(server.requests).toHaveLength(2);
    expect(server.slept).toHaveLength(1);
    expect(server.slept[0]).toBeGreaterThanOrEqual(ms);
    expect(server.slept[0]).toBeLessThanOrEqual(ms * 1.1);
  });

  test('is given up after five tries', async () => {
    server = await scriptedServer(() => ({ status: 429, headers: { 'retry-after': '0' } }));
    await expect(server.api.listWorkerPods()).rejects.toMatchObject({ code: 'kubernetesUnavailable' });
    expect(server.requests).toHaveLength(5);
  });

  test('is not waited for beyond the deadline of the call', async () => {
    server = await scriptedServer(() => ({ status: 429, headers: { 'retry-after': '60' } }));
    await expect(server.api.listWorkerPods()).rejects.toMatchObject({ code: 'kubernetesUnavailable' });
    expect(server.slept).toEqual([]);
  });

  test('a 500 without Retry-After is not repeated: the write may have happened', async () => {
    server = await scriptedServer(() => status(500, { message: 'etcd is away' }));
    await expect(server.api.createWorkerPod(pod)).rejects.toThrow(/status 500, etcd is away/);
    expect(server.requests).toHaveLength(1);
  });
});

describe('a server that does not answer', () => {
  test('costs the deadline, and the failure says that the outcome is unknown', async () => {
    server = await scriptedServer(() => undefined, { callTimeout: 50 });
    await expect(server.api.createWorkerPod(pod)).rejects.toThrow(
      /no answer within 50 ms; whether it took effect is unknown/,
    );
  });

  test('or stops in the middle of its answer, costs the deadline too', async () => {
    server = await scriptedServer(
      (_request, response) => {
        response.writeHead(200);
        response.write('{"metadata":');
        return undefined;
      },
      { callTimeout: 50 },
    );
    await expect(server.api.readWorkerPod('w')).rejects.toThrow(/no answer within 50 ms/);
  });

  test('while it is watched, is left when the caller gives up, with the reason of the caller', async () => {
    const caller = new AbortController();
    const reason = new Error('no longer wanted');
    server = await scriptedServer((_request, response) => {
      response.writeHead(200);
      response.write(`${JSON.stringify({ type: 'ADDED', object: pod })}\n`);
      return undefined;
    });
    const events = server.api.watchWorkerPods({ from: '1', signal: caller.signal });
    expect((await events.next()).value).toEqual({ type: 'ADDED', object: pod });
    const next = events.next();
    caller.abort(reason);
    await expect(next).rejects.toBe(reason);
  });

  test('is left at once when the caller gives up, with the reason of the caller', async () => {
    const caller = new AbortController();
    const reason = new Error('no longer wanted');
    server = await scriptedServer(() => {
      caller.abort(reason);
      return undefined;
    });
    await expect(server.api.readWorkerPod('w', { signal: caller.signal })).rejects.toBe(reason);
  });

  test('a kept connection that the server closed is no failure of a read', async () => {
    server = await scriptedServer((request, _response, nth) => {
      if (nth === 1) request.socket.resetAndDestroy();
      return nth === 1 ? undefined : { status: 200, body: pod };
    });
    await server.api.readWorkerPod('w');
    expect(await server.api.readWorkerPod('w')).toEqual(pod);
    expect(server.requests).toHaveLength(3);
  });

  test('a write on a connection that broke is not sent again', async () => {
    server = await scriptedServer((request) => {
      request.socket.resetAndDestroy();
      return undefined;
    });
    await expect(server.api.createWorkerPod(pod)).rejects.toMatchObject({ code: 'kubernetesUnavailable' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('refusals', () => {
  test('a quota is not told as a lack of rights, though both are 403', async () => {
    server = await scriptedServer(() => status(403, { message: 'pods "w" is forbidden: exceeded quota: workers' }));
    await expect(server.api.createWorkerPod(pod)).rejects.toMatchObject({
      code: 'kubernetesRejected',
      message: expect.stringContaining('exceeded quota'),
    });
  });

  test("the server's words about a Secret are not passed on: they may quote it", async () => {
    server = await scriptedServer(() =>
      status(422, {
        reason: 'Invalid',
        message: 'data.bearer: hunter2',
        details: { causes: [{ field: 'data.bearer' }] },
      }),
    );
    const refused = server.api.createWorkerSecret({ metadata: { name: 's' } });
    await expect(refused).rejects.toThrow(/Invalid at data.bearer$/);
  });

  test('two writers that met at a quota are told to try again, not that the pod exists', async () => {
    server = await scriptedServer(() => status(409, { reason: 'Conflict', message: 'resourcequotas "q": changed' }));
    await expect(server.api.createWorkerPod(pod)).rejects.toMatchObject({ code: 'kubernetesUnavailable' });
  });

  test('a server without pods/resize is told from a pod that is gone', async () => {
    const resize = () =>
      server.api.resizeWorkerPod('w', { container: 'worker', size: { cpu: '1', memory: '1Gi' } }, { uid: 'u' });
    server = await scriptedServer((_request, _response, nth) =>
      nth === 0 ? status(404, { reason: 'NotFound', details: {} }) : status(404, { details: { name: 'w' } }),
    );
    expect(await resize()).toEqual({ outcome: 'unsupported' });
    expect(await resize()).toEqual({ outcome: 'gone' });
  });
});

describe('long lists', () => {
  const page = (name: string, next?: string) => ({
    status: 200,
    body: { items: [{ metadata: { name } }], metadata: { resourceVersion: '7', ...(next && { continue: next }) } },
  });
  const names = async () => (await server.api.listWorkerPods()).items.map((item) => item.metadata.name);

  test('are read page by page', async () => {
    server = await scriptedServer((_request, _response, nth) => (nth === 0 ? page('a', 'next') : page('b')));
    expect(await names()).toEqual(['a', 'b']);
    expect(server.requests[1]).toContain('continue=next');
  });

  test('are read at once when the server has forgotten the page', async () => {
    server = await scriptedServer((_request, _response, nth) =>
      nth === 0 ? page('a', 'next') : nth === 1 ? status(410) : page('whole'),
    );
    expect(await names()).toEqual(['whole']);
    expect(server.requests[2]).not.toContain('limit=');
  });
});

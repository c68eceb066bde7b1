import { afterEach, expect, test } from 'vitest';
import { realClock, realRandom } from '../../seams/index.ts';
import { followObjects } from './follow.ts';
import type { Pod } from './objects.ts';
import { type ScriptedServer, scriptedServer } from './scripted-server.fixture.ts';

let server: ScriptedServer;
let slept: number[];
afterEach(() => server.close());

const pod = (name: string, resourceVersion: string) => ({ metadata: { name, uid: name, resourceVersion } });
const line = (type: string, object: object) => `${JSON.stringify({ type, object })}\n`;

/** What a follower is told until `enough` says so. `lines` is what the nth watch sends before it ends. */
async function follow(lists: string[][], lines: (string | number)[][], enough: (told: string[]) => boolean) {
  let [listed, watched] = [0, 0];
  server = await scriptedServer((request, response) => {
    if (!request.url!.includes('watch=true')) {
      const items = (lists[listed++] ?? []).map((name) => pod(name, '1'));
      return { status: 200, body: { items, metadata: { resourceVersion: String(listed * 100) } } };
    }
    const answer = lines[watched++] ?? [];
    if (typeof answer[0] === 'number') return { status: answer[0], body: { kind: 'Status', code: answer[0] } };
    response.writeHead(200);
    response.end(answer.join(''));
    return undefined;
  });
  const told: string[] = [];
  slept = [];
  const stop = new AbortController();
  const tell = (text: string) => {
    told.push(text);
    if (enough(told)) stop.abort();
  };
  await followObjects<Pod>({
    list: server.api.listWorkerPods,
    watch: server.api.watchWorkerPods,
    clock: { ...realClock, sleep: async (ms) => void slept.push(ms) },
    random: realRandom,
    onList: (items) => tell(`list ${items.map((item) => item.metadata.name).join(' ')}`),
    onEvent: ({ type, object }) => tell(`${type} ${object.metadata.name}`),
    onFailure: (error) => tell(`failed: ${(error as { code?: string }).code}`),
    signal: AbortSignal.any([stop.signal, AbortSignal.timeout(10_000)]),
  });
  return told;
}
const versions = () => server.requests.flatMap((request) => /resourceVersion=(\d+)/.exec(request)?.[1] ?? []);

test('a list, then events, and the next watch goes on from the last one seen', async () => {
  const told = await follow(
    [['a']],
    [[line('ADDED', pod('b', '101')), line('DELETED', pod('a', '102'))], [line('ADDED', pod('c', '103'))]],
    (all) => all.length === 4,
  );
  expect(told).toEqual(['list a', 'ADDED b', 'DELETED a', 'ADDED c']);
  expect(versions()).toEqual(['100', '102']);
});

test('a watch that ends at once is begun again after a pause, a second after the one before', async () => {
  await follow([[]], [[], [], [line('ADDED', pod('a', '101'))]], (all) => all.length === 2);
  const pauses = slept.slice(0, 2);
  expect(pauses).toHaveLength(2);
  for (const ms of pauses) expect(ms).toBeGreaterThan(500);
});

test('a bookmark moves the start of the next watch', async () => {
  await follow([[]], [[line('BOOKMARK', pod('', '180'))], [line('ADDED', pod('a', '181'))]], (all) => all.length === 2);
  expect(versions()).toEqual(['100', '180']);
});

test.each([
  ['as an answer', [410]],
  ['as an event', [line('ERROR', { kind: 'Status', code: 410, reason: 'Expired' })]],
])('a version that the server has forgotten (410 %s) leads to another list', async (_, first) => {
  const told = await follow([['a'], ['b']], [first], (all) => all.length === 2);
  expect(told).toEqual(['list a', 'list b']);
});

test.each([
  ['an error of the server', [line('ERROR', { kind: 'Status', code: 500 })]],
  ['a line that is no JSON', ['{"type":"ADD\n']],
])('after %s it is told, and everything is listed again', async (_, first) => {
  const told = await follow([['a'], ['b']], [first], (all) => all.length === 3);
  expect(told).toEqual(['list a', 'failed: kubernetesUnavailable', 'list b']);
});

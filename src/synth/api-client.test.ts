import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createApiClient } from './api-client.ts';

/** A server that gives one answer after another, the last one again and again. */
async function withAnswers(
  answers: readonly { status: number; body: object }[],
  use: (url: string, asked: () => number) => Promise<void>,
): Promise<void> {
  let asked = 0;
  const server = createServer((_, response) => {
    const { status, body } = answers[Math.min(asked++, answers.length - 1)]!;
    response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '0' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, () => asked);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}
const clientOf = (url: string) => createApiClient({ url, access: async () => ({ headers: {} }) } as never);
const pods = { status: 200, body: { resources: [{ name: 'pods', namespaced: true, kind: 'Pod' }] } };
const busy = (status: number) => ({ status, body: { message: 'storage is (re)initializing' } });

test.each([429, 503])('a server that asks for patience with %i is asked again', async (status) => {
  await withAnswers([busy(status), pods], async (url) => {
    const client = clientOf(url);
    await expect(client.isNamespaced('v1', 'Pod')).resolves.toBe(true);
    client.close();
  });
});

test('one that stays busy is told with its own words, after a bound', async () => {
  await withAnswers([busy(429)], async (url, asked) => {
    const client = clientOf(url);
    await expect(client.isNamespaced('v1', 'Pod')).rejects.toThrow('storage is (re)initializing');
    expect(asked()).toBe(6);
    client.close();
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, resolveSettings, timeouts } from '@brooder/contracts';
import { createLog, realClock, realRandom } from '@brooder/gateway';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { provisionSecrets } from './provision-secrets.ts';

let directory: string;
let told: string;
let requests: number;
const servers: Server[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'brooder-provision-'));
  told = '';
  requests = 0;
});
afterEach(async () => {
  rmSync(directory, { recursive: true });
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

const note = (line: string) => {
  told += line;
};
const secret = { metadata: { name: 'one' }, data: { 'internal-secret': Buffer.from('kept').toString('base64') } };

/** An API server on `port` whose every answer is `status`, and the Secret. */
async function listen(port: number, status = 200): Promise<number> {
  const server = createServer((_, response) => {
    requests++;
    response.writeHead(status, { connection: 'close' }).end(JSON.stringify(secret));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  servers.push(server);
  return (server.address() as AddressInfo).port;
}
async function closedPort(): Promise<number> {
  const port = await listen(0);
  await new Promise((resolve) => servers.pop()!.close(resolve));
  return port;
}

/** @param onPause  takes the place of every pause */
function provision(port: number, onPause: (ms: number) => Promise<void>, signal = new AbortController().signal) {
  const kubeconfig = join(directory, 'kubeconfig');
  const config = {
    'current-context': 'a',
    contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
    clusters: [{ name: 'a', cluster: { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'a', user: {} }],
  };
  writeFileSync(kubeconfig, JSON.stringify(config));
  let passed = 0;
  const clock: Clock = {
    ...realClock,
    now: () => realClock.now() + passed,
    async sleep(ms, stopped) {
      passed += ms;
      await onPause(ms);
      stopped?.throwIfAborted();
    },
  };
  const { values } = resolveSettings('gateway', {
    file: { path: 'test', values: { releaseNamespace: 'here', provisionedSecrets: ['internalSecret=one'] } },
  });
  return provisionSecrets(values, {
    clock,
    random: realRandom,
    log: createLog({ level: 'trace', destination: { write: note } }),
    signal,
    environment: { KUBECONFIG: kubeconfig },
  });
}

test('an API server that comes later is waited for', async () => {
  const port = await closedPort();
  expect(
    await provision(port, async () => {
      if (servers.length === 0) await listen(port);
    }),
  ).toEqual({ internalSecret: 'kept' });
  expect(told).toMatch(/"giveUpIn":"\d+/);
});

test('one that never comes is given up in time, with what was asked and why', async () => {
  let paused = 0;
  const provisioned = provision(await closedPort(), async (ms) => {
    paused += ms;
  });
  await expect(provisioned).rejects.toThrow(/did not answer "readProvisionedSecret": ECONNREFUSED/);
  expect(paused).toBeGreaterThan(timeouts.provisionSecrets / 2);
  expect(paused).toBeLessThan(timeouts.provisionSecrets);
});

test('an answer is final', async () => {
  const provisioned = provision(await listen(0, 401), async () => {
    throw new Error('it waits');
  });
  await expect(provisioned).rejects.toThrow(/does not know the token/);
  expect(requests).toBe(1);
});

test('a signal ends the wait', async () => {
  const stop = new AbortController();
  const provisioned = provision(await closedPort(), async () => stop.abort(new Error('stopped')), stop.signal);
  await expect(provisioned).rejects.toThrow('stopped');
});

test('without a Secret to fill nobody is asked', async () => {
  const { values } = resolveSettings('gateway', {});
  const options = { clock: realClock, random: realRandom, log: createLog({ level: 'silent' }), environment: {} };
  expect(await provisionSecrets(values, { ...options, signal: new AbortController().signal })).toEqual({});
});

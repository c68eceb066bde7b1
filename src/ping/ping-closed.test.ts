import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { type PingFlags, ping, readTarget } from './index.ts';

const closed = (port: number, flags: Partial<PingFlags> = {}) =>
  ping(
    readTarget(
      'pg',
      { host: '127.0.0.1', port: String(port), user: '', timeout: 5000, expectRefused: true, ...flags },
      {},
    ),
  );

async function listening() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

test('a port that takes connections is a failure that says what to look at; no password is asked for', async () => {
  const { server, port } = await listening();
  const { ok, failure } = await closed(port);
  server.close();
  expect(ok).toBe(false);
  expect(failure?.message).toContain(`127.0.0.1:${port} takes connections from here, and must not`);
});

test('a port that nobody listens on is right', async () => {
  const { server, port } = await listening();
  server.close();
  await once(server, 'close');
  expect(await closed(port)).toMatchObject({ ok: true, told: 'closed (ECONNREFUSED)' });
});

test('an address that never answers is right', async () => {
  // TEST-NET-1 belongs to nobody; source: RFC 5737. A machine without a route says so at once.
  const { ok, told } = await closed(5432, { host: '192.0.2.1', timeout: 300 });
  expect({ ok, told }).toEqual({ ok: true, told: expect.stringMatching(/no answer|UNREACH|REFUSED/) });
});

test('a name that leads nowhere proves nothing', async () => {
  const { ok, failure } = await closed(5432, { host: 'nowhere.invalid' });
  expect(ok).toBe(false);
  expect(failure?.message).toMatch(/Nothing answers at nowhere.invalid:5432|looking up the name/);
});

import type { Clock } from '@brooder/contracts';
import { verifyPassword } from '@brooder/pgwire';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { realClock } from '../seams/index.ts';
import { createMemoryStore, type Store } from '../store/index.ts';
import { createTenants, type LoginRequest, type Tenants } from './index.ts';

let store: Store;
let tenants: Tenants;
let now: number;
/** Names of the store's methods that were called. */
let calls: string[];

beforeEach(async () => {
  now = 0;
  calls = [];
  const clock: Clock = { ...realClock, now: () => now };
  store = createMemoryStore({
    clock,
    yieldPoint: async (name) => {
      if (name.endsWith(':after')) calls.push(name.slice(0, -':after'.length));
    },
  });
  tenants = createTenants({ store, mockSecret: new Uint8Array(32), clock });
  for (const [org, database] of [
    ['ducks', 'pond'],
    ['geese', 'lake'],
  ] as const) {
    await tenants.createOrg({ id: org });
    await tenants.putWarehouse({ org, database, kind: 'memory', options: {} });
    await store.putUser({ org, name: 'alice', verifier: `alice of ${org}` }, 'create');
  }
  calls = [];
});

test.each([
  ['the database', { user: 'alice', database: 'pond' }, 'ducks'],
  ['the host', { user: 'alice', database: 'pond', host: 'ducks.brooder.example' }, 'ducks'],
  ['the host, in capitals', { user: 'alice', database: 'lake', host: 'GEESE.brooder.example' }, 'geese'],
  [
    'the host, with the database a client sends by default',
    { user: 'alice', database: 'alice', host: 'ducks.x.y' },
    'ducks',
  ],
  ['user@org', { user: 'alice@geese', database: 'lake' }, 'geese'],
  ['user@org, with the database a client sends by default', { user: 'alice@geese', database: 'alice@geese' }, 'geese'],
  ['user@org, without a database', { user: 'alice@geese', database: '' }, 'geese'],
  [
    'the database, on a host that names no org',
    { user: 'alice', database: 'lake', host: 'warehouse.example' },
    'geese',
  ],
  ['the database, on an address', { user: 'alice', database: 'lake', host: '127.0.0.1' }, 'geese'],
] satisfies [string, LoginRequest, string][])('a login finds its org by %s', async (_, request, org) => {
  await expect(tenants.findLogin(request)).resolves.toMatchObject({
    org: { id: org },
    user: { name: 'alice' },
    verifier: `alice of ${org}`,
    warehouse: { org },
  });
});

test.each([
  ['an unknown user', { user: 'bob', database: 'pond' }],
  ['an unknown database', { user: 'alice', database: 'sea' }],
  ['an unknown org behind @', { user: 'alice@swans', database: 'pond' }],
  ["another org's database", { user: 'alice@geese', database: 'pond' }],
  ["another org's database on a host", { user: 'alice', database: 'lake', host: 'ducks.brooder.example' }],
  ['a host and an @ that disagree', { user: 'alice@geese', database: 'lake', host: 'ducks.brooder.example' }],
  ['an empty user', { user: '', database: 'pond' }],
  ['an empty org behind @', { user: 'alice@', database: 'pond' }],
] satisfies [string, LoginRequest][])('%s is no login', async (_, request) => {
  await expect(tenants.findLogin(request)).resolves.toBeUndefined();
});

test('whatever bytes come, a login is an existing user of the org it names, and malformed names cost no store call', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('alice', 'pond', 'alice@ducks', "'; --", 'x'.repeat(9999)),
  );
  await fc.assert(
    fc.asyncProperty(text, text, fc.option(text, { nil: undefined }), async (user, database, host) => {
      const login = await tenants.findLogin({ user, database, ...(host !== undefined && { host }) });
      if (login) expect(['alice', 'alice@ducks']).toContain(user);
    }),
  );
  calls = [];
  await tenants.findLogin({ user: 'a'.repeat(64), database: 'pond' });
  await tenants.findLogin({ user: 'alice', database: 'a\0b' });
  expect(calls).toEqual([]);
});

describe('the cache', () => {
  test('a burst of logins costs three reads, known and unknown users alike', async () => {
    const burst = (user: string) =>
      Promise.all(Array.from({ length: 50 }, () => tenants.findLogin({ user, database: 'pond' })));
    await burst('alice');
    expect(calls.sort()).toEqual(['org', 'user', 'warehouseByDatabase']);
    await burst('bob');
    await burst('bob');
    expect(calls.filter((call) => call === 'user')).toHaveLength(2);
    expect(calls).toHaveLength(4);
  });

  test('a change made elsewhere is seen after two seconds', async () => {
    const login = () => tenants.findLogin({ user: 'alice', database: 'pond' });
    await login();
    await store.setUserDisabled('ducks', 'alice', true);
    now = 1_999;
    await expect(login()).resolves.toBeDefined();
    now = 2_000;
    await expect(login()).resolves.toBeUndefined();
  });

  test.each<[string, () => Promise<unknown>]>([
    ['a suspended org', () => tenants.suspendOrg('ducks', true)],
    ['a disabled user', () => tenants.disableUser({ org: 'ducks', name: 'alice', disabled: true })],
    ['a moved database', () => tenants.putWarehouse({ org: 'ducks', database: 'puddle', kind: 'memory', options: {} })],
  ])('%s is refused at once on this gateway', async (_, change) => {
    const login = () => tenants.findLogin({ user: 'alice', database: 'pond' });
    await expect(login()).resolves.toBeDefined();
    await change();
    await expect(login()).resolves.toBeUndefined();
  });

  test('a failed read is not kept', async () => {
    let down = true;
    const flaky = createTenants({
      store: { ...store, user: (...of) => (down ? Promise.reject(new Error('down')) : store.user(...of)) },
      mockSecret: new Uint8Array(32),
      clock: realClock,
    });
    await expect(flaky.findLogin({ user: 'alice', database: 'pond' })).rejects.toThrow('down');
    down = false;
    await expect(flaky.findLogin({ user: 'alice', database: 'pond' })).resolves.toBeDefined();
  });

  test('holds ten thousand rows, the youngest ones', async () => {
    await tenants.findLogin({ user: 'alice', database: 'pond' });
    for (let i = 0; i < 10_000; i++) await tenants.findLogin({ user: `u${i}`, database: 'pond' });
    calls = [];
    await tenants.findLogin({ user: 'u9999', database: 'pond' });
    expect(calls).not.toContain('user');
    await tenants.findLogin({ user: 'alice', database: 'pond' });
    expect(calls).toContain('user');
  });
});

describe('orgs and users', () => {
  test('a password is kept as a verifier only, and can be changed', async () => {
    const bob = { org: 'ducks', name: 'bob' };
    const created = await tenants.createUser({ ...bob, password: 'one' });
    expect(created.verifier).toMatch(/^SCRAM-SHA-256\$/);
    await expect(verifyPassword('one', created.verifier)).resolves.toBe(true);
    await tenants.setPassword({ ...bob, password: 'two' });
    const login = await tenants.findLogin({ user: 'bob', database: 'pond' });
    await expect(verifyPassword('two', login!.verifier)).resolves.toBe(true);
  });

  test('users and orgs that exist, or do not, are named', async () => {
    const user = { org: 'ducks', name: 'alice', password: 'x' };
    await expect(tenants.createOrg({ id: 'ducks' })).rejects.toMatchObject({ code: 'alreadyExists' });
    await expect(tenants.createUser(user)).rejects.toMatchObject({ code: 'alreadyExists' });
    await expect(tenants.createUser({ ...user, org: 'swans' })).rejects.toMatchObject({ code: 'notFound' });
    await expect(tenants.setPassword({ ...user, name: 'bob' })).rejects.toMatchObject({ code: 'notFound' });
    await expect(tenants.createUser({ ...user, name: 'bob', password: '' })).rejects.toMatchObject({
      code: 'invalidRequest',
    });
  });

  test.each(['', 'A', '1a', '-a', 'a b', 'a@b', 'ä', 'a\n', 'a'.repeat(64), '__proto__'])(
    'the name "%s" is refused',
    async (name) => {
      const code = 'invalidName';
      await expect(tenants.createOrg({ id: name })).rejects.toMatchObject({ code });
      await expect(tenants.createUser({ org: 'ducks', name, password: 'x' })).rejects.toMatchObject({ code });
      const warehouse = { org: 'ducks', database: name, kind: 'memory', options: {} } as const;
      await expect(tenants.putWarehouse(warehouse)).rejects.toMatchObject({ code });
    },
  );

  test('an unknown user has one verifier for ever, and another one has another', () => {
    expect(tenants.mockVerifier('bob')).toBe(tenants.mockVerifier('bob'));
    expect(tenants.mockVerifier('bob')).not.toBe(tenants.mockVerifier('carl'));
  });
});

test.each<[string, string, Record<string, string>, RegExp]>([
  ['a missing option', 'duckdb-file', {}, /needs the option "path"/],
  ['a relative path', 'duckdb-file', { path: 'a.db' }, /absolute/],
  ['a path that climbs', 'duckdb-file', { path: '/data/../etc/x' }, /absolute/],
  ['an unknown option', 'memory', { path: '/a' }, /takes no option "path"/],
  ['an unknown kind', 'constructor', {}, /must be one of memory/],
  ['a password in an option', 'ducklake', { metadata: 'postgres:host=a password=b', dataPath: '/d' }, /password/],
  ['a password in an address', 'iceberg', { endpoint: 'https://u:p@host', warehouse: 'w' }, /password/],
])('a warehouse with %s is refused', async (_, kind, options, message) => {
  const warehouse = { org: 'ducks', database: 'pond', kind: kind as 'memory', options };
  await expect(tenants.putWarehouse(warehouse)).rejects.toMatchObject({
    code: 'invalidRequest',
    message: expect.stringMatching(message),
  });
});

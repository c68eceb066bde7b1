import { X509Certificate } from 'node:crypto';
import { createLog, fillSecrets, realClock, realRandom } from '@brooder/gateway';
import { PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Installation, install, provisionedNames, withoutServer } from './installation.fixture.ts';

const byObject = (a: { object: string }, b: { object: string }) => (a.object < b.object ? -1 : 1);

describe.skipIf(withoutServer)('Secrets that the chart made empty', () => {
  let installation: Installation;
  /** What the gateway's own log writes. */
  let told: string;
  beforeAll(async () => {
    installation = await install();
  });
  afterAll(() => installation?.close());
  beforeEach(() => {
    told = '';
  });

  const note = (line: string) => {
    told += line;
  };
  const log = createLog({ level: 'trace', destination: { write: note } });
  const fill = (clock = realClock) =>
    fillSecrets({
      api: installation.api,
      namespace: installation.namespaces.release,
      names: provisionedNames,
      tlsHosts: ['brooder.example', '10.0.0.7'],
      clock,
      random: realRandom,
      log,
    });
  const stored = async (name: string) => {
    const { namespaces, admin } = installation;
    const { data = {}, metadata } = await admin.readNamespacedSecret({ name, namespace: namespaces.release });
    const text = (key: string) => Buffer.from(data[key]!, 'base64').toString();
    return { text, version: metadata!.resourceVersion };
  };
  const overwrite = async (name: string, data: Record<string, string>) => {
    const { namespaces, admin } = installation;
    await admin.replaceNamespacedSecret({
      name,
      namespace: namespaces.release,
      body: { metadata: { name }, stringData: data },
    });
  };

  test('six gateways that start at once end with one set of values, the one that is stored', async () => {
    const [first, ...others] = await Promise.all([fill(), fill(), fill(), fill(), fill(), fill()]);
    for (const other of others) expect(other).toEqual(first);
    expect((await stored('made-internal')).text('internal-secret')).toBe(first!.internalSecret);
    expect((await stored('made-admin')).text('password')).toBe(first!.adminPassword);
    expect((await stored('made-store')).text('password')).toBe(first!.configStorePassword);
    expect((await stored('made-tls')).text('tls.crt')).toBe(first!.tls!.cert);
    expect(new Set([first!.internalSecret, first!.adminPassword, first!.configStorePassword]).size).toBe(3);
    expect(first!.internalSecret).toMatch(/^[\w-]{43}$/);
  });

  test('values that are there stay as they are', async () => {
    await overwrite('made-admin', { password: 'chosen by hand' });
    const before = await stored('made-admin');
    expect((await fill()).adminPassword).toBe('chosen by hand');
    expect((await stored('made-admin')).version).toBe(before.version);
  });

  test('applying the manifest of the chart once more, which names no key, keeps the values', async () => {
    const { internalSecret } = await fill();
    const { namespaces, admin } = installation;
    const manifest = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'made-internal', labels: { 'app.kubernetes.io/version': '2' } },
      type: 'Opaque',
    };
    const target = { name: 'made-internal', namespace: namespaces.release, body: manifest };
    for (const strategy of [PatchStrategy.ServerSideApply, PatchStrategy.StrategicMergePatch]) {
      const applied = strategy === PatchStrategy.ServerSideApply ? { fieldManager: 'gitops', force: true } : {};
      await admin.patchNamespacedSecret({ ...target, ...applied }, setHeaderOptions('Content-Type', strategy));
    }
    expect((await stored('made-internal')).text('internal-secret')).toBe(internalSecret);
  });

  test('a key that is there but empty is filled, and the log tells which, but no value', async () => {
    await overwrite('made-internal', { 'internal-secret': '' });
    await overwrite('made-admin', { password: '' });
    await overwrite('made-store', { password: '' });
    await overwrite('made-tls', {});
    const { tls, ...tokens } = await fill();
    const lines = told.split('\n').filter((line) => line !== '');
    expect(lines.map((line) => ({ ...JSON.parse(line), time: '' })).sort(byObject)).toEqual(
      [
        ['made-admin', 'password'],
        ['made-internal', 'internal-secret'],
        ['made-store', 'password'],
        ['made-tls', 'tls.crt, tls.key'],
      ].map(([name, keys]) => ({
        level: 'info',
        time: '',
        object: `${installation.namespaces.release}/${name}`,
        keys,
        msg: 'filled a Secret',
      })),
    );
    for (const value of Object.values(tokens)) {
      expect(value).toMatch(/^[\w-]{43}$/);
      expect(told).not.toContain(value);
      expect(told).not.toContain(Buffer.from(value).toString('base64'));
    }
    expect(told).not.toContain(tls!.key.split('\n')[1]);
  });

  test('the certificate covers the hosts asked for, and is made again near its end', async () => {
    const { tls } = await fill();
    expect(new X509Certificate(tls!.cert).checkHost('brooder.example')).toBeTruthy();
    expect(new X509Certificate(tls!.cert).checkIP('10.0.0.7')).toBeTruthy();
    expect((await fill()).tls).toEqual(tls);
    const nearItsEnd = { ...realClock, wall: () => new Date(Date.now() + 370 * 24 * 3600 * 1000) };
    const renewed = await fill(nearItsEnd);
    expect(renewed.tls!.cert).not.toBe(tls!.cert);
    expect((await stored('made-tls')).text('tls.key')).toBe(renewed.tls!.key);
  });

  test('half of a TLS pair is refused rather than replaced', async () => {
    await overwrite('made-tls', { 'tls.crt': 'a certificate of somebody' });
    await expect(fill()).rejects.toThrow(/"made-tls" lacks tls.key, but holds the rest/);
  });

  test('a TLS pair that no listener can use is refused by its key, without its content', async () => {
    await overwrite('made-tls', { 'tls.crt': 'a certificate of somebody', 'tls.key': 'its key' });
    await expect(fill()).rejects.toThrow(
      /tls.crt of the Secret "made-tls" must be a PEM certificate chain, but it holds none\.$/,
    );
  });

  test('a Secret that does not exist is named', async () => {
    await installation.admin.deleteNamespacedSecret({ name: 'made-tls', namespace: installation.namespaces.release });
    await expect(fill()).rejects.toThrow(/the Secret "made-tls" does not exist/);
  });
});

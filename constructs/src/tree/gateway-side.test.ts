/** What the gateway's concerns make of whole sets of values. */
import { environmentOf, resolveSettings, type Setting, settings, settingsOf } from '@brooder/contracts';
import { expect, test } from 'vitest';
import { type BrooderOverrides, defaultsOf, mergeValues, presets, renderManifests, values } from '../index.ts';
import { rootCertFile } from '../parts/gateway/index.ts';

const release = { name: 'wh', namespace: 'data', service: 'Helm' };
type Made = { kind: string; metadata: { name: string }; spec: never; data: Record<string, string> };

function rendered(overrides: BrooderOverrides = {}) {
  const merged = mergeValues(defaultsOf(values) as never, overrides as never) as never;
  const objects = [...renderManifests(merged, release).values()].flat() as Made[];
  const find = (kind: string, name: string) =>
    objects.find((object) => object.kind === kind && object.metadata.name.endsWith(`-${name}`));
  const config = find('ConfigMap', 'gateway')!.data;
  const pod = (find('Deployment', 'gateway') as never as { spec: { template: object } }).spec.template as {
    metadata: { annotations: Record<string, string> };
    spec: { containers: { env: { name: string; valueFrom?: { secretKeyRef: object } }[] }[] };
  };
  const variable = (name: string) =>
    pod.spec.containers[0]!.env.find((one) => one.name === name)?.valueFrom?.secretKeyRef;
  return { objects, find, config, variable, annotations: pod.metadata.annotations };
}
const refused = (overrides: BrooderOverrides) => {
  try {
    rendered(overrides);
  } catch (error) {
    return String(error);
  }
  throw new Error('nothing was refused');
};
const external = { postgres: { enabled: false } } as const;

test('every setting of the gateway that is no secret and has a place in the values reaches it by the ConfigMap', () => {
  const { config } = rendered();
  const placed = settingsOf('gateway').filter((name) => {
    const setting: Setting = settings[name];
    return setting.chart !== undefined && setting.secret === undefined && setting.default !== undefined;
  });
  expect(placed.length).toBeGreaterThan(10);
  // An empty list is not set.
  const missing = placed.filter((name) => config[environmentOf(name)] === undefined && settings[name].type !== 'list');
  expect(missing).toEqual([]);
});

test.each<[string, BrooderOverrides]>([
  ['the defaults', {}],
  ['everything on', presets.allOn.values],
  ['the other side of everything', presets.otherSide.values],
])('a gateway reads the ConfigMap of %s, and no variable in it is unknown to it', (_, overrides) => {
  const { config } = rendered(overrides);
  const { origin, values: read } = resolveSettings('gateway', { environment: config });
  expect(read.cluster).toBe('kubernetes');
  const unread = settingsOf('gateway').filter(
    (name) => environmentOf(name) in config && origin[name] !== 'environment',
  );
  expect(unread).toEqual([]);
});

test('no inline secret stands anywhere but in a Secret', () => {
  const { objects } = rendered({
    ...external,
    configStore: { host: 'db', password: 'hunter2' },
    internalSecret: { value: 'hunter2' },
    s3: { accessKeyId: 'hunter2', secretAccessKey: 'hunter2' },
    azure: { connectionString: 'hunter2' },
    gcs: { keyId: 'hunter2', secret: 'hunter2' },
  });
  const holders = objects.filter((object) => /hunter2|aHVudGVyMg/.test(JSON.stringify(object)));
  expect(new Set(holders.map(({ kind }) => kind))).toEqual(new Set(['Secret']));
  expect(holders).toHaveLength(3);
});

test('pods roll when a setting or an inline secret changes, and only then', () => {
  const before = rendered().annotations;
  expect(rendered().annotations).toEqual(before);
  const config = rendered({ logLevel: 'debug' }).annotations;
  expect(config['checksum/config']).not.toBe(before['checksum/config']);
  expect(config['checksum/secret']).toBe(before['checksum/secret']);
  const secret = rendered({ internalSecret: { value: 'x' } }).annotations;
  expect(secret['checksum/secret']).not.toBe(before['checksum/secret']);
});

test('a config store by host is a URL without its password, with reserved characters escaped', () => {
  const { config, variable } = rendered({
    ...external,
    configStore: { host: 'db', user: "o'duck @", password: 'p', sslMode: 'verify-full', sslRootCert: '/ca dir/ca.pem' },
  });
  expect(config[environmentOf('configStore')]).toBe(
    'postgres://o%27duck%20%40@db:5432/brooder?uselibpqcompat=true&sslmode=verify-full&sslrootcert=%2Fca%20dir%2Fca.pem',
  );
  expect(variable('PGPASSWORD')).toEqual({ name: 'wh-brooder-config-store', key: 'password' });
});

test('an authority that is given is mounted, and the URL names its file', () => {
  const sslRootCertFrom = { secret: 'ca' };
  const { config, find } = rendered({
    ...external,
    configStore: { host: 'db', sslMode: 'verify-full', sslRootCertFrom },
  });
  expect(config[environmentOf('configStore')]).toContain(`&sslrootcert=${encodeURIComponent(rootCertFile)}`);
  expect(JSON.stringify(find('Deployment', 'gateway'))).toContain('"secretName":"ca"');
});

test('an identity provider needs an audience and https, and is a setting of the gateway', () => {
  const issuer = 'https://idp.example.org/realms/ducks';
  expect(refused({ auth: { oidc: { issuer } } })).toContain('auth.oidc.audience: missing');
  const { config } = rendered({ auth: { oidc: { issuer, audience: 'brooder' } } });
  expect(config).toMatchObject({ BROODER_OIDC_ISSUER: issuer, BROODER_OIDC_AUDIENCE: 'brooder' });
  expect(config).not.toHaveProperty('BROODER_OIDC_JWKS_URL');
  expect(Object.keys(rendered().config).filter((name) => /ISSUER|AUDIENCE/.test(name))).toEqual([]);
});

test('a config store by Secret puts nothing into the ConfigMap and makes no Secret', () => {
  const { config, variable, find } = rendered({ ...external, configStore: { existingSecret: 'dsn' } });
  expect(config).not.toHaveProperty(environmentOf('configStore'));
  expect(variable(environmentOf('configStore'))).toEqual({ name: 'dsn', key: 'url' });
  expect(find('Secret', 'config-store')).toBeUndefined();
});

test('the gateway is told of each Secret that it fills, and of none that is given', () => {
  const told = (overrides: BrooderOverrides) => rendered(overrides).config[environmentOf('provisionedSecrets')];
  expect(told({})).toBe(
    'internalSecret=wh-brooder-internal,adminPassword=wh-brooder-admin,configStorePassword=wh-brooder-config-store,tls=wh-brooder-tls',
  );
  expect(
    told({
      ...external,
      configStore: { url: 'postgres://db/x' },
      internalSecret: { existingSecret: 'a' },
      admin: { password: 'b' },
      tls: { existingSecret: 'c' },
    }),
  ).toBeUndefined();
});

test.each<[string, BrooderOverrides]>([
  ['handoverDrainTimeout', { handoverDrainTimeout: '901s' }],
  ['configStore', external],
  ['configStore', { ...external, configStore: { host: 'a', url: 'b' } }],
  ['s3', { s3: { accessKeyId: 'a' } }],
  ['tls', { tls: { existingSecret: 'a', certManager: { enabled: true, issuerRef: { name: 'b' } } } }],
  ['pdb', { pdb: { minAvailable: 1, maxUnavailable: 1 } }],
  ['autoscaling', { autoscaling: { enabled: true }, keda: { enabled: true, triggers: [{ type: 'cpu' }] } }],
  ['ingress', { ingress: { enabled: true } }],
  ['gatewayApi.pg', { gatewayApi: { pg: { enabled: true, kind: 'TLSRoute', parentRefs: [{ name: 'a' }] } } }],
])('%s: a combination that cannot work is refused, and the message begins with the path', (path, overrides) => {
  expect(refused(overrides)).toContain(path);
});

test('a drain as long as the grace period is taken', () => {
  expect(rendered({ handoverDrainTimeout: '20m', terminationGracePeriodSeconds: 1200 }).objects).not.toEqual([]);
});

test('nothing belongs to the whole cluster unless a value asks for it', () => {
  const { objects } = rendered({ priorityClasses: { create: true } });
  expect(objects.filter(({ kind }) => kind === 'PriorityClass')).toHaveLength(2);
  expect(rendered().objects.map(({ kind }) => kind)).not.toContain('PriorityClass');
});

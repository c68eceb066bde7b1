import { resolveSettings } from '@brooder/contracts';
import { expect, test } from 'vitest';
import { neededSettings, provisionedNames } from './provisioned-names.ts';

test('each kind gets the name of its Secret', () => {
  expect(provisionedNames(['internalSecret=a-internal', 'tls=a.tls'])).toEqual({
    internalSecret: 'a-internal',
    tls: 'a.tls',
  });
});

test.each([
  ['tls', /must be a list of kind=name.*but is tls\./],
  ['tls=', /but is tls=\./],
  ['', /but is an empty entry/],
  ['tls=A_Name', /but is tls=A_Name\./],
  ['tls=a,b', /list of kind=name/],
  ['internalSecrt=a', /internalSecret, adminPassword, configStorePassword, tls.*did you mean internalSecret=a\?/],
  ['constructor=a', /of the kinds .*but is constructor=a\.$/],
])('the entry "%s" is refused', (entry, message) => {
  expect(() => provisionedNames([entry])).toThrow(message);
});

test('a kind that is named twice is refused', () => {
  expect(() => provisionedNames(['tls=a', 'tls=b'])).toThrow(/one Secret for each kind, but is tls=a and tls=b/);
});

const needed = (file: Record<string, unknown>) =>
  neededSettings(resolveSettings('gateway', { file: { path: 'test', values: file } }).values);

test('what a provisioned Secret brings need not be given; filling needs to know where and for which hosts', () => {
  expect(needed({})).toEqual(['configStore', 'internalSecret', 'tlsCertFile', 'tlsKeyFile']);
  expect(needed({ provisionedSecrets: ['internalSecret=a'] })).toEqual([
    'configStore',
    'tlsCertFile',
    'tlsKeyFile',
    'releaseNamespace',
  ]);
  const all = ['internalSecret=a', 'tls=b'];
  expect(needed({ provisionedSecrets: all })).toEqual(['configStore', 'tlsHosts', 'releaseNamespace']);
  expect(needed({ provisionedSecrets: all, tlsCertFile: 'c' })).toContain('tlsKeyFile');
});

test('a host that no certificate can cover is refused, names and addresses are not', () => {
  const tls = (tlsHosts: string[]) => needed({ provisionedSecrets: ['tls=a'], tlsHosts });
  expect(() => tls(['a.example', '*.a.example', 'brooder-pg', '10.0.0.7', 'fd00::1'])).not.toThrow();
  for (const host of ['bücher.example', 'a.example:5432', 'https://a', '', 'a b', 'a.'])
    expect(() => tls(['a.example', host])).toThrow(/"tlsHosts".*DNS names and IP addresses/);
});

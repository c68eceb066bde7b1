/** What `brooder gateway` needs to be told when Secrets of its namespace bring a part of it. */
import { isIP } from 'node:net';
import {
  environmentOf,
  failures,
  flagOf,
  nearestName,
  type ProvisionedSecret,
  provisionedSecrets,
  type SettingName,
  type Settings,
} from '@brooder/contracts';

const kinds = Object.keys(provisionedSecrets) as ProvisionedSecret[];
/** `kind=name`, the name as Kubernetes takes it (RFC 1123 subdomain). */
const entry = /^(?<kind>\w+)=(?<name>[a-z0-9](?:[-.a-z0-9]{0,251}[a-z0-9])?)$/;

/**
 * Names of the Secrets by kind, from the entries of the setting `provisionedSecrets`.
 * @throws invalidSetting  an entry that is not `kind=name`, an unknown kind, a kind given twice
 */
export function provisionedNames(entries: readonly string[]): Partial<Record<ProvisionedSecret, string>> {
  const names: Partial<Record<ProvisionedSecret, string>> = {};
  for (const text of entries) {
    const { kind = '', name = '' } = entry.exec(text)?.groups ?? {};
    if (name === '') throw refuse('provisionedSecrets', 'a list of kind=name, each name that of a Secret', text);
    const known = kinds.find((one) => one === kind);
    if (known === undefined) {
      const nearest = nearestName(kind, kinds);
      throw refuse(
        'provisionedSecrets',
        `of the kinds ${kinds.join(', ')}`,
        `${text}${nearest ? ` (did you mean ${nearest}=${name}?)` : ''}`,
      );
    }
    if (names[known] !== undefined)
      throw refuse('provisionedSecrets', 'one Secret for each kind', `${known}=${names[known]} and ${text}`);
    names[known] = name;
  }
  return names;
}

const refuse = (name: 'provisionedSecrets' | 'tlsHosts', expected: string, actual: string) =>
  failures.invalidSetting({
    name,
    expected,
    actual: actual === '' ? 'an empty entry' : actual,
    source: `${flagOf(name)} or ${environmentOf(name)}`,
  });

const dnsName = /^(\*\.)?[a-z0-9_][-a-z0-9_]{0,62}(\.[a-z0-9_][-a-z0-9_]{0,62})*$/i;

/** A certificate never covers what is neither name nor address: each start of each gateway would make another one. */
function refuseHosts(hosts: readonly string[]): void {
  for (const host of hosts) {
    if (!dnsName.test(host) && isIP(host) === 0)
      throw refuse(
        'tlsHosts',
        'a list of DNS names and IP addresses, names with other letters in their xn-- form',
        host,
      );
  }
}

/**
 * Settings without which this gateway cannot start: those that no provisioned Secret brings, and those that filling needs.
 * @throws invalidSetting  what filling is told makes no sense
 */
export function neededSettings(values: Settings): SettingName[] {
  const names = provisionedNames(values.provisionedSecrets);
  if (names.tls) refuseHosts(values.tlsHosts);
  // One file without the other is a mistake, which a provisioned pair must not hide.
  const tlsGiven = values.tlsCertFile !== undefined || values.tlsKeyFile !== undefined;
  return [
    'configStore',
    ...(names.internalSecret ? [] : (['internalSecret'] as const)),
    ...(names.tls && !tlsGiven ? [] : (['tlsCertFile', 'tlsKeyFile'] as const)),
    ...(names.tls ? (['tlsHosts'] as const) : []),
    ...(values.provisionedSecrets.length > 0 ? (['releaseNamespace'] as const) : []),
  ];
}

/** What `brooder gateway` needs to be told when Secrets of its namespace bring a part of it. */
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
    if (name === '') throw refuse('a list of kind=name, each name that of a Secret', text);
    const known = kinds.find((one) => one === kind);
    if (known === undefined) {
      const nearest = nearestName(kind, kinds);
      throw refuse(
        `of the kinds ${kinds.join(', ')}`,
        `${text}${nearest ? ` (did you mean ${nearest}=${name}?)` : ''}`,
      );
    }
    if (names[known] !== undefined) throw refuse('one Secret for each kind', `${known}=${names[known]} and ${text}`);
    names[known] = name;
  }
  return names;
}

const refuse = (expected: string, actual: string) =>
  failures.invalidSetting({
    name: 'provisionedSecrets',
    expected,
    actual: actual === '' ? 'an empty entry' : actual,
    source: `${flagOf('provisionedSecrets')} or ${environmentOf('provisionedSecrets')}`,
  });

/** Settings without which this gateway cannot start: those that no provisioned Secret brings, and those that filling needs. */
export function neededSettings(values: Settings): SettingName[] {
  const names = provisionedNames(values.provisionedSecrets);
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

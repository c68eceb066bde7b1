import {
  environmentOf,
  failures,
  flagOf,
  type SettingName,
  type Settings,
  type StorageCredentials,
} from '@brooder/contracts';
import { parseEndpoint } from './endpoint.ts';

/**
 * The operator's credentials for all warehouses; a store with nothing set is absent.
 * @throws missingSetting  one half of a key pair
 * @throws invalidSetting  an endpoint that is none
 */
export function storageOfSettings(settings: Settings): StorageCredentials {
  const pair = (first: SettingName, second: SettingName): [string, string] | undefined => {
    const values = [settings[first] || undefined, settings[second] || undefined] as (string | undefined)[];
    for (const [index, name] of [first, second].entries()) {
      if (values[index] === undefined && values[1 - index] !== undefined)
        throw failures.missingSetting({ name, flag: `${flagOf(name)} by file`, env: environmentOf(name) });
    }
    return values[0] === undefined ? undefined : (values as [string, string]);
  };
  const s3 = { ...endpointAndTls(settings), ...present({ region: settings.s3Region, urlStyle: settings.s3UrlStyle }) };
  const s3Keys = pair('s3AccessKeyId', 's3SecretAccessKey');
  const gcsKeys = pair('gcsKeyId', 'gcsSecret');
  const storage: StorageCredentials = {
    s3: { ...s3, ...(s3Keys && { accessKeyId: s3Keys[0], secretAccessKey: s3Keys[1] }) },
    ...(settings.azureConnectionString && { azure: { connectionString: settings.azureConnectionString } }),
    ...(gcsKeys && { gcs: { keyId: gcsKeys[0], secret: gcsKeys[1] } }),
  };
  if (Object.keys(storage.s3!).length === 0) delete storage.s3;
  return storage;
}

function endpointAndTls({ s3Endpoint, s3UseSsl }: Settings): { endpoint?: string; useSsl?: boolean } {
  const given = s3UseSsl === undefined ? {} : { useSsl: s3UseSsl };
  if (!s3Endpoint) return given;
  const endpoint = parseEndpoint(s3Endpoint);
  if (!endpoint) {
    throw failures.invalidSetting({
      name: 's3Endpoint',
      expected: '"host:port", or such with http:// or https:// before it and nothing behind',
      // It may hold a login.
      actual: 'something else',
      source: 'the settings',
    });
  }
  const { host, useSsl } = endpoint;
  return { endpoint: host, ...(useSsl === undefined ? {} : { useSsl }), ...given };
}

function present<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== '')) as never;
}

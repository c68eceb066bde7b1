/** Where the config store is, and what a pod needs to log in there: gateways, the migration Job and the seed Job agree on it. */
import { environmentOf } from '@brooder/contracts';
import type { Construct } from 'constructs';
import { and, choose, not, or, Refusal, str, urlEncoded, type Value, whenBlock } from '../expr/index.ts';
import { type RootCert, rootCertFile, type SecretVariable } from '../parts/gateway/index.ts';
import { postgresPort } from '../parts/postgres/index.ts';
import { BrooderSecret } from '../parts/secrets/index.ts';
import type { TreeContext } from './context.ts';
import { postgresSecret } from './postgres.ts';

/** Read by every Postgres client; a URL without a password takes it. */
const passwordVariable = 'PGPASSWORD';
const urlVariable = environmentOf('configStore');
const secretSuffix = 'config-store';
const keys = { url: 'url', password: 'password' };

/** Whether the bundled Postgres is the config store. */
const isBundled = ({ values }: TreeContext): Value<boolean> => values.postgres.enabled;

/** Whether the chart mounts the authority of its certificate. */
const isMounted = ({ secret, configMap }: RootCert): Value<boolean> => or(secret, configMap);

/** The URL without a password; empty when the whole URL is in a Secret. */
export function configStoreUrl(context: TreeContext): Value<string> {
  const { system, values } = context;
  const { configStore, postgres } = values;
  const { sslMode, sslRootCertFrom } = configStore;
  const sslRootCert = choose(isMounted(sslRootCertFrom), rootCertFile, configStore.sslRootCert);
  const root = choose(sslRootCert, str`&sslrootcert=${urlEncoded(sslRootCert)}`, '');
  // Without the first parameter node-postgres takes "require" for "verify-full".
  const tls = choose(sslMode, str`?uselibpqcompat=true&sslmode=${sslMode}${root}`, '');
  const given = str`postgres://${urlEncoded(configStore.user)}@${configStore.host}:${configStore.port}/${urlEncoded(configStore.database)}${tls}`;
  const bundled = str`postgres://${urlEncoded(postgres.user)}@${system.name('postgres')}:${postgresPort}/${urlEncoded(postgres.database)}`;
  return choose(isBundled(context), bundled, choose(configStore.host, given, ''));
}

/** The variables that come from Secrets: the whole URL, or the password that the URL lacks. */
export function configStoreSecrets(context: TreeContext): readonly SecretVariable[] {
  const { system, values } = context;
  const { existingSecret, existingSecretKey, url, host, password, passwordSecret } = values.configStore;
  const bundled = isBundled(context);
  const server = postgresSecret(context);
  const own = system.name(secretSuffix);
  return [
    {
      name: urlVariable,
      condition: and(not(bundled), or(existingSecret, url)),
      secret: choose(existingSecret, existingSecret, own),
      key: choose(existingSecret, existingSecretKey, keys.url),
    },
    {
      name: passwordVariable,
      condition: or(bundled, and(host, or(password, passwordSecret.name))),
      secret: choose(bundled, server.name, choose(passwordSecret.name, passwordSecret.name, own)),
      key: choose(bundled, server.key, choose(passwordSecret.name, passwordSecret.key, keys.password)),
      // A gateway fills the Secret of the bundled Postgres, so it must start before there is anything in it.
      optional: bundled,
    },
  ];
}

/** The Secret of inline values. */
export function addConfigStoreSecret(scope: Construct, context: TreeContext): void {
  const { system, values } = context;
  const { url, password, passwordSecret } = values.configStore;
  const ownPassword = and(password, not(passwordSecret.name));
  whenBlock(scope, secretSuffix, and(not(isBundled(context)), or(url, ownPassword)), (s) => {
    new BrooderSecret(s, secretSuffix, {
      system,
      name: system.name(secretSuffix),
      texts: { [keys.url]: url, [keys.password]: choose(ownPassword, password, '') },
    });
  });
}

const ways = 'configStore.existingSecret, configStore.url and configStore.host';

/** Exactly one config store. */
export function refuseConfigStores(scope: Construct, context: TreeContext): void {
  const { existingSecret, url, host, password, passwordSecret, sslMode, sslRootCert, sslRootCertFrom } =
    context.values.configStore;
  const mounted = isMounted(sslRootCertFrom);
  const bundled = isBundled(context);
  const refuse = (id: string, condition: Value<unknown>, message: string) => new Refusal(scope, id, condition, message);
  refuse(
    'no-config-store',
    not(or(bundled, existingSecret, url, host)),
    `configStore: there is no config store, because none of ${ways} is set and postgres.enabled is false. Give one of them.`,
  );
  refuse(
    'two-ways',
    or(and(existingSecret, url), and(existingSecret, host), and(url, host)),
    `configStore: more than one of ${ways} is set. Keep one of them.`,
  );
  refuse(
    'password-without-host',
    and(or(password, passwordSecret.name), not(host)),
    'configStore: password and passwordSecret go with configStore.host, which is empty. Set host, or put the password into the URL.',
  );
  refuse(
    'two-passwords',
    and(password, passwordSecret.name),
    'configStore: password and passwordSecret.name are both set. Keep one of them.',
  );
  refuse(
    'tls-without-host',
    and(or(sslMode, sslRootCert), not(host)),
    'configStore: sslMode and sslRootCert go with configStore.host, which is empty. Set host, or put them into the URL.',
  );
  refuse(
    'root-without-tls',
    and(or(sslRootCert, and(mounted, host)), not(sslMode)),
    'configStore: sslRootCert and sslRootCertFrom say whom to trust, but sslMode is empty, so there is no TLS. Set sslMode to verify-full.',
  );
  refuse(
    'two-roots',
    or(and(sslRootCertFrom.secret, sslRootCertFrom.configMap), and(mounted, sslRootCert)),
    'configStore: more than one of sslRootCert, sslRootCertFrom.secret and sslRootCertFrom.configMap is set. Keep one of them.',
  );
  refuse(
    'root-of-the-bundled-one',
    and(bundled, mounted),
    'configStore.sslRootCertFrom: the bundled Postgres has no TLS. Leave it out, or set postgres.enabled to false and name a Postgres of yours.',
  );
}

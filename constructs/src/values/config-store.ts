import { rootCertFile } from '../parts/gateway/index.ts';
import { group, integer, text } from '../schema/index.ts';

/** The Postgres that all gateways of an installation share. */
export const configStoreValues = {
  configStore: group(
    'The config store: a Postgres of yours, in one of three ways: a Secret that holds the whole URL, the URL itself, or host and the rest. None of them: the bundled Postgres of `postgres.enabled`.',
    {
      existingSecret: text('Secret that holds the whole URL, `postgres://user:password@host:5432/database`.', {
        form: 'dnsSubdomain',
      }),
      existingSecretKey: text('Its key.', { default: 'url', mayBeEmpty: false }),
      url: text('The whole URL. Kept in a Secret.'),
      host: text('Host name or address.'),
      port: integer('Port.', 5432, { minimum: 1, maximum: 65_535 }),
      database: text('Database; the gateway makes its tables in it.', { default: 'brooder', mayBeEmpty: false }),
      user: text('Role that the gateway logs in as.', { default: 'brooder', mayBeEmpty: false }),
      sslMode: text(
        'TLS to the config store, as libpq means it; empty: none. `verify-full` also checks the name of the server.',
        {
          oneOf: ['', 'disable', 'require', 'verify-full'],
        },
      ),
      sslRootCert: text(
        'Path, in the container, of a PEM file with the authority that signed its certificate; needs `sslMode`. Mount it with `extraVolumes` and with `jobs.extraVolumes`, or take `sslRootCertFrom`.',
      ),
      sslRootCertFrom: group(
        `Secret or ConfigMap that holds that PEM file. It is mounted as ${rootCertFile} in gateways and in Jobs, where a URL of yours may name it too; with \`host\` the chart does, so it needs \`sslMode\`.`,
        {
          secret: text('Name of the Secret.', { form: 'dnsSubdomain' }),
          configMap: text('Name of the ConfigMap.', { form: 'dnsSubdomain' }),
          key: text('Key of either.', { default: 'ca.crt', mayBeEmpty: false }),
        },
      ),
      password: text('Password, kept in a Secret. Empty, and no `passwordSecret`: the server asks for none.'),
      passwordSecret: group('Existing Secret with the password.', {
        name: text('Its name.', { form: 'dnsSubdomain' }),
        key: text('Its key.', { default: 'password', mayBeEmpty: false }),
      }),
    },
  ),
};

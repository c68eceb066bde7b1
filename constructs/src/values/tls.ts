import { flag, group, list, text } from '../schema/index.ts';

/** The certificate of the listeners. */
export const tlsValues = {
  tls: group(
    'Certificate of the Postgres and Flight listeners. Without an existing Secret and without cert-manager the gateway makes a self-signed one at its first start and keeps it in a Secret.',
    {
      existingSecret: text('Secret with the certificate.', { form: 'dnsSubdomain' }),
      certKey: text('Key of `existingSecret` that holds the PEM chain.', { default: 'tls.crt', mayBeEmpty: false }),
      keyKey: text('Key of `existingSecret` that holds the PEM private key.', {
        default: 'tls.key',
        mayBeEmpty: false,
      }),
      dnsNames: list(
        text('DNS name.', { mayBeEmpty: false }),
        'Names clients connect to, beside those of the Services.',
        {
          example: ['sql.example.org'],
        },
      ),
      certManager: group('Certificate from cert-manager. Needs its CRDs.', {
        enabled: flag('Write a Certificate.', false),
        issuerRef: group('Who signs.', {
          name: text('Name of the issuer.'),
          kind: text('Kind of the issuer.', { default: 'Issuer', mayBeEmpty: false }),
          group: text('API group of the issuer.', { default: 'cert-manager.io', mayBeEmpty: false }),
        }),
        duration: text('How long a certificate is valid, for example 2160h; empty: what cert-manager takes.', {
          form: 'duration',
        }),
        renewBefore: text('How long before its end it is renewed, for example 360h; empty: what cert-manager takes.', {
          form: 'duration',
        }),
      }),
    },
  ),
};

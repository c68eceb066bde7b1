/** The certificate of the listeners: an existing Secret, cert-manager's, or one that the gateway makes. */
import { environmentOf } from '@brooder/contracts';
import type { Construct } from 'constructs';
import {
  and,
  choose,
  concat,
  fallback,
  join,
  not,
  or,
  Refusal,
  str,
  type TextMap,
  type Value,
  whenBlock,
} from '../expr/index.ts';
import { tlsFiles } from '../parts/gateway/index.ts';
import { BrooderSecret, ListenerCertificate } from '../parts/secrets/index.ts';
import type { TreeContext } from './context.ts';

/** Listeners whose Services stand in the certificate. */
const named = ['pg', 'flight', 'api'] as const;

/** Secret that is mounted; empty when the gateway makes the certificate itself and reads it by the API. */
export const mountedTlsSecret = ({ system, values: { tls } }: TreeContext): Value<string> =>
  choose(tls.certManager.enabled, system.name('certificate'), tls.existingSecret);

/** Keys of the mounted Secret. cert-manager's are fixed. */
export const mountedTlsKeys = ({ values: { tls } }: TreeContext) => ({
  tlsCertKey: choose(tls.certManager.enabled, 'tls.crt', tls.certKey),
  tlsKeyKey: choose(tls.certManager.enabled, 'tls.key', tls.keyKey),
});

/** Names of the Services inside the cluster. */
const serviceNames = ({ system }: TreeContext): readonly Value<string>[] =>
  named.flatMap((listener) => {
    const name = system.name(listener);
    return [name, str`${name}.${system.namespace}`, str`${name}.${system.namespace}.svc`];
  });

/** Settings about the certificate. */
export function tlsSettings(context: TreeContext): TextMap {
  const { tls } = context.values;
  const mounted = mountedTlsSecret(context);
  // "localhost" is where `kubectl port-forward` ends.
  const hosts = concat(serviceNames(context) as readonly string[], ['localhost', '127.0.0.1'], tls.dnsNames);
  return {
    [environmentOf('tlsCertFile')]: choose(mounted, tlsFiles.cert, ''),
    [environmentOf('tlsKeyFile')]: choose(mounted, tlsFiles.key, ''),
    [environmentOf('tlsHosts')]: choose(mounted, '', join(hosts, ',')),
  };
}

/** cert-manager's Certificate, or the Secret that the gateway fills. */
export function addListenerTls(scope: Construct, context: TreeContext): void {
  const { system, values } = context;
  const { existingSecret, certManager, dnsNames } = values.tls;
  whenBlock(scope, 'certificate', certManager.enabled, (s) => {
    new ListenerCertificate(s, 'certificate', {
      system,
      secretName: system.name('certificate'),
      // An ACME issuer signs no names that only the cluster knows, so names that are given stand alone.
      dnsNames: fallback(dnsNames, concat(serviceNames(context) as readonly string[])),
      issuerRef: certManager.issuerRef,
      duration: certManager.duration,
      renewBefore: certManager.renewBefore,
    });
  });
  whenBlock(scope, 'tls', not(or(existingSecret, certManager.enabled)), (s) => {
    // Clients that pinned the self-signed certificate would meet another one.
    new BrooderSecret(s, 'tls', { system, name: system.name('tls'), texts: {}, keep: true });
  });
}

export function refuseListenerTls(scope: Construct, { values: { tls } }: TreeContext): void {
  const { certManager, existingSecret } = tls;
  new Refusal(
    scope,
    'two-certificates',
    and(certManager.enabled, existingSecret),
    'tls: existingSecret is set and certManager.enabled is true, so it is unclear which certificate holds. Keep one of them.',
  );
  new Refusal(
    scope,
    'no-issuer',
    and(certManager.enabled, not(certManager.issuerRef.name)),
    'tls.certManager.issuerRef.name: it is empty, but certManager.enabled is true. Name the Issuer or ClusterIssuer that signs.',
  );
}

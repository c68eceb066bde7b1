import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { manifest, opt, type Value } from '../../expr/index.ts';
import type { System } from '../../system/index.ts';

export interface ListenerCertificateProps {
  readonly system: System;
  /** Secret that cert-manager writes. */
  readonly secretName: Value<string>;
  /** Names clients connect to; at least one. */
  readonly dnsNames: Value<readonly string[]>;
  /** Who signs. */
  readonly issuerRef: {
    readonly name: Value<string>;
    /** Issuer, ClusterIssuer, or a kind of another project. */
    readonly kind: Value<string>;
    readonly group: Value<string>;
  };
  /** How long a certificate is valid, for example `2160h`. @default - what cert-manager takes */
  readonly duration?: Value<string>;
  /** How long before its end it is renewed. @default - what cert-manager takes */
  readonly renewBefore?: Value<string>;
}

/** The listeners' certificate, made and renewed by cert-manager. */
export class ListenerCertificate extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: ListenerCertificateProps) {
    super(scope, id);
    const { system, secretName, dnsNames, issuerRef } = props;
    this.object = manifest(this, 'certificate', {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: system.metadata('gateway', system.name('gateway')),
      spec: {
        secretName,
        dnsNames,
        issuerRef: { name: issuerRef.name, kind: issuerRef.kind, group: issuerRef.group },
        duration: opt(props.duration ?? ''),
        renewBefore: opt(props.renewBefore ?? ''),
        privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
        usages: ['digital signature', 'server auth'],
      },
    });
  }
}

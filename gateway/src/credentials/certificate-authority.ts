/** The authority that a gateway installation uses for its workers: one root, one short-lived certificate for each worker. */
import type { Clock, Random } from '@brooder/contracts';
import { keyPem, makeCertificate, makeKeyPair } from './certificate.ts';

export interface IssuedCertificate {
  /** PEM certificate of the worker; its DNS name is the worker id. */
  cert: string;
  /** PEM PKCS #8. */
  key: string;
  /** PEM of the authority, for whoever dials the worker. */
  ca: string;
}

export interface CertificateAuthority {
  readonly ca: string;
  /** Valid for 127.0.0.1 and for the DNS name `workerId`, by which the gateway checks that it speaks with the very worker it meant. */
  issue(workerId: string): Promise<IssuedCertificate>;
}

const day = 24 * 3600 * 1000;
/** Longer than any worker lives, shorter than anybody forgets it. */
const workerDays = 90;
const authorityDays = 3650;
/** Clocks of two machines differ; a certificate must not be "not yet valid" on the slower one. */
const skewMs = 3600 * 1000;

/** An authority whose key lives in this process's memory only: workers of an ended gateway are known by their Secret, not by it. */
export async function createCertificateAuthority(seams: {
  random: Random;
  clock: Clock;
}): Promise<CertificateAuthority> {
  const { random, clock } = seams;
  const own = await makeKeyPair();
  // Two installations on one machine must not share a name: verifiers find an issuer by it.
  const issuer = { commonName: `brooder workers ${Buffer.from(random.bytes(6)).toString('hex')}`, ...own };
  const valid = (days: number) => {
    const now = clock.wall().getTime();
    return { notBefore: new Date(now - skewMs), notAfter: new Date(now + days * day) };
  };
  const ca = makeCertificate({
    commonName: issuer.commonName,
    publicKey: own.publicKey,
    issuer,
    serial: random.bytes(16),
    ...valid(authorityDays),
    usage: { kind: 'authority' },
  });
  return {
    ca,
    async issue(workerId) {
      const pair = await makeKeyPair();
      const cert = makeCertificate({
        commonName: workerId,
        publicKey: pair.publicKey,
        issuer,
        serial: random.bytes(16),
        ...valid(workerDays),
        usage: { kind: 'server', hosts: [workerId, '127.0.0.1'] },
      });
      return { cert, key: keyPem(pair.privateKey), ca };
    },
  };
}

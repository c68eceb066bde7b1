/**
 * X.509 v3 certificates with ECDSA P-256 keys, made in about a millisecond by Node's own crypto.
 * Source: RFC 5280 (profile), RFC 5480 and RFC 5758 (elliptic curve keys and signatures).
 */
import { createHash, createPublicKey, generateKeyPair, type KeyObject, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import {
  bitString,
  boolean,
  explicit,
  implicit,
  objectIdentifier,
  octetString,
  sequence,
  set,
  time,
  unsignedInteger,
  utf8String,
} from './der.ts';

export interface KeyPair {
  privateKey: KeyObject;
  publicKey: KeyObject;
}

export interface CertificateRequest {
  commonName: string;
  publicKey: KeyObject;
  /** Who signs: itself for a root or a self-signed server. */
  issuer: { commonName: string; privateKey: KeyObject; publicKey: KeyObject };
  /** 16 random bytes. */
  serial: Uint8Array;
  notBefore: Date;
  notAfter: Date;
  /** `authority` may only sign certificates; `server` may only serve TLS under `hosts`. */
  usage: { kind: 'authority' } | { kind: 'server'; hosts: readonly string[] };
}

const oid = {
  commonName: '2.5.4.3',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyId: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
} as const;

const generate = promisify(generateKeyPair);

export async function makeKeyPair(): Promise<KeyPair> {
  return generate('ec', { namedCurve: 'P-256' });
}

export const keyPem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }) as string;

/** A signed certificate as PEM. */
export function makeCertificate(request: CertificateRequest): string {
  const algorithm = sequence(objectIdentifier(oid.ecdsaWithSha256));
  const body = sequence(
    explicit(0, unsignedInteger(Buffer.from([2]))), // v3
    unsignedInteger(positive(request.serial)),
    algorithm,
    name(request.issuer.commonName),
    sequence(time(request.notBefore), time(request.notAfter)),
    name(request.commonName),
    request.publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensions(request))),
  );
  const signature = sign('sha256', body, request.issuer.privateKey);
  return pem(sequence(body, algorithm, bitString(signature)));
}

function extensions(request: CertificateRequest): Buffer[] {
  const authority = request.usage.kind === 'authority';
  const own = [
    extension(oid.basicConstraints, true, authority ? sequence(boolean(true)) : sequence()),
    // Bits from the left: digitalSignature is bit 0, keyCertSign bit 5, cRLSign bit 6.
    extension(oid.keyUsage, true, authority ? bitString(Buffer.from([0x06]), 1) : bitString(Buffer.from([0x80]), 7)),
    extension(oid.subjectKeyId, false, octetString(keyId(request.publicKey))),
    extension(oid.authorityKeyId, false, sequence(implicit(0, keyId(request.issuer.publicKey)))),
  ];
  if (request.usage.kind === 'authority') return own;
  return [
    ...own,
    extension(oid.extendedKeyUsage, false, sequence(objectIdentifier(oid.serverAuth))),
    extension(oid.subjectAltName, false, sequence(...request.usage.hosts.map(generalName))),
  ];
}

const extension = (id: string, critical: boolean, value: Uint8Array) =>
  sequence(objectIdentifier(id), ...(critical ? [boolean(true)] : []), octetString(value));

const name = (commonName: string) => sequence(set(sequence(objectIdentifier(oid.commonName), utf8String(commonName))));

/** A DNS name or an IP address of a subjectAltName. */
function generalName(host: string): Buffer {
  return isIP(host) === 0 ? implicit(2, Buffer.from(host, 'ascii')) : implicit(7, addressBytes(host));
}

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  // The URL parser knows every short form of IPv6 and writes hexadecimal groups only.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const missing = 8 - groups(head).length - groups(tail ?? '').length;
  const all = [...groups(head), ...(tail === undefined ? [] : Array<string>(missing).fill('0')), ...groups(tail ?? '')];
  return Buffer.from(all.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]));
}

/** SHA-1 of the key's bits, RFC 5280 4.2.1.2 method 1: an identifier, not a security measure. */
function keyId(key: KeyObject): Buffer {
  // The last 65 bytes of a P-256 SPKI are the uncompressed point, the content of its bit string.
  return createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }).subarray(-65))
    .digest();
}

/** A serial must be above zero and fit in 20 bytes: RFC 5280 4.1.2.2. */
const positive = (serial: Uint8Array) => Buffer.concat([Buffer.from([1]), serial.subarray(0, 16)]);

const pem = (der: Buffer) =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`;

/** The public half, for a private key that was read from a file. */
export const publicHalf = (privateKey: KeyObject) => createPublicKey(privateKey);

import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { failures } from '@brooder/contracts';

/** The stored form of a password: enough to check it, not enough to log in with. Source: RFC 5802, RFC 7677. */
export interface ScramVerifier {
  iterations: number;
  salt: Uint8Array;
  storedKey: Uint8Array;
  serverKey: Uint8Array;
}

const keyBytes = 32;
const saltBytes = 16;
const defaultIterations = 4096;
/** A verifier with more would let one login hold a thread for seconds. */
const maxIterations = 1_000_000;
/** Longer passwords are refused before any work is spent on them. */
const maxPasswordBytes = 1024;

const derive = promisify(pbkdf2);
export const hmac = (key: Uint8Array, data: string | Uint8Array): Buffer =>
  createHmac('sha256', key).update(data).digest();
export const sha256 = (data: Uint8Array): Buffer => createHash('sha256').update(data).digest();
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** SASLprep of the password, or the password itself when SASLprep prohibits it: PostgreSQL and libpq do the same (scram_build_secret). */
async function prepare(password: string): Promise<string> {
  // Its tables take 3 MB, and a worker, which never sees a password, imports this room too.
  const { saslprep } = await import('@mongodb-js/saslprep');
  try {
    return saslprep(password) || password;
  } catch {
    return password;
  }
}

async function keysOf(password: string, salt: Uint8Array, iterations: number) {
  if (Buffer.byteLength(password) > maxPasswordBytes)
    throw failures.messageTooLarge({
      limit: maxPasswordBytes,
      actual: Buffer.byteLength(password),
      what: 'A password',
    });
  const salted = await derive(await prepare(password), salt, iterations, keyBytes, 'sha256');
  return { storedKey: sha256(hmac(salted, 'Client Key')), serverKey: hmac(salted, 'Server Key') };
}

const format = (verifier: ScramVerifier): string =>
  `SCRAM-SHA-256$${verifier.iterations}:${base64(verifier.salt)}$${base64(verifier.storedKey)}:${base64(verifier.serverKey)}`;

/** PostgreSQL's form, `SCRAM-SHA-256$<iterations>:<salt>$<stored key>:<server key>`, with a random salt. @throws messageTooLarge */
export async function makeVerifier(password: string, iterations: number = defaultIterations): Promise<string> {
  const salt = randomBytes(saltBytes);
  return format({ iterations, salt, ...(await keysOf(password, salt, iterations)) });
}

const pattern = /^SCRAM-SHA-256\$([1-9][0-9]{0,6}):([A-Za-z0-9+/]+={0,2})\$([A-Za-z0-9+/]{43}=):([A-Za-z0-9+/]{43}=)$/;

/** @throws invalidRequest when it is not a SCRAM-SHA-256 verifier; the text itself stays out of the error */
export function parseVerifier(text: string): ScramVerifier {
  const [, iterations = '', salt = '', storedKey = '', serverKey = ''] = pattern.exec(text) ?? [];
  const count = Number(iterations);
  if (count === 0 || count > maxIterations)
    throw failures.invalidRequest({ reason: 'The stored password is not a SCRAM-SHA-256 verifier.' });
  const decode = (part: string) => Buffer.from(part, 'base64');
  return { iterations: count, salt: decode(salt), storedKey: decode(storedKey), serverKey: decode(serverKey) };
}

/**
 * A verifier that no password matches, the same for the same user each time, so that an unknown user looks like a known one:
 * salt and iterations are what an attacker sees, and the proof is checked at the same cost.
 */
export function mockVerifier(secret: Uint8Array, user: string): string {
  const part = (label: string) => hmac(secret, `brooder mock ${label}\0${user}`);
  return format({
    iterations: defaultIterations,
    salt: part('salt').subarray(0, saltBytes),
    storedKey: part('stored key'),
    serverKey: part('server key'),
  });
}

/** Checks a password that came in clear (HTTP Basic); the cost is the same whether or not it matches. @throws messageTooLarge, invalidRequest */
export async function verifyPassword(password: string, verifier: string): Promise<boolean> {
  const { salt, iterations, storedKey } = parseVerifier(verifier);
  const keys = await keysOf(password, salt, iterations);
  return timingSafeEqual(keys.storedKey, storedKey);
}

/**
 * Tickets and session tokens: AES-256-GCM, so that nobody else can read, change or make one. Layout: version (1 byte), nonce (12), tag (16),
 * ciphertext of [expiry in ms since 1970 (8), payload]. What the ticket is for is authenticated beside it. Source: NIST SP 800-38D.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { failures } from '@brooder/contracts';

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = 1 + nonceBytes + tagBytes;
/** Longer ones are refused before any work. */
const maxBytes = 1_048_576;
const dayMs = 86_400_000;

export interface SealOptions {
  /** Wall clock in milliseconds since 1970; tests give their own. */
  now?: () => number;
  /** Milliseconds the ticket stays valid; a day when absent. */
  validMs?: number;
}

/**
 * @param key      32 bytes, the same on every gateway
 * @param payload  up to 1 MB
 * @param binding  what the ticket is for, for example `${sessionId}/${org}`
 */
export function sealTicket(
  key: Uint8Array,
  payload: Uint8Array,
  binding: string,
  options: SealOptions = {},
): Uint8Array {
  return seal(key, payload, `ticket:${binding}`, options);
}

/** @throws invalidTicket on anything that was not sealed with this key for this binding, or has expired */
export function openTicket(
  key: Uint8Array,
  ticket: Uint8Array,
  binding: string,
  options: SealOptions = {},
): Uint8Array {
  const payload = open(key, ticket, `ticket:${binding}`, options);
  if (!payload) throw failures.invalidTicket({});
  return payload;
}

/** What a session token says. */
export interface BearerClaims {
  sessionId: string;
  org: string;
  user: string;
  database: string;
}

/** URL-safe text for `authorization: Bearer <text>`. */
export function sealBearer(key: Uint8Array, claims: BearerClaims, options: SealOptions = {}): string {
  const { sessionId, org, user, database } = claims;
  const payload = Buffer.from(JSON.stringify([sessionId, org, user, database]));
  return Buffer.from(seal(key, payload, 'bearer', options)).toString('base64url');
}

/** @throws unauthenticated on anything that was not sealed with this key, or has expired */
export function openBearer(key: Uint8Array, token: string, options: SealOptions = {}): BearerClaims {
  const refused = failures.unauthenticated({
    expected: 'a session token that this server issued and that has not expired',
  });
  const sealed = token.length > maxBytes ? Buffer.alloc(0) : Buffer.from(token, 'base64url');
  // The comparison refuses other spellings of the same bytes.
  const payload = sealed.toString('base64url') === token ? open(key, sealed, 'bearer', options) : undefined;
  if (!payload) throw refused;
  const [sessionId, org, user, database] = JSON.parse(Buffer.from(payload).toString('utf8'));
  return { sessionId, org, user, database };
}

function seal(key: Uint8Array, payload: Uint8Array, binding: string, options: SealOptions): Uint8Array {
  if (payload.byteLength > maxBytes - headBytes - 8) {
    throw failures.messageTooLarge({ what: 'A ticket', limit: maxBytes, actual: payload.byteLength });
  }
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(binding));
  const expiry = Buffer.alloc(8);
  expiry.writeDoubleBE((options.now ?? Date.now)() + (options.validMs ?? dayMs));
  const sealed = Buffer.concat([cipher.update(expiry), cipher.update(payload), cipher.final()]);
  return Buffer.concat([Buffer.from([version]), nonce, cipher.getAuthTag(), sealed]);
}

function open(key: Uint8Array, sealed: Uint8Array, binding: string, options: SealOptions): Uint8Array | undefined {
  if (sealed.byteLength < headBytes + 8 || sealed.byteLength > maxBytes || sealed[0] !== version) return undefined;
  const nonce = sealed.subarray(1, 1 + nonceBytes);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(binding));
  decipher.setAuthTag(sealed.subarray(1 + nonceBytes, headBytes));
  const plain = decipher.update(sealed.subarray(headBytes));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return plain.readDoubleBE(0) > (options.now ?? Date.now)() ? plain.subarray(8) : undefined;
}

export interface SealOptions {
  /** Wall clock in milliseconds; tests give their own. */
  now?: () => number;
  /** Milliseconds the ticket stays valid. */
  validMs?: number;
}

/** @param key 32 bytes  @param binding what the ticket is for, e.g. `${sessionId}/${org}` */
export function sealTicket(
  key: Uint8Array,
  payload: Uint8Array,
  binding: string,
  options: SealOptions = {},
): Uint8Array {
  throw new Error(`not written: ${key.length} ${payload.length} ${binding} ${options.validMs}`);
}
/** @throws invalidTicket on anything not sealed with this key for this binding, or expired */
export function openTicket(
  key: Uint8Array,
  ticket: Uint8Array,
  binding: string,
  options: SealOptions = {},
): Uint8Array {
  throw new Error(`not written: ${key.length} ${ticket.length} ${binding} ${options.now}`);
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
  throw new Error(`not written: ${key.length} ${claims.org} ${options.validMs}`);
}
/** @throws unauthenticated */
export function openBearer(key: Uint8Array, token: string, options: SealOptions = {}): BearerClaims {
  throw new Error(`not written: ${key.length} ${token.length} ${options.now}`);
}

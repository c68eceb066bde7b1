import { randomBytes, timingSafeEqual } from 'node:crypto';
import { failures } from '@brooder/contracts';
import { hmac, parseVerifier, type ScramVerifier, sha256 } from './verifier.ts';

export interface ScramOptions {
  /** Server's part of the nonce, for tests. */
  nonce?: string;
}

/** Longest SCRAM message taken, in characters; a real one has about 200. */
const maxMessageLength = 4096;

function violation(expected: string): Error {
  // What came is left out: it may hold the user's proof.
  return failures.protocolViolation({ expected, actual: 'another SCRAM message' });
}

/**
 * gs2-header without an authorization identity, user name (PostgreSQL ignores it), nonce of printable ASCII without comma, extensions;
 * `m=` in front is a mandatory extension and thus refused. RFC 5802 §7.
 */
const firstPattern = /^([ny]|p=[A-Za-z0-9.-]+),,(n=[^,\0]*,r=([\x21-\x2b\x2d-\x7e]+)(,[a-zA-Z]=[^,\0]+)*)$/;
const finalPattern = /^(c=([A-Za-z0-9+/=]+),r=([\x21-\x2b\x2d-\x7e]+)(?:,[a-zA-Z]=[^,\0]+)*),p=([A-Za-z0-9+/]{43}=)$/;

/**
 * One SCRAM-SHA-256 exchange, server side: `first`, then `final`, once each. Source: RFC 5802, RFC 7677.
 * Channel binding is not offered, so `p=` is refused, and `y` (the client supports it but believes the server does not) is right.
 */
export class ScramServer {
  readonly #verifier: ScramVerifier;
  readonly #serverNonce: string;
  #awaits: 'first' | 'final' | 'nothing' = 'first';
  #gs2Header = '';
  #firstBare = '';
  #serverFirst = '';
  #nonce = '';

  constructor(verifier: string | ScramVerifier, options: ScramOptions = {}) {
    this.#verifier = typeof verifier === 'string' ? parseVerifier(verifier) : verifier;
    this.#serverNonce = options.nonce ?? randomBytes(18).toString('base64');
  }

  #step(step: 'first' | 'final', next: 'final' | 'nothing', message: string): void {
    const right = this.#awaits === step;
    this.#awaits = right ? next : 'nothing';
    if (!right) throw violation('each SCRAM message once and in order');
    if (message.length > maxMessageLength) throw violation(`a SCRAM message of at most ${maxMessageLength} characters`);
  }

  /** Takes client-first, answers server-first. @throws protocolViolation */
  first(clientFirst: string): string {
    this.#step('first', 'final', clientFirst);
    const [, flag, bare = '', clientNonce = ''] = firstPattern.exec(clientFirst) ?? [];
    if (flag === undefined) throw violation('a SCRAM client-first message');
    if (flag.startsWith('p')) throw violation('SCRAM without channel binding, which this server does not offer');
    this.#gs2Header = `${flag},,`;
    this.#firstBare = bare;
    this.#nonce = clientNonce + this.#serverNonce;
    const { salt, iterations } = this.#verifier;
    this.#serverFirst = `r=${this.#nonce},s=${Buffer.from(salt).toString('base64')},i=${iterations}`;
    return this.#serverFirst;
  }

  /** Takes client-final, answers server-final when the proof holds. @throws protocolViolation */
  final(clientFinal: string): { ok: true; message: string } | { ok: false } {
    this.#step('final', 'nothing', clientFinal);
    const [, withoutProof = '', binding, nonce, proofText = ''] = finalPattern.exec(clientFinal) ?? [];
    if (binding === undefined) throw violation('a SCRAM client-final message');
    if (binding !== Buffer.from(this.#gs2Header).toString('base64'))
      throw violation('the channel binding data of the first message');
    if (nonce !== this.#nonce) throw violation('the nonce of this exchange');
    const { storedKey, serverKey } = this.#verifier;
    const authMessage = `${this.#firstBare},${this.#serverFirst},${withoutProof}`;
    const proof = Buffer.from(proofText, 'base64');
    const signature = hmac(storedKey, authMessage);
    const clientKey = signature.map((byte, index) => byte ^ proof[index]!);
    const serverSignature = hmac(serverKey, authMessage).toString('base64');
    return timingSafeEqual(sha256(clientKey), storedKey)
      ? { ok: true, message: `v=${serverSignature}` }
      : { ok: false };
  }
}

/** The stored form of a password: enough to check it, not enough to log in with. Source: RFC 5802, RFC 7677. */
export interface ScramVerifier {
  iterations: number;
  salt: Uint8Array;
  storedKey: Uint8Array;
  serverKey: Uint8Array;
}

/** PostgreSQL's form, `SCRAM-SHA-256$<iterations>:<salt>$<stored key>:<server key>`. */
export function makeVerifier(_password: string, _iterations = 4096): Promise<string> {
  throw new Error('makeVerifier is not written yet');
}
/** @throws invalidRequest when it is not a SCRAM-SHA-256 verifier */
export function parseVerifier(_text: string): ScramVerifier {
  throw new Error('parseVerifier is not written yet');
}
/** A verifier no password matches, the same for the same user each time, so that an unknown user looks like a known one. */
export function mockVerifier(_secret: Uint8Array, _user: string): string {
  throw new Error('mockVerifier is not written yet');
}
/** Checks a password that came in clear (HTTP Basic); same cost whether or not it matches. */
export function verifyPassword(_password: string, _verifier: string): Promise<boolean> {
  throw new Error('verifyPassword is not written yet');
}

export interface ScramOptions {
  /** Server's part of the nonce, for tests. */
  nonce?: string;
}

/** One SCRAM-SHA-256 exchange, server side: `first`, then `final`, once each. @throws protocolViolation on malformed messages */
export class ScramServer {
  constructor(_verifier: string | ScramVerifier, _options?: ScramOptions) {}
  /** Takes client-first, answers server-first. */
  first(_clientFirst: string): string {
    throw new Error('ScramServer is not written yet');
  }
  /** Takes client-final, answers server-final when the proof holds. */
  final(_clientFinal: string): { ok: true; message: string } | { ok: false } {
    throw new Error('ScramServer is not written yet');
  }
}

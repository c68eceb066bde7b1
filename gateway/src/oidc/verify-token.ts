import { type Clock, Failure, failures } from '@brooder/contracts';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import type { Log } from '../telemetry/index.ts';
import { createIssuerKeys } from './issuer-keys.ts';
import type { OidcSettings } from './oidc-settings.ts';

export interface TokenVerifierOptions extends OidcSettings {
  clock: Clock;
  log: Pick<Log, 'warn'>;
}

/** `why` is for metrics and logs; a client is told nothing of it. */
export type TokenAnswer =
  | { accepted: true; user: string; org: string /** Milliseconds since 1970. */; until: number }
  | { accepted: false; why: 'token' | 'expired'; detail: string };

export interface TokenVerifier {
  /** Says nothing yet on whether that user exists. @throws identityProviderUnavailable */
  verify(token: string): Promise<TokenAnswer>;
}

/** Signatures by a key pair only: with HMAC, whoever knows the public key could sign. */
const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'];
/** How far the provider's clock may be off, seconds. */
export const clockTolerance = 30;
/** Longer ones are refused before any work, characters. */
export const maxTokenLength = 16_384;

export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { issuer, audience, userClaim, orgClaim, clock } = options;
  const keys = createIssuerKeys(options);
  const refused = (detail: string, why: 'token' | 'expired' = 'token'): TokenAnswer => ({
    accepted: false,
    why,
    detail,
  });

  return {
    async verify(token) {
      if (token.length > maxTokenLength) return refused(`longer than ${maxTokenLength} characters`);
      let payload: JWTPayload;
      try {
        const currentDate = clock.wall();
        const rules = { issuer, audience, algorithms, clockTolerance, currentDate, requiredClaims: ['exp'] };
        ({ payload } = await jwtVerify(token, keys, rules));
      } catch (thrown) {
        // The message only: the error also carries the claims, which are personal.
        if (thrown instanceof errors.JWTExpired) return refused(thrown.message, 'expired');
        if (thrown instanceof errors.JOSEError) return refused(thrown.message);
        if (thrown instanceof Failure) throw thrown;
        // A key that cannot be read is the provider's fault, and a token cannot cause it.
        const reason = 'a key that it gives out cannot be used';
        throw failures.identityProviderUnavailable({ reason }, { cause: thrown });
      }
      const [user, org] = [payload[userClaim], payload[orgClaim]];
      if (typeof user !== 'string') return refused(`no text in the claim ${userClaim}`);
      if (typeof org !== 'string') return refused(`no text in the claim ${orgClaim}`);
      return { accepted: true, user, org, until: (payload.exp! + clockTolerance) * 1000 };
    },
  };
}

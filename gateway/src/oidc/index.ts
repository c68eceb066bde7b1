/** Tokens of an OpenID Connect provider: which org and user they stand for, and until when. */
export type { IssuerKeysOptions } from './issuer-keys.ts';
export { type OidcSettings, oidcSettings } from './oidc-settings.ts';
export {
  createTokenVerifier,
  type TokenAnswer,
  type TokenVerifier,
  type TokenVerifierOptions,
} from './verify-token.ts';

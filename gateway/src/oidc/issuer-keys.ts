/**
 * The signing keys of an issuer, kept for a while and shared by all logins. Not `createRemoteJWKSet` of jose: it reads the machine's clock,
 * and takes answers of any length.
 */
import { type Clock, failures } from '@brooder/contracts';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { Log } from '../telemetry/index.ts';
import { fetchJson } from './fetch-json.ts';
import { isSafeUrl } from './oidc-settings.ts';

export interface IssuerKeysOptions {
  issuer: string;
  jwksUrl?: string;
  clock: Clock;
  log: Pick<Log, 'warn'>;
}

/** Keys are fetched again after this long, milliseconds: a key that the provider withdrew is trusted no longer. */
export const keysLifetimeMs = 600_000;
/** Unknown key ids have the keys fetched again at most this often, milliseconds: anybody can make up key ids. */
export const refetchPauseMs = 30_000;

/** After a fetch that failed none is begun for this long, milliseconds: logins hear the same failure until then. */
export const retryPauseMs = 1_000;

interface Kept {
  find: JWTVerifyGetKey;
  since: number;
}

/** A key by the header of a token. @throws identityProviderUnavailable, what jose throws for a header that no key fits */
export function createIssuerKeys({ issuer, jwksUrl, clock, log }: IssuerKeysOptions): JWTVerifyGetKey {
  let kept: Kept | undefined;
  let fetching: Promise<Kept> | undefined;
  let failed: { reason: unknown; since: number } | undefined;

  /** One fetch at a time, whoever asks. */
  async function fetchKeys(): Promise<Kept> {
    if (failed && clock.now() - failed.since < retryPauseMs) throw failed.reason;
    fetching ??= (async () => {
      // The age counts from before the request, so keys are never older than they say.
      const since = clock.now();
      const url = jwksUrl ?? (await discover(issuer, clock));
      const document = await fetchJson(url, clock);
      kept = { find: keySetOf(document, url), since };
      return kept;
    })()
      .catch((reason: unknown) => {
        failed = { reason, since: clock.now() };
        log.warn({ err: reason }, 'the keys of the identity provider could not be fetched');
        throw reason;
      })
      .finally(() => {
        fetching = undefined;
      });
    return fetching;
  }

  return async (header, token) => {
    const fresh = kept && clock.now() - kept.since < keysLifetimeMs ? kept : await fetchKeys();
    try {
      return await fresh.find(header, token);
    } catch (thrown) {
      const unknown = thrown instanceof errors.JWKSNoMatchingKey;
      if (!unknown || clock.now() - fresh.since < refetchPauseMs) throw thrown;
      const again = await fetchKeys();
      return again.find(header, token);
    }
  };
}

function keySetOf(document: Record<string, unknown>, url: string): JWTVerifyGetKey {
  try {
    return createLocalJWKSet(document as unknown as JSONWebKeySet);
  } catch (cause) {
    throw failures.identityProviderUnavailable({ reason: `${url} answered with no JSON Web Key Set` }, { cause });
  }
}

/** Where the keys are. Source: OpenID Connect Discovery 1.0, §4; §4.3 asks that the issuer is compared. */
async function discover(issuer: string, clock: Clock): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const document = await fetchJson(url, clock);
  const refuse = (what: string) => failures.identityProviderUnavailable({ reason: `${url} ${what}` });
  if (document.issuer !== issuer) throw refuse('is the document of another issuer than oidcIssuer');
  const keys = document.jwks_uri;
  if (typeof keys !== 'string' || !isSafeUrl(keys)) throw refuse('names no https:// URL as jwks_uri');
  return keys;
}

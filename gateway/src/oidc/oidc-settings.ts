import { environmentOf, failures, flagOf, type SettingName, type Settings } from '@brooder/contracts';

export interface OidcSettings {
  /** As tokens name it in `iss`, to the letter. */
  issuer: string;
  audience: string;
  /** Names of claims. */
  userClaim: string;
  orgClaim: string;
  /** Where the signing keys are; absent: as the discovery document says. */
  jwksUrl?: string;
}

type Given = Pick<Settings, 'oidcIssuer' | 'oidcAudience' | 'oidcUserClaim' | 'oidcOrgClaim' | 'oidcJwksUrl'>;

/**
 * Undefined without an issuer.
 *
 * @throws missingSetting  an issuer without an audience, which would take a token meant for any other service
 * @throws invalidSetting  a URL that is not https
 */
export function oidcSettings(settings: Given): OidcSettings | undefined {
  const issuer = settings.oidcIssuer;
  if (!issuer) return undefined;
  const name = 'oidcAudience';
  const audience = settings.oidcAudience;
  if (!audience) throw failures.missingSetting({ name, flag: flagOf(name), env: environmentOf(name) });
  checkUrl('oidcIssuer', issuer);
  const jwksUrl = settings.oidcJwksUrl;
  if (jwksUrl) checkUrl('oidcJwksUrl', jwksUrl);
  return {
    issuer,
    audience,
    userClaim: settings.oidcUserClaim,
    orgClaim: settings.oidcOrgClaim,
    ...(jwksUrl && { jwksUrl }),
  };
}

function checkUrl(name: SettingName, text: string): void {
  if (isSafeUrl(text)) return;
  throw failures.invalidSetting({
    name,
    expected: 'an https:// URL without user and password',
    actual: JSON.stringify(text.replace(/\/\/[^@/]*@/, '//')),
    source: `${flagOf(name)}, ${environmentOf(name)} or the config file`,
  });
}

/** Whoever can change the keys on their way makes tokens: https, or this machine itself, where there is no way. */
export function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname));
}

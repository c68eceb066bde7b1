import { group, settingNode } from '../schema/index.ts';

/** What a gateway accepts, and what it tells. */
export const limitValues = {
  auth: group('Who may log in, and how.', {
    allowPlaintext: settingNode('allowPlaintext'),
    oidc: group('Log-in to Flight SQL with tokens of an OpenID Connect provider; off without an issuer.', {
      issuer: settingNode('oidcIssuer', { form: 'httpsUrl' }),
      audience: settingNode('oidcAudience'),
      userClaim: settingNode('oidcUserClaim'),
      orgClaim: settingNode('oidcOrgClaim'),
      jwksUrl: settingNode('oidcJwksUrl', { form: 'httpsUrl' }),
    }),
  }),
  limits: group('What one gateway takes.', {
    maxConnections: settingNode('maxConnections'),
    maxUnauthenticated: settingNode('maxUnauthenticated'),
    loginTimeout: settingNode('loginTimeout'),
  }),
  handoverDrainTimeout: settingNode('handoverDrainTimeout'),
  logLevel: settingNode('logLevel'),
  logSql: settingNode('logSql'),
};

/** Tokens against a provider on loopback, with time as the tests say. */
import { type Clock, resolveSettings, timeouts } from '@brooder/contracts';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { realClock } from '../seams/index.ts';
import { silentLog } from '../telemetry/index.ts';
import { createTokenVerifier, oidcSettings, type TokenVerifierOptions } from './index.ts';
import { audience, startIssuer, type TestIssuer } from './issuer.fixture.ts';
import { keysLifetimeMs, refetchPauseMs, retryPauseMs } from './issuer-keys.ts';
import { clockTolerance, maxTokenLength } from './verify-token.ts';

let issuer: TestIssuer;
/** Milliseconds by which the clock of the verifier is ahead. */
let ahead: number;
const clock: Clock = { ...realClock, now: () => realClock.now() + ahead, wall: () => new Date(Date.now() + ahead) };
const seconds = () => Math.floor(Date.now() / 1000);

beforeEach(async () => {
  ahead = 0;
  issuer = await startIssuer();
});
afterEach(() => issuer.close());

const verifier = (options: Partial<TokenVerifierOptions> = {}) =>
  createTokenVerifier({
    issuer: issuer.url,
    audience,
    userClaim: 'preferred_username',
    orgClaim: 'org',
    clock,
    log: silentLog,
    ...options,
  });
const refused = { accepted: false, why: 'token' };

test.each(['RS256', 'PS256', 'ES256', 'EdDSA'])(
  'a token signed with %s says who its user is, and until when',
  async (alg) => {
    await issuer.addKey('second', { alg });
    const exp = seconds() + 300;
    const token = await issuer.token({ exp, aud: ['other', audience] }, { kid: 'second' });
    const until = (exp + clockTolerance) * 1000;
    expect(await verifier().verify(token)).toEqual({ accepted: true, user: 'donald', org: 'ducks', until });
  },
);

test('user and org come from the claims that the settings name', async () => {
  const token = await issuer.token({ email: 'daisy', 'https://ducks.example/org': 'pond' });
  const answer = await verifier({ userClaim: 'email', orgClaim: 'https://ducks.example/org' }).verify(token);
  expect(answer).toMatchObject({ accepted: true, user: 'daisy', org: 'pond' });
});

test.each<[string, () => Record<string, unknown>]>([
  ['of another issuer', () => ({ iss: 'https://idp.example.org' })],
  ['for another audience', () => ({ aud: 'other' })],
  ['for no audience', () => ({ aud: undefined })],
  ['without an end', () => ({ exp: undefined })],
  ['that is not valid yet', () => ({ nbf: seconds() + clockTolerance + 60 })],
  ['without a user', () => ({ preferred_username: undefined })],
  ['without an org', () => ({ org: undefined })],
  ['with two orgs', () => ({ org: ['ducks', 'geese'] })],
])('a token %s is refused', async (_, claims) => {
  expect(await verifier().verify(await issuer.token(claims()))).toMatchObject(refused);
});

test('a token ends when it says, with what the clocks may differ', async () => {
  const token = await issuer.token({ exp: seconds() + 60 });
  const checked = verifier();
  ahead = (60 + clockTolerance - 10) * 1000;
  expect(await checked.verify(token)).toMatchObject({ accepted: true });
  ahead = (60 + clockTolerance + 10) * 1000;
  expect(await checked.verify(token)).toMatchObject({ accepted: false, why: 'expired' });
});

test('what anybody could sign is refused: alg none, HMAC with the public key, a changed payload', async () => {
  const checked = verifier();
  const claims = { iss: issuer.url, aud: audience, exp: seconds() + 600, preferred_username: 'donald', org: 'ducks' };
  const none = new UnsecuredJWT(claims).encode();
  const secret = Buffer.from(JSON.stringify(issuer.keys[0]));
  const hmac = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'first' }).sign(secret);
  const [header, , signature] = (await issuer.token()).split('.');
  const changed = [header, Buffer.from(JSON.stringify({ ...claims, org: 'geese' })).toString('base64url'), signature];
  for (const token of [none, `${none}AAAA`, hmac, changed.join('.'), '..', 'a.b.c', ''])
    expect(await checked.verify(token)).toMatchObject(refused);
});

test('a token with a key of its own in its header is refused', async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const claims = { iss: issuer.url, aud: audience, exp: seconds() + 600, preferred_username: 'donald', org: 'ducks' };
  const header = { alg: 'ES256', kid: 'first', jwk: await exportJWK(publicKey) };
  const token = await new SignJWT(claims).setProtectedHeader(header).sign(privateKey);
  expect(await verifier().verify(token)).toMatchObject(refused);
});

test('an oversized token is refused before anybody is asked', async () => {
  const token = await issuer.token({ padding: 'x'.repeat(maxTokenLength) });
  expect(await verifier().verify(token)).toMatchObject(refused);
  expect(issuer.asked).toEqual([]);
});

test('keys are fetched once for many logins, and again when they are old', async () => {
  const checked = verifier();
  const token = await issuer.token({ exp: seconds() + 3600 });
  await Promise.all(Array.from({ length: 20 }, () => checked.verify(token)));
  expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
  ahead = keysLifetimeMs;
  issuer.keys = [];
  expect(await checked.verify(token)).toMatchObject(refused);
  expect(issuer.asked).toHaveLength(4);
});

test('an unknown key id has the keys fetched again once, then not for a while', async () => {
  const checked = verifier();
  await checked.verify(await issuer.token());
  await issuer.addKey('rotated');
  const token = await issuer.token({}, { kid: 'rotated' });
  expect(await checked.verify(token)).toMatchObject(refused);
  expect(issuer.asked).toHaveLength(2);
  ahead = refetchPauseMs;
  expect(await checked.verify(token)).toMatchObject({ accepted: true });
  expect(issuer.asked).toHaveLength(4);
  await issuer.addKey('hidden', { hidden: true });
  const made = await issuer.token({}, { kid: 'hidden' });
  for (let time = 0; time < 5; time++) expect(await checked.verify(made)).toMatchObject(refused);
  expect(issuer.asked).toHaveLength(4);
});

test('with the address of the keys given, no discovery document is asked for', async () => {
  const answer = await verifier({ jwksUrl: `${issuer.url}/keys` }).verify(await issuer.token());
  expect(answer).toMatchObject({ accepted: true });
  expect(issuer.asked).toEqual(['/keys']);
});

test.each<[string, Record<string, unknown>, RegExp]>([
  ['another issuer', { issuer: 'https://idp.example.org' }, /another issuer/],
  ['keys without https', { jwks_uri: 'http://idp.example.org/keys' }, /no https/],
  ['no keys', { jwks_uri: undefined }, /no https/],
])('a discovery document of %s is not believed', async (_, document, message) => {
  issuer.document = document;
  const error = await verifier()
    .verify(await issuer.token())
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'identityProviderUnavailable', message: expect.stringMatching(message) });
});

test('a provider that is down, has no keys or does not answer is named, within a deadline', async () => {
  const token = await issuer.token();
  const unavailable = (message: RegExp) => ({
    code: 'identityProviderUnavailable',
    message: expect.stringMatching(message),
  });
  const elsewhere = verifier({ jwksUrl: `${issuer.url}/elsewhere` });
  await expect(elsewhere.verify(token)).rejects.toMatchObject(unavailable(/status 404/));
  issuer.keys = undefined as never;
  await expect(verifier().verify(token)).rejects.toMatchObject(unavailable(/no JSON Web Key Set/));

  const gate = Promise.withResolvers<void>();
  issuer.gate = gate.promise;
  const impatient: Clock = {
    ...clock,
    after: (ms, task) => realClock.after(ms === timeouts.identityProvider ? 20 : ms, task),
  };
  await expect(verifier({ clock: impatient }).verify(token)).rejects.toMatchObject(unavailable(/within 5 s/));
  gate.resolve();

  await issuer.close();
  await expect(verifier().verify(token)).rejects.toMatchObject(unavailable(/ECONNREFUSED/));
  issuer = await startIssuer();
});

test('a provider that is back is asked again, a moment after it failed', async () => {
  const checked = verifier();
  const { keys } = issuer;
  issuer.keys = undefined as never;
  await expect(checked.verify(await issuer.token())).rejects.toMatchObject({ code: 'identityProviderUnavailable' });
  issuer.keys = keys;
  await expect(checked.verify(await issuer.token())).rejects.toMatchObject({ code: 'identityProviderUnavailable' });
  expect(issuer.asked).toHaveLength(2);
  ahead = retryPauseMs;
  expect(await checked.verify(await issuer.token())).toMatchObject({ accepted: true });
});

const settingsWith = (flags: Record<string, unknown>) => oidcSettings(resolveSettings('gateway', { flags }).values);

test('an issuer needs an audience and https; without an issuer there is none', () => {
  const oidcIssuer = 'https://idp.example.org/realms/ducks';
  expect(settingsWith({})).toBeUndefined();
  expect(settingsWith({ oidcIssuer, oidcAudience: audience })).toEqual({
    issuer: oidcIssuer,
    audience,
    userClaim: 'preferred_username',
    orgClaim: 'org',
  });
  expect(() => settingsWith({ oidcIssuer })).toThrow(/"oidcAudience" is required/);
  for (const url of ['http://idp.example.org', 'https://me:pass@idp.example.org', 'idp.example.org', 'file:///keys']) {
    expect(() => settingsWith({ oidcIssuer: url, oidcAudience: audience })).toThrow(/"oidcIssuer".*must be an https/);
    expect(() => settingsWith({ oidcIssuer, oidcAudience: audience, oidcJwksUrl: url })).toThrow(/"oidcJwksUrl"/);
  }
  expect(() => settingsWith({ oidcIssuer: 'http://me:pass@idp.example.org', oidcAudience: audience })).not.toThrow(
    /pass@/,
  );
});

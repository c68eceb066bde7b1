/** An OpenID Connect provider on loopback: discovery document, keys, and tokens signed with them. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

export interface TestIssuer {
  url: string;
  /** Paths asked for. */
  asked: string[];
  /** What `/keys` answers; tests change it. */
  keys: JWK[];
  /** What the discovery document says instead. */
  document: Record<string, unknown>;
  /** Requests wait for it. */
  gate: Promise<void>;
  /** Makes a key pair, and puts its public half among the keys unless `hidden`. */
  addKey(kid: string, options?: { alg?: string; hidden?: boolean }): Promise<void>;
  token(claims?: Record<string, unknown>, header?: { kid?: string }): Promise<string>;
  close(): Promise<void>;
}

export const audience = 'brooder';

export async function startIssuer(): Promise<TestIssuer> {
  const privateKeys = new Map<string, { alg: string; key: Parameters<SignJWT['sign']>[0] }>();
  const server = createServer((request, response) => {
    issuer.asked.push(request.url!);
    const body =
      request.url === '/.well-known/openid-configuration'
        ? { issuer: issuer.url, jwks_uri: `${issuer.url}/keys`, ...issuer.document }
        : request.url === '/keys'
          ? { keys: issuer.keys }
          : undefined;
    void issuer.gate.then(() => response.writeHead(body ? 200 : 404).end(JSON.stringify(body ?? {})));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer: TestIssuer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    keys: [],
    document: {},
    gate: Promise.resolve(),
    async addKey(kid, { alg = 'ES256', hidden = false } = {}) {
      const { publicKey, privateKey } = await generateKeyPair(alg);
      privateKeys.set(kid, { alg, key: privateKey });
      if (!hidden) issuer.keys.push({ ...(await exportJWK(publicKey)), kid });
    },
    async token(claims = {}, { kid = 'first' } = {}) {
      const { alg, key } = privateKeys.get(kid)!;
      const now = Math.floor(Date.now() / 1000);
      const base = { iss: issuer.url, aud: audience, exp: now + 600, preferred_username: 'donald', org: 'ducks' };
      return new SignJWT({ ...base, ...claims }).setProtectedHeader({ alg, kid }).sign(key);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  await issuer.addKey('first');
  return issuer;
}

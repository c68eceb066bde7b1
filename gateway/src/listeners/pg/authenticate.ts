import { failures } from '@brooder/contracts';
import {
  authenticationSasl,
  authenticationSaslContinue,
  authenticationSaslFinal,
  mockVerifier,
  parseSaslInitial,
  parseSaslResponse,
  ScramServer,
} from '@brooder/pgwire';
import type { Login, Tenants } from '../../tenants/index.ts';
import type { ClientConnection } from './client-connection.ts';

const mechanism = 'SCRAM-SHA-256';

/**
 * SCRAM-SHA-256 over SASL. A user, database or org that does not exist goes the same way as one that does, with a verifier no
 * password matches, and ends with the same error. Undefined when the client left. Source: RFC 5802, PostgreSQL docs 54.3.
 *
 * @throws loginRefused, protocolViolation, what the tenants' store throws
 */
export async function authenticate(
  client: ClientConnection,
  asked: { user: string; database: string; host?: string },
  tenants: Pick<Tenants, 'findLogin'>,
  mockSecret: Uint8Array,
): Promise<Login | undefined> {
  const login = await tenants.findLogin(asked);
  const scram = new ScramServer(login?.verifier ?? mockVerifier(mockSecret, asked.user));
  client.push(authenticationSasl([mechanism]));
  const initialBytes = await passwordMessage(client);
  if (!initialBytes) return undefined;
  const initial = parseSaslInitial(initialBytes);
  if (initial.mechanism !== mechanism)
    throw failures.protocolViolation({ expected: `the mechanism ${mechanism}`, actual: 'another one' });
  let clientFirst = initial.data;
  if (clientFirst === undefined) {
    client.push(authenticationSaslContinue(''));
    const bytes = await passwordMessage(client);
    if (!bytes) return undefined;
    clientFirst = parseSaslResponse(bytes);
  }
  client.push(authenticationSaslContinue(scram.first(clientFirst)));
  const finalBytes = await passwordMessage(client);
  if (!finalBytes) return undefined;
  const outcome = scram.final(parseSaslResponse(finalBytes));
  if (!outcome.ok || !login) throw failures.loginRefused({ user: asked.user });
  client.push(authenticationSaslFinal(outcome.message));
  return login;
}

async function passwordMessage(client: ClientConnection): Promise<Uint8Array | undefined> {
  await client.flush();
  const message = await client.next();
  if (!message || message.type === 'terminate') return undefined;
  if (message.type !== 'password')
    throw failures.protocolViolation({ expected: 'a password message', actual: `a ${message.type} message` });
  return message.bytes;
}

/** Authentication messages ('R'); source: PostgreSQL docs 54.7, "Authentication…". */
import { MessageWriter } from './message.ts';

export const authenticationOk = (): Buffer => new MessageWriter('R').int32(0).end();

/** Offers SASL mechanisms, best first. */
export function authenticationSasl(mechanisms: readonly string[]): Buffer {
  const message = new MessageWriter('R').int32(10);
  for (const mechanism of mechanisms) message.string(mechanism);
  return message.int8(0).end();
}

export const authenticationSaslContinue = (text: string): Buffer => new MessageWriter('R').int32(11).text(text).end();
export const authenticationSaslFinal = (text: string): Buffer => new MessageWriter('R').int32(12).text(text).end();

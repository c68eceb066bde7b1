import { failures, type PgFormat } from '@brooder/contracts';
import { FieldReader } from './fields.ts';
import type { FrontendMessage } from './message.ts';

function formatsOf(fields: FieldReader): PgFormat[] {
  const count = fields.uint16();
  const formats: PgFormat[] = [];
  for (let index = 0; index < count; index++) {
    const code = fields.uint16();
    if (code !== 0 && code !== 1)
      throw failures.protocolViolation({ expected: 'format code 0 or 1 in Bind', actual: String(code) });
    formats.push(code);
  }
  return formats;
}

function parametersOf(fields: FieldReader): (Uint8Array | null)[] {
  const count = fields.uint16();
  const parameters: (Uint8Array | null)[] = [];
  for (let index = 0; index < count; index++) {
    const length = fields.int32();
    if (length < -1)
      throw failures.protocolViolation({
        expected: 'a parameter length of -1 or more in Bind',
        actual: String(length),
      });
    parameters.push(length === -1 ? null : fields.bytes(length));
  }
  return parameters;
}

function targetOf(fields: FieldReader, what: string): { kind: 'statement' | 'portal'; name: string } {
  const kind = fields.uint8();
  if (kind !== 0x53 && kind !== 0x50)
    throw failures.protocolViolation({ expected: `"S" or "P" in ${what}`, actual: `byte ${kind}` });
  return { kind: kind === 0x53 ? 'statement' : 'portal', name: fields.string() };
}

interface MessageKind {
  name: string;
  read(fields: FieldReader): FrontendMessage;
}
const kind = (name: string, read: MessageKind['read']): MessageKind => ({ name, read });

/** By type byte; source: PostgreSQL docs 54.7. */
const kinds: Readonly<Record<string, MessageKind>> = {
  Q: kind('Query', (fields) => ({ type: 'query', sql: fields.string() })),
  P: kind('Parse', (fields) => {
    const name = fields.string();
    const sql = fields.string();
    const count = fields.uint16();
    const parameterOids: number[] = [];
    for (let index = 0; index < count; index++) parameterOids.push(fields.uint32());
    return { type: 'parse', name, sql, parameterOids };
  }),
  B: kind('Bind', (fields) => {
    const portal = fields.string();
    const statement = fields.string();
    const parameterFormats = formatsOf(fields);
    const parameters = parametersOf(fields);
    if (parameterFormats.length > 1 && parameterFormats.length !== parameters.length)
      throw failures.protocolViolation({
        expected: `${parameters.length} parameter format codes in Bind`,
        actual: String(parameterFormats.length),
      });
    return { type: 'bind', portal, statement, parameterFormats, parameters, resultFormats: formatsOf(fields) };
  }),
  D: kind('Describe', (fields) => ({ type: 'describe', ...targetOf(fields, 'Describe') })),
  E: kind('Execute', (fields) => {
    const portal = fields.string();
    // libpq's peers send 0 for "all"; PostgreSQL takes every number below 1 so.
    return { type: 'execute', portal, maxRows: Math.max(fields.int32(), 0) };
  }),
  C: kind('Close', (fields) => ({ type: 'close', ...targetOf(fields, 'Close') })),
  S: kind('Sync', () => ({ type: 'sync' })),
  H: kind('Flush', () => ({ type: 'flush' })),
  X: kind('Terminate', () => ({ type: 'terminate' })),
  p: kind('Password', (fields) => ({ type: 'password', bytes: fields.rest() })),
  d: kind('CopyData', (fields) => ({ type: 'copyData', bytes: fields.rest() })),
  c: kind('CopyDone', () => ({ type: 'copyDone' })),
  f: kind('CopyFail', (fields) => ({ type: 'copyFail', message: fields.string() })),
  F: kind('FunctionCall', (fields) => {
    const functionOid = fields.uint32();
    formatsOf(fields);
    parametersOf(fields);
    fields.uint16();
    return { type: 'functionCall', functionOid };
  }),
};

/** @throws protocolViolation when no message has this type byte */
export function requireKind(typeByte: number): void {
  if (kinds[String.fromCharCode(typeByte)] === undefined)
    throw failures.protocolViolation({ expected: 'a message type of the frontend', actual: `byte ${typeByte}` });
}

/** One whole message. @throws protocolViolation */
export function parseMessage(typeByte: number, body: Uint8Array): FrontendMessage {
  requireKind(typeByte);
  const { name, read } = kinds[String.fromCharCode(typeByte)]!;
  const fields = new FieldReader(body, name);
  const message = read(fields);
  fields.end();
  return message;
}

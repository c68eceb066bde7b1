/** ErrorResponse and NoticeResponse; field letters from PostgreSQL docs 54.8. */
import { Failure, type WireFailure } from '@brooder/contracts';
import { MessageWriter } from './message.ts';

const optionalFields = [
  ['D', 'detail'],
  ['H', 'hint'],
  ['P', 'position'],
  ['s', 'schema'],
  ['t', 'table'],
  ['c', 'column'],
  ['n', 'constraint'],
] as const satisfies readonly (readonly [string, keyof WireFailure])[];

function response(type: 'E' | 'N', severity: string, wire: WireFailure): Buffer {
  const message = new MessageWriter(type, 128);
  const field = (letter: string, value: string) => message.int8(letter.charCodeAt(0)).string(value);
  field('S', severity);
  field('V', severity);
  field('C', wire.sqlstate);
  field('M', wire.message);
  for (const [letter, name] of optionalFields) {
    const value = wire[name];
    if (value !== undefined) field(letter, String(value));
  }
  return message.int8(0).end();
}

/** Severity is the failure's own, ERROR when it names none. */
export function errorResponse(failure: Failure | WireFailure): Buffer {
  const wire = failure instanceof Failure ? failure.toWire() : failure;
  return response('E', wire.severity ?? 'ERROR', wire);
}

export type NoticeSeverity = 'WARNING' | 'NOTICE' | 'DEBUG' | 'INFO' | 'LOG';
export const noticeResponse = (wire: WireFailure, severity: NoticeSeverity): Buffer => response('N', severity, wire);

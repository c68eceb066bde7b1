/** COPY sub-protocol; source: PostgreSQL docs 54.2.6 and 54.7. */
import type { PgFormat } from '@brooder/contracts';
import { emptyMessage, MessageWriter } from './message.ts';

function copyResponse(type: 'G' | 'H', format: PgFormat, columns: number): Buffer {
  const message = new MessageWriter(type, 16 + columns * 2).int8(format).int16(columns);
  for (let column = 0; column < columns; column++) message.int16(format);
  return message.end();
}

export const copyInResponse = (format: PgFormat, columns: number): Buffer => copyResponse('G', format, columns);
export const copyOutResponse = (format: PgFormat, columns: number): Buffer => copyResponse('H', format, columns);
export const copyData = (bytes: Uint8Array): Buffer => new MessageWriter('d', bytes.length + 5).bytes(bytes).end();
export const copyDone = (): Buffer => emptyMessage('c');

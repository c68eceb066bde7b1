import { failures } from '@brooder/contracts';
import { describe, expect, test } from 'vitest';
import * as backend from './index.ts';

const latin = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

test.each<[string, Buffer, string]>([
  ['AuthenticationOk', backend.authenticationOk(), 'R\0\0\0\x08\0\0\0\0'],
  ['AuthenticationSASL', backend.authenticationSasl(['SCRAM-SHA-256']), 'R\0\0\0\x17\0\0\0\x0aSCRAM-SHA-256\0\0'],
  ['AuthenticationSASLContinue', backend.authenticationSaslContinue('r=1'), 'R\0\0\0\x0b\0\0\0\x0br=1'],
  ['AuthenticationSASLFinal', backend.authenticationSaslFinal('v=1'), 'R\0\0\0\x0b\0\0\0\x0cv=1'],
  ['ParameterStatus', backend.parameterStatus('a', 'b'), 'S\0\0\0\x08a\0b\0'],
  ['BackendKeyData', backend.backendKeyData(258, Buffer.from('key!')), 'K\0\0\0\x0c\0\0\x01\x02key!'],
  [
    'NegotiateProtocolVersion',
    backend.negotiateProtocolVersion(2, ['_pq_.x']),
    'v\0\0\0\x13\0\x03\0\x02\0\0\0\x01_pq_.x\0',
  ],
  ['ReadyForQuery', backend.readyForQuery('T'), 'Z\0\0\0\x05T'],
  [
    'RowDescription',
    backend.rowDescription([{ name: 'n', oid: 1700, size: -1, typmod: 6, tableOid: 1, columnNumber: 2, format: 1 }]),
    'T\0\0\0\x1a\0\x01n\0\0\0\0\x01\0\x02\0\0\x06\xa4\xff\xff\0\0\0\x06\0\x01',
  ],
  ['NoData', backend.noData(), 'n\0\0\0\x04'],
  ['ParseComplete', backend.parseComplete(), '1\0\0\0\x04'],
  ['BindComplete', backend.bindComplete(), '2\0\0\0\x04'],
  ['CloseComplete', backend.closeComplete(), '3\0\0\0\x04'],
  ['PortalSuspended', backend.portalSuspended(), 's\0\0\0\x04'],
  ['EmptyQueryResponse', backend.emptyQueryResponse(), 'I\0\0\0\x04'],
  ['CommandComplete', backend.commandComplete('SELECT 1'), 'C\0\0\0\x0dSELECT 1\0'],
  [
    'ParameterDescription',
    backend.parameterDescription([23, 4294967295]),
    't\0\0\0\x0e\0\x02\0\0\0\x17\xff\xff\xff\xff',
  ],
  ['CopyInResponse', backend.copyInResponse(1, 2), 'G\0\0\0\x0b\x01\0\x02\0\x01\0\x01'],
  ['CopyOutResponse', backend.copyOutResponse(0, 1), 'H\0\0\0\x09\0\0\x01\0\0'],
  ['CopyData', backend.copyData(Buffer.from('row')), 'd\0\0\0\x07row'],
  ['CopyDone', backend.copyDone(), 'c\0\0\0\x04'],
  ['DataRow', backend.dataRowText(['é', null, '']), 'D\0\0\0\x14\0\x03\0\0\0\x02\xc3\xa9\xff\xff\xff\xff\0\0\0\0'],
])('%s has the bytes of the protocol', (_, actual, expected) => {
  expect(latin(actual)).toBe(expected);
});

describe('errors', () => {
  test('carry every field that is set', () => {
    const failure = failures.syntax(
      { reason: 'no' },
      { detail: 'd', hint: 'h', position: 7, schema: 's', table: 't', column: 'c', constraint: 'n', severity: 'FATAL' },
    );
    expect(latin(backend.errorResponse(failure)).slice(5)).toBe(
      'SFATAL\0VFATAL\0C42601\0Mno\0Dd\0Hh\0P7\0ss\0tt\0cc\0nn\0\0',
    );
    expect(backend.errorResponse(failure.toWire())).toEqual(backend.errorResponse(failure));
  });

  test('a NUL in a text is removed, so that it cannot forge a field', () => {
    const failure = failures.syntax({ reason: 'a\0Cforged\0' });
    expect(latin(backend.errorResponse(failure)).slice(5)).toBe('SERROR\0VERROR\0C42601\0MaCforged\0\0');
  });

  test('a notice has the severity it is given', () => {
    const wire = failures.syntax({ reason: 'x' }).toWire();
    expect(latin(backend.noticeResponse(wire, 'WARNING'))).toMatch(/^N.{4}SWARNING\0VWARNING\0C42601\0Mx\0\0$/s);
  });

  test('a text of a megabyte keeps its length word right', () => {
    const bytes = backend.errorResponse(failures.syntax({ reason: 'ä'.repeat(500_000) }));
    expect(bytes.readInt32BE(1)).toBe(bytes.length - 1);
  });
});

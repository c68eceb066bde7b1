import { Failure } from '@brooder/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseOptions, StartupReader, type StartupRequest } from './index.ts';
import { cstring, int32, packet, startup } from './messages.fixture.ts';

function read(bytes: Uint8Array): StartupRequest | undefined {
  const reader = new StartupReader();
  reader.push(bytes);
  return reader.next();
}

describe('start-up packets', () => {
  test('a start-up carries version, parameters and the names of protocol options', () => {
    expect(read(startup(['user', 'ada', 'database', 'ducks', '_pq_.trace', 'on'], 196610))).toEqual({
      type: 'startup',
      major: 3,
      minor: 2,
      parameters: new Map([
        ['user', 'ada'],
        ['database', 'ducks'],
      ]),
      unknownOptions: ['_pq_.trace'],
    });
  });

  test('requests in front of it are told apart', () => {
    expect(read(packet([int32(80877103)]))).toEqual({ type: 'ssl' });
    expect(read(packet([int32(80877104)]))).toEqual({ type: 'gssenc' });
    const secret = Buffer.alloc(32, 7);
    expect(read(packet([int32(80877102), int32(-5), secret]))).toMatchObject({ type: 'cancel', pid: -5 });
  });

  test('a version this server does not speak is answered with its number, whatever follows', () => {
    expect(read(packet([int32(131072), Buffer.alloc(292, 0xff)]))).toMatchObject({
      type: 'startup',
      major: 2,
      minor: 0,
    });
    expect(read(startup(['user', 'a'], (9 << 16) | 9))).toMatchObject({ major: 9, minor: 9 });
  });

  test('bytes behind SSLRequest are shown to the caller and not read as a packet', () => {
    const reader = new StartupReader();
    reader.push(Buffer.concat([packet([int32(80877103)]), Buffer.from('early')]));
    expect(reader.next()).toEqual({ type: 'ssl' });
    expect(Buffer.from(reader.takeRest()).toString()).toBe('early');
    expect(reader.takeRest()).toHaveLength(0);
  });

  test('any split of a packet gives the same request', () => {
    const bytes = startup(['user', 'ada', 'application_name', 'psql']);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 60 }), (cuts) => {
        const reader = new StartupReader();
        let at = 0;
        for (const cut of [...cuts, bytes.length]) {
          if (at < bytes.length) expect(reader.next()).toBeUndefined();
          reader.push(bytes.subarray(at, at + cut));
          at += cut;
          if (at >= bytes.length) break;
        }
        expect(reader.next()).toEqual(read(bytes));
      }),
    );
  });

  const many = Array.from({ length: 201 }, (_, index) => [`p${index}`, '']).flat();
  const violations: readonly [string, Buffer][] = [
    ...[0, 3, 4, 7, -1, -2147483648, 2147483647, 10_001].map((length): [string, Buffer] => [
      `length ${length}`,
      packet([int32(196608)], length),
    ]),
    ['no terminator', packet([int32(196608), cstring('user'), cstring('ada')])],
    ['a string without its end', packet([int32(196608), Buffer.from('user')])],
    ['a name without a value', packet([int32(196608), cstring('user'), Buffer.from([0])])],
    ['an empty name in front of others', packet([int32(196608), cstring(''), cstring('x'), Buffer.from([0])])],
    ['a parameter twice', startup(['user', 'ada', 'user', 'bob'])],
    ['a protocol option twice', startup(['user', 'a', '_pq_.x', '1', '_pq_.x', '2'])],
    ['a NUL inside a value', startup(['user', 'ada\0min'])],
    ['text that is not UTF-8', packet([int32(196608), cstring('user'), Buffer.from([0xc3, 0x28, 0, 0])])],
    ['201 parameters', startup(many)],
    ['an unknown request code', packet([int32((1234 << 16) | 5681)])],
    ['bytes in an SSLRequest', packet([int32(80877103), int32(1)])],
    ['a cancel key of 3 bytes', packet([int32(80877102), int32(1), Buffer.alloc(3)])],
    ['a cancel key of 257 bytes', packet([int32(80877102), int32(1), Buffer.alloc(257)])],
  ];
  test.each(violations)('%s is a protocol violation', (_, bytes) => {
    expect(() => read(bytes)).toThrowError(expect.objectContaining({ code: 'protocolViolation' }));
  });

  test('200 parameters are taken', () => {
    expect(read(startup(many.slice(0, 400)))).toMatchObject({ type: 'startup' });
  });

  test('random bytes end in a request, in waiting, or in a Failure', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.boolean(), (bytes, framed) => {
        try {
          read(framed ? packet([int32(196608), Buffer.from(bytes)]) : bytes);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Failure);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the options parameter', () => {
  test.each<[string, Record<string, string>]>([
    ['', {}],
    ['-c search_path=a', { search_path: 'a' }],
    ['-csearch_path=a', { search_path: 'a' }],
    ['--search-path=a --TimeZone=UTC', { search_path: 'a', TimeZone: 'UTC' }],
    ['  -c a=1   -c b=2\t-c a=3 ', { a: '3', b: '2' }],
    ['-c application_name=one\\ two', { application_name: 'one two' }],
    ['-c a=back\\\\slash', { a: 'back\\slash' }],
    ['-c a=', { a: '' }],
    ['-c a=b=c', { a: 'b=c' }],
    ['-c a=1\\', { a: '1' }],
  ])('%j gives %j', (text, expected) => {
    expect(Object.fromEntries(parseOptions(text))).toEqual(expected);
  });

  test.each([
    '-c=',
    '--=',
    '-c x',
    '-c',
    '--',
    '-',
    'x',
    '-d 5',
    '-c =x',
    '--x',
    '\\',
    '-c\\',
    `-c ${'\\'.repeat(9001)}`,
  ])('%j is a protocol violation', (text) => {
    expect(() => parseOptions(text)).toThrowError(expect.objectContaining({ code: 'protocolViolation' }));
  });

  test('any text ends in settings or in a Failure', () => {
    const text = fc.string({ unit: fc.constantFrom('-', 'c', '=', ' ', '\\', 'x', '\t') });
    fc.assert(
      fc.property(text, (options) => {
        try {
          for (const name of parseOptions(options).keys()) expect(name).not.toBe('');
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Failure);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

import { Failure } from '@brooder/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FrontendMessage, FrontendReader } from './index.ts';
import { bind, cstring, int16, int32, message } from './messages.fixture.ts';

const limits = { maxMessageBytes: 64 * 1024 * 1024 };

function drain(reader: FrontendReader): FrontendMessage[] {
  const messages: FrontendMessage[] = [];
  for (let next = reader.next(); next !== undefined; next = reader.next()) messages.push(next);
  return messages;
}
function readAll(bytes: Uint8Array, maxMessageBytes = limits.maxMessageBytes): FrontendMessage[] {
  const reader = new FrontendReader({ maxMessageBytes });
  reader.push(bytes);
  return drain(reader);
}

/** A form in which byte views of every class compare by content. */
function hex(value: unknown): string {
  return JSON.stringify(value, (_, v) => {
    if (v instanceof Uint8Array) return Buffer.from(v).toString('hex');
    return v?.type === 'Buffer' ? Buffer.from(v.data).toString('hex') : v;
  });
}

const samples: readonly [Buffer, FrontendMessage][] = [
  [message('Q', [cstring('select 1')]), { type: 'query', sql: 'select 1' }],
  [
    message('P', [cstring('s'), cstring('select $1'), int16(2), int32(23), int32(-1)]),
    { type: 'parse', name: 's', sql: 'select $1', parameterOids: [23, 4294967295] },
  ],
  [
    bind([Buffer.from('1'), null, Buffer.alloc(0)], [0, 1, 0]),
    {
      type: 'bind',
      portal: 'portal',
      statement: 'statement',
      parameterFormats: [0, 1, 0],
      parameters: [Buffer.from('1'), null, Buffer.alloc(0)],
      resultFormats: [1],
    },
  ],
  [message('D', [Buffer.from('S'), cstring('x')]), { type: 'describe', kind: 'statement', name: 'x' }],
  [message('D', [Buffer.from('P'), cstring('')]), { type: 'describe', kind: 'portal', name: '' }],
  [message('E', [cstring('p'), int32(7)]), { type: 'execute', portal: 'p', maxRows: 7 }],
  [message('E', [cstring('p'), int32(-1)]), { type: 'execute', portal: 'p', maxRows: 0 }],
  [message('C', [Buffer.from('P'), cstring('x')]), { type: 'close', kind: 'portal', name: 'x' }],
  [message('S'), { type: 'sync' }],
  [message('H'), { type: 'flush' }],
  [message('X'), { type: 'terminate' }],
  [message('p', [Buffer.from('n,,')]), { type: 'password', bytes: Buffer.from('n,,') }],
  [message('d', [Buffer.from('1\t2\n')]), { type: 'copyData', bytes: Buffer.from('1\t2\n') }],
  [message('c'), { type: 'copyDone' }],
  [message('f', [cstring('stop')]), { type: 'copyFail', message: 'stop' }],
  [message('F', [int32(42), int16(0), int16(1), int32(-1), int16(0)]), { type: 'functionCall', functionOid: 42 }],
];

test.each(samples)('message %# is read with every field', (bytes, expected) => {
  expect(hex(readAll(bytes))).toEqual(hex([expected]));
});

describe('chunks', () => {
  test('any split of a stream gives the same messages', () => {
    const stream = fc.array(fc.constantFrom(...samples), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(stream, fc.array(fc.nat(200), { maxLength: 40 }), (chosen, cuts) => {
        const bytes = Buffer.concat(chosen.map(([raw]) => raw));
        const reader = new FrontendReader(limits);
        const messages: FrontendMessage[] = [];
        let at = 0;
        for (const cut of [...cuts, bytes.length]) {
          reader.push(bytes.subarray(at, at + cut));
          at = Math.min(at + cut, bytes.length);
          if (cut % 2 === 0) messages.push(...drain(reader));
        }
        messages.push(...drain(reader));
        expect(hex(messages)).toEqual(hex(chosen.map(([, expected]) => expected)));
        expect(reader.buffered).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  test('a message of 4 MB that comes four bytes at a time is read in time and memory linear in its size', () => {
    const body = Buffer.from(Array.from({ length: 4_000_000 }, (_, index) => index % 251));
    const bytes = message('d', [body]);
    const reader = new FrontendReader(limits);
    const before = process.memoryUsage().heapUsed;
    let early = 0;
    for (let at = 0; at < bytes.length; at += 4) {
      reader.push(bytes.subarray(at, at + 4));
      if (at + 4 < bytes.length && reader.next() !== undefined) early++;
    }
    expect(early).toBe(0);
    // A kept object for each chunk would take 200 MB.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100_000_000);
    const read = reader.next();
    expect(read?.type === 'copyData' && Buffer.compare(read.bytes, body)).toBe(0);
  }, 10_000);

  test('100,000 small messages in one chunk are read in well under a second', () => {
    const chunk = Buffer.concat(new Array(100_000).fill(message('S')));
    const started = performance.now();
    expect(readAll(chunk)).toHaveLength(100_000);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('an announced gigabyte takes no memory before it comes', () => {
    const reader = new FrontendReader({ maxMessageBytes: 0x7fffffff });
    const before = process.memoryUsage();
    reader.push(message('d', [], 1 << 30));
    expect(reader.next()).toBeUndefined();
    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(1 << 20);
    expect(reader.buffered).toBe(5);
  });
});

describe('refusals', () => {
  const violations: readonly [string, Buffer][] = [
    ['length 0', message('Q', [], 0)],
    ['length 3', message('Q', [], 3)],
    ['negative length', message('Q', [], -1)],
    ['length 2^31', message('Q', [], -2147483648)],
    ['an unknown type', message('z')],
    ['a string without its end', message('Q', [Buffer.from('select 1')])],
    ['bytes behind the last field', message('S', [Buffer.from('x')])],
    ['text that is not UTF-8', message('Q', [Buffer.from([0xff, 0xfe, 0])])],
    ['a NUL inside the SQL text', message('Q', [cstring('select 1'), cstring('x')])],
    ['an unknown Describe target', message('D', [Buffer.from('X'), cstring('')])],
    ['a format code of 2', bind([Buffer.from('1')], [2])],
    ['two format codes for three parameters', bind([null, null, null], [0, 1])],
    ['fewer oids than announced', message('P', [cstring(''), cstring(''), int16(3), int32(23)])],
    ['fewer parameters than announced', message('B', [cstring(''), cstring(''), int16(0), int16(2), int32(-1)])],
    ['a parameter longer than the message', message('B', [cstring(''), cstring(''), int16(0), int16(1), int32(99)])],
    ['a parameter length of -2', message('B', [cstring(''), cstring(''), int16(0), int16(1), int32(-2), int16(0)])],
  ];
  test.each(violations)('%s is a protocol violation, and stays one', (_, bytes) => {
    const reader = new FrontendReader(limits);
    reader.push(bytes);
    expect(() => reader.next()).toThrowError(expect.objectContaining({ code: 'protocolViolation', sqlstate: '08P01' }));
    reader.push(message('S'));
    expect(() => reader.next()).toThrowError(expect.objectContaining({ code: 'protocolViolation' }));
  });

  test('a message over the limit is refused by its header alone, and the limit can be raised', () => {
    const reader = new FrontendReader({ maxMessageBytes: 8 });
    reader.push(message('Q', [cstring('1234567')]));
    expect(reader.next()).toMatchObject({ type: 'query' });
    reader.setLimit(100);
    reader.push(message('Q', [cstring('12345678')]));
    expect(reader.next()).toMatchObject({ type: 'query' });
    reader.push(message('Q', [], 105));
    expect(() => reader.next()).toThrowError(expect.objectContaining({ code: 'messageTooLarge' }));
  });

  test('Bind takes 65,535 parameters', () => {
    const values = Array.from({ length: 65_535 }, (_, index) => (index % 3 === 0 ? null : Buffer.from(String(index))));
    const [read] = readAll(bind(values));
    expect(read).toMatchObject({ type: 'bind' });
    if (read?.type === 'bind') {
      expect(read.parameters).toHaveLength(65_535);
      expect(Buffer.from(read.parameters[20_000]!).toString()).toBe('20000');
      expect(read.parameters[0]).toBeNull();
    }
  });

  test('random bytes end in messages, in waiting, or in a Failure', () => {
    const types = [...'QPBDECSHXpdcfF'].map((letter) => letter.charCodeAt(0));
    const frame = fc
      .tuple(fc.constantFrom(...types), fc.uint8Array({ maxLength: 40 }))
      .map(([type, body]) => message(String.fromCharCode(type), [Buffer.from(body)]));
    const hostile = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(frame).map((frames) => Buffer.concat(frames)),
    );
    fc.assert(
      fc.property(hostile, (bytes) => {
        try {
          readAll(bytes, 1000);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Failure);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

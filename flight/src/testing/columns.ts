/** One column of every Arrow layout, with values: as cells for the builder, as engine values, and as apache-arrow shows them. */
import type { ArrowField, ArrowType, EngineValue } from '@brooder/contracts';
import type { CellValue } from '../ipc/index.ts';

export interface SampleColumn {
  field: ArrowField;
  cells: readonly CellValue[];
  /** Values as engine parameters; absent where the engine has no such parameter. */
  engine?: readonly EngineValue[];
}

const field = (name: string, type: ArrowType, children: ArrowField[] = [], nullable = true): ArrowField => ({
  name,
  type,
  nullable,
  children,
});
const int = (bits: 8 | 16 | 32 | 64, signed = true): ArrowType => ({ kind: 'int', bits, signed });
const utf8: ArrowType = { kind: 'utf8', large: false };

const same = (
  name: string,
  type: ArrowType,
  values: readonly (CellValue & EngineValue)[],
  children: ArrowField[] = [],
) => ({
  field: field(name, type, children),
  cells: values,
  engine: values,
});

const interval = (
  unit: 'year-month' | 'day-time' | 'month-day-nano',
  bytes: Buffer,
  value: EngineValue,
): SampleColumn => ({
  field: field(`interval ${unit}`, { kind: 'interval', unit }),
  cells: [bytes, null, bytes],
  engine: [value, null, value],
});
const bytesOf = (size: number, write: (buffer: Buffer) => void): Buffer => {
  const buffer = Buffer.alloc(size);
  write(buffer);
  return buffer;
};

/** Three rows each. */
export const sampleColumns: readonly SampleColumn[] = [
  same('null', { kind: 'null' }, [null, null, null]),
  same('bool', { kind: 'bool' }, [true, null, false]),
  same('int8', int(8), [-128, null, 127]),
  same('int16', int(16), [-32768, 5, null]),
  same('int32', int(32), [-2147483648, 0, 2147483647]),
  same('int64', int(64), [-9223372036854775808n, null, 9223372036854775807n]),
  same('uint8', int(8, false), [0, null, 255]),
  same('uint16', int(16, false), [0, 65535, null]),
  same('uint32', int(32, false), [0, 4294967295, null]),
  same('uint64', int(64, false), [0n, 18446744073709551615n, null]),
  { field: field('half', { kind: 'float', bits: 16 }), cells: [0x3e00, null, 0xc000], engine: [1.5, null, -2] },
  same('float', { kind: 'float', bits: 32 }, [1.5, null, Number.NEGATIVE_INFINITY]),
  same('double', { kind: 'float', bits: 64 }, [1.1, null, 1e300]),
  same('decimal128', { kind: 'decimal', precision: 38, scale: 2, bits: 128 }, [-12345678901234567890123n, null, 7n]),
  same('decimal64', { kind: 'decimal', precision: 18, scale: 2, bits: 64 }, [-123456789012n, null, 7n]),
  same('decimal32', { kind: 'decimal', precision: 9, scale: 2, bits: 32 }, [-123456n, null, 7n]),
  same('utf8', utf8, ['', 'näs \u{1F986}', null]),
  same('large utf8', { kind: 'utf8', large: true }, ['abc', null, 'd'.repeat(100)]),
  same('binary', { kind: 'binary', large: false }, [Buffer.from([0, 255]), null, Buffer.alloc(0)]),
  same('large binary', { kind: 'binary', large: true }, [Buffer.from([0, 255]), null, Buffer.alloc(0)]),
  same('fixed binary', { kind: 'fixed-size-binary', bytes: 3 }, [Buffer.from('abc'), null, Buffer.from('xyz')]),
  same('date', { kind: 'date', unit: 'day' }, [-1, null, 20000]),
  {
    field: field('date ms', { kind: 'date', unit: 'millisecond' }),
    cells: [-1n, null, 86400000n],
    engine: [-1, null, 1],
  },
  {
    field: field('time s', { kind: 'time', unit: 'second' }),
    cells: [1, null, 86399],
    engine: [1000000n, null, 86399000000n],
  },
  { field: field('time ms', { kind: 'time', unit: 'millisecond' }), cells: [1, null, 2], engine: [1000n, null, 2000n] },
  same('time us', { kind: 'time', unit: 'microsecond' }, [1n, null, 86399999999n]),
  same('time ns', { kind: 'time', unit: 'nanosecond' }, [1n, null, 86399999999999n]),
  same('timestamp s', { kind: 'timestamp', unit: 'second' }, [-1n, null, 1700000000n]),
  same('timestamp us', { kind: 'timestamp', unit: 'microsecond' }, [-1n, null, 1700000000000000n]),
  same('timestamp ns', { kind: 'timestamp', unit: 'nanosecond' }, [-1n, null, 1700000000000000000n]),
  {
    field: field('timestamptz', { kind: 'timestamp', unit: 'nanosecond', timeZone: 'UTC' }),
    cells: [-1n, null, 1700000000000000000n],
    engine: [-1n, null, 1700000000000000n],
  },
  {
    field: field('duration', { kind: 'duration', unit: 'millisecond' }),
    cells: [-1n, null, 3n],
    engine: [{ months: 0, days: 0, micros: -1000n }, null, { months: 0, days: 0, micros: 3000n }],
  },
  interval(
    'year-month',
    bytesOf(4, (b) => b.writeInt32LE(14)),
    { months: 14, days: 0, micros: 0n },
  ),
  interval(
    'day-time',
    bytesOf(8, (b) => b.writeInt32LE(-3, b.writeInt32LE(2))),
    { months: 0, days: 2, micros: -3000n },
  ),
  interval(
    'month-day-nano',
    bytesOf(16, (b) => b.writeBigInt64LE(5000n, b.writeInt32LE(2, b.writeInt32LE(1)))),
    { months: 1, days: 2, micros: 5n },
  ),
  same('list', { kind: 'list', large: false }, [['a', null], null, []], [field('item', utf8)]),
  same('large list', { kind: 'list', large: true }, [[1, 2], [], null], [field('item', int(32))]),
  same(
    'list of lists',
    { kind: 'list', large: false },
    [[['a'], null, []], null, [['b', 'c']]],
    [field('item', { kind: 'list', large: false }, [field('item', utf8)])],
  ),
  {
    field: field('fixed list', { kind: 'fixed-size-list', size: 2 }, [field('item', int(16))]),
    cells: [[1, null], null, [3, 4]],
    engine: [[1, null], null, [3, 4]],
  },
  same('struct', { kind: 'struct' }, [[1, 'x'], null, [null, null]], [field('a', int(32)), field('b', utf8)]),
  same(
    'map',
    { kind: 'map', keysSorted: false },
    [
      [
        ['k', 1],
        ['l', null],
      ],
      null,
      [],
    ],
    [field('entries', { kind: 'struct' }, [field('key', utf8, [], false), field('value', int(32))], false)],
  ),
  {
    field: field('dense', { kind: 'union', mode: 'dense', typeIds: [0, 5] }, [field('i', int(32)), field('s', utf8)]),
    cells: [
      { typeId: 5, value: 'x' },
      { typeId: 0, value: 7 },
      { typeId: 5, value: null },
    ],
  },
  {
    field: field('sparse', { kind: 'union', mode: 'sparse', typeIds: [0, 1] }, [field('i', int(32)), field('s', utf8)]),
    cells: [
      { typeId: 1, value: 'x' },
      { typeId: 0, value: 7 },
      { typeId: 1, value: null },
    ],
  },
  {
    field: {
      ...field('enum', int(8, false)),
      dictionary: { id: 1, ordered: false, valueField: field('enum', utf8) },
    },
    cells: ['red', null, 'green'],
    engine: ['red', null, 'green'],
  },
  {
    field: field('enums', { kind: 'list', large: false }, [
      { ...field('item', int(32)), dictionary: { id: 2, ordered: false, valueField: field('item', utf8) } },
    ]),
    cells: [['red', 'green'], null, ['red', null]],
    engine: [['red', 'green'], null, ['red', null]],
  },
];

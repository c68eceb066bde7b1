/** JSON text of values, for MAP columns: stock drivers read json, and PostgreSQL has no map. */
import type { ArrowField, DuckType } from '@brooder/contracts';
import { ByteSink } from './byte-sink.ts';
import { type BoundCodec, type BoundColumn, bindCodec, type Codec, isValid, validityOf } from './codec.ts';
import { listsOf } from './list-layout.ts';
import { unionOf } from './records.ts';

/** Types whose text is a JSON value already; NaN and the infinities are not and are quoted. */
const bareTypes: ReadonlySet<DuckType['id']> = new Set([
  'TINYINT',
  'SMALLINT',
  'INTEGER',
  'BIGINT',
  'HUGEINT',
  'UTINYINT',
  'USMALLINT',
  'UINTEGER',
  'UBIGINT',
  'UHUGEINT',
  'BIGNUM',
  'FLOAT',
  'DOUBLE',
  'DECIMAL',
  'JSON',
]);

function appendString(sink: ByteSink, bytes: Uint8Array): void {
  sink.byte(0x22);
  for (const byte of bytes) {
    if (byte < 0x20) sink.ascii(`\\u${byte.toString(16).padStart(4, '0')}`);
    else {
      if (byte === 0x22 || byte === 0x5c) sink.byte(0x5c);
      sink.byte(byte);
    }
  }
  sink.byte(0x22);
}

/** Text of a leaf as a JSON string, or as it is when it is `bare`. */
function leaf(text: Codec, bare: (bytes: Uint8Array) => string | undefined): BoundCodec {
  return {
    kind: 'bound',
    bind(array) {
      const column = bindCodec(text, array);
      const scratch = new ByteSink(256);
      return {
        isNull: column.isNull,
        write(sink, index) {
          scratch.length = 0;
          column.write(scratch, index);
          const bytes = scratch.bytes.subarray(0, scratch.length);
          const plain = bare(bytes);
          if (plain === undefined) appendString(sink, bytes);
          else if (plain === '') sink.append(bytes);
          else sink.ascii(plain);
        },
      };
    },
  };
}

const quoted = () => undefined;
const asIs = () => '';
const number = (bytes: Uint8Array) => (bytes[0] === 0x4e || bytes[0] === 0x49 || bytes[1] === 0x49 ? undefined : '');
const boolean = (bytes: Uint8Array) => (bytes[0] === 0x74 ? 'true' : 'false');

function writeOrNull(sink: ByteSink, column: BoundColumn, index: number): void {
  if (column.isNull(index)) sink.ascii('null');
  else column.write(sink, index);
}

/** `textOf` gives the codec of PostgreSQL text of any type. */
export function jsonOf(
  type: DuckType,
  field: ArrowField,
  textOf: (type: DuckType, field: ArrowField) => Codec,
): BoundCodec {
  switch (type.id) {
    case 'LIST':
    case 'ARRAY':
      return jsonList(field, jsonOf(type.child, field.children[0]!, textOf));
    case 'STRUCT':
      return jsonStruct(
        type.fields.map(({ name }) => Buffer.from(JSON.stringify(name))),
        type.fields.map((part, index) => jsonOf(part.type, field.children[index]!, textOf)),
      );
    case 'UNION':
      return unionOf(
        field,
        type.members.map((part, index) => jsonOf(part.type, field.children[index]!, textOf)),
      );
    case 'MAP': {
      const [key, value] = field.children[0]!.children;
      return jsonMap(field, leaf(textOf(type.key, key!), quoted), jsonOf(type.value, value!, textOf));
    }
    default: {
      const text = textOf(type, field);
      if (type.id === 'BOOLEAN') return leaf(text, boolean);
      return leaf(text, type.id === 'JSON' ? asIs : bareTypes.has(type.id) ? number : quoted);
    }
  }
}

function jsonList(field: ArrowField, element: BoundCodec): BoundCodec {
  return {
    kind: 'bound',
    bind(array) {
      const lists = listsOf(array, field);
      const inner = element.bind(lists.child);
      return {
        isNull: lists.isNull,
        write(sink, index) {
          const [from, to] = lists.range(index);
          sink.byte(0x5b);
          for (let item = from; item < to; item++) {
            if (item > from) sink.byte(0x2c);
            writeOrNull(sink, inner, item);
          }
          sink.byte(0x5d);
        },
      };
    },
  };
}

function jsonStruct(names: readonly Uint8Array[], codecs: readonly BoundCodec[]): BoundCodec {
  return {
    kind: 'bound',
    bind(array) {
      const validity = validityOf(array);
      const fields = codecs.map((codec, index) => codec.bind(array.children[index]!));
      return {
        isNull: (index) => !isValid(validity, index + array.offset),
        write(sink, index) {
          sink.byte(0x7b);
          fields.forEach((field, number) => {
            if (number > 0) sink.byte(0x2c);
            sink.append(names[number]!);
            sink.byte(0x3a);
            writeOrNull(sink, field, index + array.offset);
          });
          sink.byte(0x7d);
        },
      };
    },
  };
}

function jsonMap(field: ArrowField, key: BoundCodec, value: BoundCodec): BoundCodec {
  return {
    kind: 'bound',
    bind(array) {
      const lists = listsOf(array, field);
      const entries = lists.child;
      const keys = key.bind(entries.children[0]!);
      const values = value.bind(entries.children[1]!);
      return {
        isNull: lists.isNull,
        write(sink, index) {
          const [from, to] = lists.range(index);
          sink.byte(0x7b);
          for (let item = from; item < to; item++) {
            if (item > from) sink.byte(0x2c);
            keys.write(sink, item + entries.offset);
            sink.byte(0x3a);
            writeOrNull(sink, values, item + entries.offset);
          }
          sink.byte(0x7d);
        },
      };
    },
  };
}

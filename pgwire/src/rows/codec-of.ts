/** Which codec writes a column: by DuckDB type, layout of its Arrow export, and format. */
import { type ArrowField, type DuckType, failures, type PgFormat } from '@brooder/contracts';
import { elementOids, pgTypeOf } from '../types/index.ts';
import type { ZoneOffsets } from '../zones/index.ts';
import { arrayBinary, arrayText } from './arrays.ts';
import type { Codec, FixedCodec } from './codec.ts';
import type { PerSecond } from './datetime-text.ts';
import { jsonOf } from './json.ts';
import { recordBinary, recordText, unionOf } from './records.ts';
import * as scalars from './scalars.ts';
import * as variable from './variable.ts';

interface Pair {
  text: Codec;
  binary: Codec;
}

const perSecond: Record<string, PerSecond> = { second: 1, millisecond: 1e3, microsecond: 1e6, nanosecond: 1e9 };

const integers: Record<string, { text: FixedCodec; binary: FixedCodec }> = {
  'signed 8': scalars.int8,
  'signed 16': scalars.int16,
  'signed 32': scalars.int32,
  'signed 64': scalars.int64,
  'unsigned 8': scalars.uint8,
  'unsigned 16': scalars.uint16,
  'unsigned 32': scalars.uint32,
  'unsigned 64': scalars.uint64,
};

function sameBytes(large: boolean): Pair {
  const codec = variable.plainBytes(large);
  return { text: codec, binary: codec };
}

/** Codecs of a leaf type in the layouts an engine may export it; undefined when the layout is none of them. */
function leafOf(id: DuckType['id'], field: ArrowField, zone: ZoneOffsets): Pair | undefined {
  const { type } = field;
  switch (type.kind) {
    case 'null':
      return { text: variable.alwaysNull, binary: variable.alwaysNull };
    case 'bool':
      return id === 'BOOLEAN' ? scalars.boolBits : undefined;
    case 'int':
      if (id === 'BOOLEAN') return type.bits === 8 ? scalars.bool8 : undefined;
      if (id === 'TIMETZ') return type.bits === 64 ? scalars.timeTz : undefined;
      return id.endsWith('INT') || id === 'INTEGER' || id === 'UINTEGER'
        ? integers[`${type.signed ? 'signed' : 'unsigned'} ${type.bits}`]
        : undefined;
    case 'float':
      if (type.bits === 16) return undefined;
      return type.bits === 32 ? scalars.float32 : scalars.float64;
    case 'decimal':
      return scalars.decimal(type.bits, type.scale);
    case 'utf8':
      return sameBytes(type.large);
    case 'binary':
      if (id === 'BIT') return { text: variable.bitText(type.large), binary: variable.bitBinary(type.large) };
      if (id === 'BIGNUM')
        return { text: variable.bignum.text(type.large), binary: variable.bignum.binary(type.large) };
      if (id === 'VARCHAR' || id === 'JSON') return sameBytes(type.large);
      // A type without a DuckType of its own (GEOMETRY) is announced as text, so both formats are the same text.
      if (id === 'UNKNOWN') return { text: variable.byteaText(type.large), binary: variable.byteaText(type.large) };
      return id === 'BLOB'
        ? { text: variable.byteaText(type.large), binary: variable.plainBytes(type.large) }
        : undefined;
    case 'fixed-size-binary':
      if (id === 'UUID' && type.bytes === 16) return scalars.uuid;
      if (id === 'HUGEINT' && type.bytes === 16) return scalars.decimal(128, 0);
      if (id === 'UHUGEINT' && type.bytes === 16) return scalars.uint128;
      return id === 'TIMETZ' && type.bytes === 8 ? scalars.timeTz : undefined;
    case 'date':
      return type.unit === 'day' ? scalars.date : undefined;
    case 'time':
      if (type.unit === 'microsecond') return scalars.time(1);
      return type.unit === 'nanosecond' ? scalars.time(1000) : undefined;
    case 'timestamp':
      return scalars.timestamp(perSecond[type.unit]!, id === 'TIMESTAMPTZ' ? zone : undefined);
    case 'interval':
      return type.unit === 'month-day-nano' ? scalars.interval : undefined;
    default:
      return undefined;
  }
}

function refuse(type: DuckType, field: ArrowField): Error {
  return failures.unsupported({
    what: `A column of type ${type.id} that the engine exports as ${field.type.kind}`,
    instead: 'Cast it to VARCHAR.',
  });
}

/** @throws unsupported when the layout is unknown for the type */
export function codecOf(type: DuckType, field: ArrowField, format: PgFormat, zone: ZoneOffsets): Codec {
  const textOf = (inner: DuckType, at: ArrowField) => codecOf(inner, at, 0, zone);
  const { kind } = field.type;
  switch (type.id) {
    case 'LIST':
    case 'ARRAY': {
      let depth = 0;
      let element: DuckType = type;
      let at = field;
      while (element.id === 'LIST' || element.id === 'ARRAY') {
        if (at.type.kind !== 'list' && at.type.kind !== 'fixed-size-list') throw refuse(element, at);
        element = element.child;
        at = at.children[0]!;
        depth++;
      }
      const codec = codecOf(element, at, format, zone);
      return format === 0
        ? arrayText(field, depth, codec)
        : arrayBinary(field, depth, elementOids.get(pgTypeOf(type).oid)!, codec);
    }
    case 'STRUCT': {
      if (kind !== 'struct') throw refuse(type, field);
      const codecs = type.fields.map((part, index) => codecOf(part.type, field.children[index]!, format, zone));
      return format === 0
        ? recordText(codecs)
        : recordBinary(
            codecs,
            type.fields.map((part) => pgTypeOf(part.type).oid),
          );
    }
    case 'MAP':
      if (kind !== 'map' && kind !== 'list') throw refuse(type, field);
      return jsonOf(type, field, textOf);
    case 'UNION':
      if (kind !== 'union') throw refuse(type, field);
      return unionOf(
        field,
        type.members.map((part, index) => textOf(part.type, field.children[index]!)),
      );
    case 'SQLNULL':
      return variable.alwaysNull;
    default: {
      if (field.dictionary) {
        const values = codecOf(
          type.id === 'ENUM' ? { id: 'VARCHAR' } : type,
          field.dictionary.valueField,
          format,
          zone,
        );
        return variable.dictionaryCodec(field, values);
      }
      const pair = leafOf(type.id, field, zone);
      if (pair === undefined) throw refuse(type, field);
      return format === 0 ? pair.text : pair.binary;
    }
  }
}

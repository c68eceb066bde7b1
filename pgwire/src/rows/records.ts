/** Structs as PostgreSQL records: text `(1,"a b",)` (`record_out`) and binary (`record_send`). Unions as the text of their member. */
import type { ArrowArray, ArrowField } from '@brooder/contracts';
import { ByteSink } from './byte-sink.ts';
import { type BoundCodec, type BoundColumn, bindCodec, type Codec, isValid, validityOf, viewOf } from './codec.ts';

function bindFields(array: ArrowArray, codecs: readonly Codec[]) {
  const validity = validityOf(array);
  return {
    // A struct's offset counts in its children too, whose own offsets come on top.
    place: (index: number) => index + array.offset,
    isNull: (index: number) => !isValid(validity, index + array.offset),
    fields: codecs.map((codec, index) => bindCodec(codec, array.children[index]!)),
  };
}

function appendField(sink: ByteSink, bytes: Uint8Array): void {
  const special = (byte: number) =>
    byte === 0x22 ||
    byte === 0x5c ||
    byte === 0x28 ||
    byte === 0x29 ||
    byte === 0x2c ||
    byte === 0x20 ||
    (byte >= 9 && byte <= 13);
  if (bytes.length > 0 && !bytes.some(special)) {
    sink.append(bytes);
    return;
  }
  sink.byte(0x22);
  for (const byte of bytes) {
    if (byte === 0x22 || byte === 0x5c) sink.byte(byte);
    sink.byte(byte);
  }
  sink.byte(0x22);
}

export function recordText(codecs: readonly Codec[]): BoundCodec {
  return {
    kind: 'bound',
    bind(array): BoundColumn {
      const { place, isNull, fields } = bindFields(array, codecs);
      const scratch = new ByteSink(256);
      return {
        isNull,
        write(sink, index) {
          sink.byte(0x28);
          fields.forEach((field, number) => {
            if (number > 0) sink.byte(0x2c);
            // NULL is nothing between the commas.
            if (field.isNull(place(index))) return;
            scratch.length = 0;
            field.write(scratch, place(index));
            appendField(sink, scratch.bytes.subarray(0, scratch.length));
          });
          sink.byte(0x29);
        },
      };
    },
  };
}

export function recordBinary(codecs: readonly Codec[], oids: readonly number[]): BoundCodec {
  return {
    kind: 'bound',
    bind(array): BoundColumn {
      const { place, isNull, fields } = bindFields(array, codecs);
      return {
        isNull,
        write(sink, index) {
          sink.int32(fields.length);
          fields.forEach((field, number) => {
            sink.int32(oids[number]!);
            sink.value(field, place(index));
          });
        },
      };
    },
  };
}

/** Writes the active member with that member's codec. A union is NULL when its active member is. */
export function unionOf(field: ArrowField, codecs: readonly Codec[]): BoundCodec {
  const typeIds = field.type.kind === 'union' ? field.type.typeIds : [];
  const dense = field.type.kind === 'union' && field.type.mode === 'dense';
  return {
    kind: 'bound',
    bind(array): BoundColumn {
      const members = codecs.map((codec, index) => bindCodec(codec, array.children[index]!));
      const tags = viewOf(array.buffers[0], 'i8');
      const offsets = dense ? viewOf(array.buffers[1], 'i32') : undefined;
      const memberAt = (index: number) => members[typeIds.indexOf(tags[index + array.offset]!)];
      const place = (index: number) => (offsets ? offsets[index + array.offset]! : index + array.offset);
      return {
        isNull: (index) => memberAt(index)?.isNull(place(index)) ?? true,
        write: (sink, index) => memberAt(index)?.write(sink, place(index)),
      };
    },
  };
}

import type { ArrowField, ArrowSchema, ArrowType } from '@brooder/contracts';
import { Builder } from 'flatbuffers';
import { floatBits, intervalUnits, messageHeader, metadataVersion, timeUnits, typeTag } from './arrow-format.ts';

/** The flatbuffer Message for `FlightData.data_header`. */
export function encodeSchemaMessage(schema: ArrowSchema): Uint8Array {
  const builder = new Builder(1024);
  const fields = offsetVector(
    builder,
    schema.fields.map((field) => addField(builder, field)),
  );
  const metadata = addMetadata(builder, schema.metadata);
  builder.startObject(4); // Schema: endianness (little is the default), fields, custom_metadata, features
  builder.addFieldOffset(1, fields, 0);
  builder.addFieldOffset(2, metadata, 0);
  const header = builder.endObject();
  return finishMessage(builder, messageHeader.schema, header, 0);
}

/** Continuation marker, length, message, padding: for `FlightInfo.schema`, `SchemaResult`, `table_schema`, prepared results. */
export function encapsulatedSchema(schema: ArrowSchema): Uint8Array {
  const message = encodeSchemaMessage(schema);
  const padded = (message.byteLength + 7) & ~7;
  const out = Buffer.alloc(8 + padded);
  out.writeInt32LE(-1, 0);
  out.writeInt32LE(padded, 4);
  out.set(message, 8);
  return out;
}

/** Message: version, header type, header, bodyLength. */
export function finishMessage(builder: Builder, headerType: number, header: number, bodyLength: number): Uint8Array {
  builder.startObject(5);
  builder.addFieldInt64(3, BigInt(bodyLength), 0n);
  builder.addFieldOffset(2, header, 0);
  builder.addFieldInt16(0, metadataVersion, 0);
  builder.addFieldInt8(1, headerType, 0);
  builder.finish(builder.endObject());
  return builder.asUint8Array();
}

// Field: name, nullable, type_type, type, dictionary, children, custom_metadata
function addField(builder: Builder, field: ArrowField): number {
  // With a dictionary, the field's type is that of the values; the index type stands in the encoding.
  const shape = field.dictionary ? field.dictionary.valueField : field;
  const name = builder.createString(field.name);
  const children = offsetVector(
    builder,
    shape.children.map((child) => addField(builder, child)),
  );
  const metadata = addMetadata(builder, field.metadata);
  const dictionary = field.dictionary ? addDictionary(builder, field.type, field.dictionary) : 0;
  const [tag, type] = addType(builder, shape.type);
  builder.startObject(7);
  builder.addFieldOffset(0, name, 0);
  builder.addFieldOffset(3, type, 0);
  builder.addFieldOffset(4, dictionary, 0);
  builder.addFieldOffset(5, children, 0);
  builder.addFieldOffset(6, metadata, 0);
  builder.addFieldInt8(1, field.nullable ? 1 : 0, 0);
  builder.addFieldInt8(2, tag, 0);
  return builder.endObject();
}

// DictionaryEncoding: id, indexType, isOrdered, dictionaryKind
function addDictionary(builder: Builder, index: ArrowType, dictionary: NonNullable<ArrowField['dictionary']>): number {
  const [, indexType] = addType(builder, index);
  builder.startObject(4);
  builder.addFieldInt64(0, BigInt(dictionary.id), 0n);
  builder.addFieldOffset(1, indexType, 0);
  builder.addFieldInt8(2, dictionary.ordered ? 1 : 0, 0);
  return builder.endObject();
}

function addMetadata(builder: Builder, metadata: Readonly<Record<string, string>> | undefined): number {
  if (metadata === undefined) return 0;
  const entries = Object.entries(metadata).map(([key, value]) => {
    const [keyAt, valueAt] = [builder.createString(key), builder.createString(value)];
    builder.startObject(2);
    builder.addFieldOffset(0, keyAt, 0);
    builder.addFieldOffset(1, valueAt, 0);
    return builder.endObject();
  });
  return offsetVector(builder, entries);
}

function offsetVector(builder: Builder, offsets: readonly number[]): number {
  builder.startVector(4, offsets.length, 4);
  for (const offset of [...offsets].reverse()) builder.addOffset(offset);
  return builder.endVector();
}

/** Type tag and table. Every type is a table, also the ones without fields. */
function addType(builder: Builder, type: ArrowType): [tag: number, offset: number] {
  const table = (tag: number, fieldCount: number, add?: () => void): [number, number] => {
    builder.startObject(fieldCount);
    add?.();
    return [tag, builder.endObject()];
  };
  switch (type.kind) {
    case 'null':
      return table(typeTag.null, 0);
    case 'bool':
      return table(typeTag.bool, 0);
    case 'int':
      return table(typeTag.int, 2, () => {
        builder.addFieldInt32(0, type.bits, 0);
        builder.addFieldInt8(1, type.signed ? 1 : 0, 0);
      });
    case 'float':
      return table(typeTag.float, 1, () => builder.addFieldInt16(0, floatBits.indexOf(type.bits), 0));
    case 'decimal':
      return table(typeTag.decimal, 3, () => {
        builder.addFieldInt32(0, type.precision, 0);
        builder.addFieldInt32(1, type.scale, 0);
        builder.addFieldInt32(2, type.bits, 128);
      });
    case 'utf8':
      return table(type.large ? typeTag.largeUtf8 : typeTag.utf8, 0);
    case 'binary':
      return table(type.large ? typeTag.largeBinary : typeTag.binary, 0);
    case 'fixed-size-binary':
      return table(typeTag.fixedSizeBinary, 1, () => builder.addFieldInt32(0, type.bytes, 0));
    case 'date':
      // The format's default unit is milliseconds.
      return table(typeTag.date, 1, () => builder.addFieldInt16(0, type.unit === 'day' ? 0 : 1, 1));
    case 'time':
      return table(typeTag.time, 2, () => {
        builder.addFieldInt16(0, timeUnits.indexOf(type.unit), 1);
        builder.addFieldInt32(1, type.unit === 'second' || type.unit === 'millisecond' ? 32 : 64, 32);
      });
    case 'timestamp': {
      const zone = type.timeZone === undefined ? 0 : builder.createString(type.timeZone);
      return table(typeTag.timestamp, 2, () => {
        builder.addFieldInt16(0, timeUnits.indexOf(type.unit), 0);
        builder.addFieldOffset(1, zone, 0);
      });
    }
    case 'duration':
      return table(typeTag.duration, 1, () => builder.addFieldInt16(0, timeUnits.indexOf(type.unit), 1));
    case 'interval':
      return table(typeTag.interval, 1, () => builder.addFieldInt16(0, intervalUnits.indexOf(type.unit), 0));
    case 'list':
      return table(type.large ? typeTag.largeList : typeTag.list, 0);
    case 'fixed-size-list':
      return table(typeTag.fixedSizeList, 1, () => builder.addFieldInt32(0, type.size, 0));
    case 'struct':
      return table(typeTag.struct, 0);
    case 'map':
      return table(typeTag.map, 1, () => builder.addFieldInt8(0, type.keysSorted ? 1 : 0, 0));
    case 'union': {
      builder.startVector(4, type.typeIds.length, 4);
      for (const id of [...type.typeIds].reverse()) builder.addInt32(id);
      const typeIds = builder.endVector();
      return table(typeTag.union, 2, () => {
        builder.addFieldInt16(0, type.mode === 'dense' ? 1 : 0, 0);
        builder.addFieldOffset(1, typeIds, 0);
      });
    }
  }
}

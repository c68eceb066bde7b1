import { type ArrowField, type ArrowSchema, type ArrowType, failures } from '@brooder/contracts';
import { floatBits, intervalUnits, messageHeader, metadataVersion, timeUnits, typeTag } from './arrow-format.ts';
import { FlatTable, malformedIpc, readingFlatbuffer } from './flat-table.ts';

/** Deeper nesting is refused: walking it would exhaust the stack. */
const maxDepth = 64;

export interface IpcMessage {
  type: number;
  header: FlatTable;
  bodyLength: number;
}

/** Takes the bare flatbuffer of `data_header`, or the encapsulated form of `FlightInfo.schema`. @throws protocolViolation, unsupported */
export function decodeSchemaMessage(header: Uint8Array): ArrowSchema {
  return readingFlatbuffer(() => {
    const message = openMessage(header);
    if (message.type !== messageHeader.schema) throw malformedIpc('a message that is no schema');
    return schemaOf(message.header);
  });
}

/** The envelope of any IPC message. Call inside `readingFlatbuffer`. */
export function openMessage(bytes: Uint8Array): IpcMessage {
  const root = FlatTable.root(withoutPrefix(bytes));
  const version = root.int16(0);
  if (version < metadataVersion - 1 || version > metadataVersion) {
    throw failures.unsupported({ what: `Arrow metadata version ${version + 1}`, instead: 'Send version 5.' });
  }
  const header = root.table(2);
  const bodyLength = root.int64(3);
  if (!header) throw malformedIpc('a message without a header');
  if (bodyLength < 0) throw malformedIpc(`a body of ${bodyLength} bytes`);
  return { type: root.uint8(1), header, bodyLength };
}

// The first four bytes of a flatbuffer are an offset, never -1.
function withoutPrefix(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < 8 || view.getInt32(0, true) !== -1) return bytes;
  const length = view.getInt32(4, true);
  if (length < 0 || length > bytes.byteLength - 8) throw malformedIpc(`a message length of ${length}`);
  return bytes.subarray(8, 8 + length);
}

export function schemaOf(table: FlatTable): ArrowSchema {
  if (table.int16(0) !== 0) {
    throw failures.unsupported({ what: 'Big-endian Arrow data', instead: 'Send it little-endian.' });
  }
  const fields = table.tables(1).map((field) => fieldOf(field, 0));
  const metadata = metadataOf(table.tables(2));
  return { fields, ...(metadata && { metadata }) };
}

function fieldOf(table: FlatTable, depth: number): ArrowField {
  if (depth > maxDepth) throw malformedIpc(`types nested deeper than ${maxDepth}`);
  const children = table.tables(5).map((child) => fieldOf(child, depth + 1));
  const type = typeOf(table.uint8(2), table.table(3), children);
  const metadata = metadataOf(table.tables(6));
  const plain: ArrowField = {
    name: table.string(0) ?? '',
    type,
    nullable: table.uint8(1) !== 0,
    children,
    ...(metadata && { metadata }),
  };
  const encoding = table.table(4);
  if (!encoding) return plain;
  const indexTable = encoding.table(1);
  const index: ArrowType = indexTable ? intOf(indexTable) : { kind: 'int', bits: 32, signed: true };
  return {
    name: plain.name,
    type: index,
    nullable: plain.nullable,
    children: [],
    dictionary: {
      id: encoding.int64(0),
      ordered: encoding.uint8(2) !== 0,
      valueField: { name: plain.name, type, nullable: true, children },
    },
    ...(metadata && { metadata }),
  };
}

function metadataOf(entries: readonly FlatTable[]): Record<string, string> | undefined {
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.map((entry) => [entry.string(0) ?? '', entry.string(1) ?? '']));
}

function typeOf(tag: number, table: FlatTable | undefined, children: readonly ArrowField[]): ArrowType {
  const need = (count: number) => {
    if (children.length !== count) throw malformedIpc(`${children.length} children where ${count} are needed`);
  };
  const t = table ?? malformed('a type without its table');
  switch (tag) {
    case typeTag.null:
      return { kind: 'null' };
    case typeTag.bool:
      return { kind: 'bool' };
    case typeTag.int:
      return intOf(t);
    case typeTag.float:
      return { kind: 'float', bits: oneOf(floatBits, t.int16(0)) };
    case typeTag.decimal:
      return decimalOf(t);
    case typeTag.utf8:
    case typeTag.largeUtf8:
      return { kind: 'utf8', large: tag === typeTag.largeUtf8 };
    case typeTag.binary:
    case typeTag.largeBinary:
      return { kind: 'binary', large: tag === typeTag.largeBinary };
    case typeTag.fixedSizeBinary:
      return { kind: 'fixed-size-binary', bytes: notNegative(t.int32(0)) };
    case typeTag.date:
      return { kind: 'date', unit: oneOf(['day', 'millisecond'], t.int16(0, 1)) };
    case typeTag.time:
      return { kind: 'time', unit: oneOf(timeUnits, t.int16(0, 1)) };
    case typeTag.timestamp: {
      const timeZone = t.string(1);
      return { kind: 'timestamp', unit: oneOf(timeUnits, t.int16(0)), ...(timeZone !== undefined && { timeZone }) };
    }
    case typeTag.duration:
      return { kind: 'duration', unit: oneOf(timeUnits, t.int16(0, 1)) };
    case typeTag.interval:
      return { kind: 'interval', unit: oneOf(intervalUnits, t.int16(0)) };
    case typeTag.list:
    case typeTag.largeList:
      need(1);
      return { kind: 'list', large: tag === typeTag.largeList };
    case typeTag.fixedSizeList:
      need(1);
      return { kind: 'fixed-size-list', size: notNegative(t.int32(0)) };
    case typeTag.struct:
      return { kind: 'struct' };
    case typeTag.map:
      need(1);
      if (children[0]!.type.kind !== 'struct' || children[0]!.children.length !== 2) {
        throw malformedIpc('a map whose entries are not pairs');
      }
      return { kind: 'map', keysSorted: t.uint8(0) !== 0 };
    case typeTag.union:
      return unionOf(t, children.length);
    default:
      throw failures.unsupported({
        what: `The Arrow type number ${tag}`,
        instead: 'Send plain layouts: no views, no run-end encoding.',
      });
  }
}

function intOf(table: FlatTable): ArrowType & { kind: 'int' } {
  return { kind: 'int', bits: member([8, 16, 32, 64] as const, table.int32(0)), signed: table.uint8(1) !== 0 };
}

function decimalOf(table: FlatTable): ArrowType {
  const bits = member([32, 64, 128, 256] as const, table.int32(2, 128));
  const precision = table.int32(0);
  if (precision < 1 || precision > 76) throw malformedIpc(`a decimal of ${precision} digits`);
  return { kind: 'decimal', precision, scale: table.int32(1), bits };
}

function unionOf(table: FlatTable, children: number): ArrowType {
  const given = table.int32s(1);
  const typeIds = given.length === 0 ? Array.from({ length: children }, (_, i) => i) : given;
  if (typeIds.length !== children || typeIds.some((id) => id < 0 || id > 127)) {
    throw malformedIpc('union type ids that do not fit its children');
  }
  return { kind: 'union', mode: oneOf(['sparse', 'dense'], table.int16(0)), typeIds };
}

const malformed = (actual: string): never => {
  throw malformedIpc(actual);
};
const oneOf = <T>(names: readonly T[], index: number): T => names[index] ?? malformed(`the unit number ${index}`);
const member = <T extends number>(allowed: readonly T[], value: number): T =>
  allowed.find((each) => each === value) ?? malformed(`a width of ${value} bits`);
const notNegative = (value: number): number => (value >= 0 ? value : malformed(`a size of ${value}`));

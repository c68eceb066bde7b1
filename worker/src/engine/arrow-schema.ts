/** C `ArrowSchema` structures as contracts describe them. Source: "The Arrow C data interface", format strings. */
import { type ArrowField, type ArrowSchema, type ArrowType, failures, type TimeUnit } from '@brooder/contracts';
import type { Pointer } from './library.ts';
import { bytesAt, schemaWords, textAt, wordsAt } from './structs.ts';

const flagDictionaryOrdered = 1n;
const flagNullable = 2n;
const flagMapKeysSorted = 4n;
/** Deeper types would only serve to exhaust the stack. */
const maxDepth = 256;

const units: Readonly<Record<string, TimeUnit>> = {
  s: 'second',
  m: 'millisecond',
  u: 'microsecond',
  n: 'nanosecond',
};

const plainFormats: Readonly<Record<string, ArrowType>> = {
  n: { kind: 'null' },
  b: { kind: 'bool' },
  c: { kind: 'int', bits: 8, signed: true },
  C: { kind: 'int', bits: 8, signed: false },
  s: { kind: 'int', bits: 16, signed: true },
  S: { kind: 'int', bits: 16, signed: false },
  i: { kind: 'int', bits: 32, signed: true },
  I: { kind: 'int', bits: 32, signed: false },
  l: { kind: 'int', bits: 64, signed: true },
  L: { kind: 'int', bits: 64, signed: false },
  e: { kind: 'float', bits: 16 },
  f: { kind: 'float', bits: 32 },
  g: { kind: 'float', bits: 64 },
  z: { kind: 'binary', large: false },
  Z: { kind: 'binary', large: true },
  u: { kind: 'utf8', large: false },
  U: { kind: 'utf8', large: true },
  tdD: { kind: 'date', unit: 'day' },
  tdm: { kind: 'date', unit: 'millisecond' },
  tiM: { kind: 'interval', unit: 'year-month' },
  tiD: { kind: 'interval', unit: 'day-time' },
  tin: { kind: 'interval', unit: 'month-day-nano' },
  '+l': { kind: 'list', large: false },
  '+L': { kind: 'list', large: true },
  '+s': { kind: 'struct' },
};

/** The columns of a record batch: the children of the structure at `address`, which DuckDB makes a struct. */
export function readSchema(address: Pointer): ArrowSchema {
  const root = readField(address, { next: 0 }, 0);
  return root.metadata ? { fields: root.children, metadata: root.metadata } : { fields: root.children };
}

function readField(address: Pointer, ids: { next: number }, depth: number): ArrowField {
  if (depth > maxDepth)
    throw failures.unsupported({ what: `A type nested deeper than ${maxDepth}`, instead: 'Flatten it.' });
  const words = wordsAt(address, schemaWords.words);
  const flags = words[schemaWords.flags]!;
  const childCount = Number(words[schemaWords.childCount]);
  const children = Array.from(childCount ? wordsAt(words[schemaWords.children]!, childCount) : [], (child) =>
    readField(child, ids, depth + 1),
  );
  const metadata = readMetadata(words[schemaWords.metadata]!);
  const dictionary = words[schemaWords.dictionary]!;
  return {
    name: textAt(words[schemaWords.name]!),
    type: readFormat(textAt(words[schemaWords.format]!), (flags & flagMapKeysSorted) !== 0n),
    nullable: (flags & flagNullable) !== 0n,
    children,
    ...(dictionary === 0n
      ? {}
      : {
          dictionary: {
            id: ids.next++,
            ordered: (flags & flagDictionaryOrdered) !== 0n,
            valueField: readField(dictionary, ids, depth + 1),
          },
        }),
    ...(metadata ? { metadata } : {}),
  };
}

/** One format string. Views and run-end encoding are refused: the engine switches them off. */
export function readFormat(format: string, keysSorted = false): ArrowType {
  const plain = plainFormats[format];
  if (plain) return plain;
  if (format === '+m') return { kind: 'map', keysSorted };

  const [head, tail = ''] = splitOnce(format, ':');
  switch (head) {
    case 'd': {
      const [precision, scale, bits = 128] = tail.split(',').map(Number);
      return { kind: 'decimal', precision: precision!, scale: scale!, bits: bits as 32 | 64 | 128 | 256 };
    }
    case 'w':
      return { kind: 'fixed-size-binary', bytes: Number(tail) };
    case '+w':
      return { kind: 'fixed-size-list', size: Number(tail) };
    case '+ud':
    case '+us':
      return { kind: 'union', mode: head === '+ud' ? 'dense' : 'sparse', typeIds: tail.split(',').map(Number) };
  }
  const unit = units[head[2] ?? ''];
  if (unit && head.length === 3) {
    if (head.startsWith('ts')) return { kind: 'timestamp', unit, ...(tail ? { timeZone: tail } : {}) };
    if (head.startsWith('tt')) return { kind: 'time', unit };
    if (head.startsWith('tD')) return { kind: 'duration', unit };
  }
  throw failures.unsupported({ what: `The Arrow format "${format}"`, instead: 'Cast the column to another type.' });
}

/** The C data format string of a type; the opposite of `readFormat`. */
export function writeFormat(type: ArrowType): string {
  switch (type.kind) {
    case 'decimal':
      return `d:${type.precision},${type.scale},${type.bits}`;
    case 'fixed-size-binary':
      return `w:${type.bytes}`;
    case 'fixed-size-list':
      return `+w:${type.size}`;
    case 'map':
      return '+m';
    case 'union':
      return `+u${type.mode === 'dense' ? 'd' : 's'}:${type.typeIds.join(',')}`;
    case 'timestamp':
      return `ts${unitLetter(type.unit)}:${type.timeZone ?? ''}`;
    case 'time':
      return `tt${unitLetter(type.unit)}`;
    case 'duration':
      return `tD${unitLetter(type.unit)}`;
    default: {
      const wanted = JSON.stringify(type, Object.keys(type).sort());
      for (const [format, known] of Object.entries(plainFormats)) {
        if (JSON.stringify(known, Object.keys(known).sort()) === wanted) return format;
      }
      throw failures.unsupported({ what: `The Arrow type ${type.kind}`, instead: 'Send another type.' });
    }
  }
}

function unitLetter(unit: TimeUnit): string {
  return Object.keys(units).find((letter) => units[letter] === unit)!;
}

/** `int32 pairs, then each: int32 length, key, int32 length, value`, in native byte order. */
function readMetadata(address: Pointer): Record<string, string> | undefined {
  if (address === 0n) return undefined;
  let at = address;
  const int = () => {
    const bytes = bytesAt(at, 4);
    at += 4n;
    return new DataView(bytes.buffer, bytes.byteOffset, 4).getInt32(0, true);
  };
  const text = () => {
    const length = int();
    const value = Buffer.from(bytesAt(at, length)).toString('utf8');
    at += BigInt(length);
    return value;
  };
  const pairs = int();
  return Object.fromEntries(Array.from({ length: pairs }, () => [text(), text()]));
}

/** The same schema with `timeZone` in every timestamp that has a zone. */
export function withTimeZone(schema: ArrowSchema, timeZone: string): ArrowSchema {
  return { ...schema, fields: schema.fields.map((field) => zoned(field, timeZone)) };
}

export function hasTimeZone(fields: readonly ArrowField[]): boolean {
  return fields.some(
    (field) => (field.type.kind === 'timestamp' && field.type.timeZone) || hasTimeZone(field.children),
  );
}

function zoned(field: ArrowField, timeZone: string): ArrowField {
  const type = field.type.kind === 'timestamp' && field.type.timeZone ? { ...field.type, timeZone } : field.type;
  return { ...field, type, children: field.children.map((child) => zoned(child, timeZone)) };
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

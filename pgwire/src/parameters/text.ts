/** A parameter in text format, by its type. */
import { type BoundValue, type DuckType, type EngineValue, failures } from '@brooder/contracts';
import { type ArrayNode, parseArray } from './array-text.ts';
import { parseDate, parseTime, parseTimeNanos, parseTimestamp, parseTimestampTz, parseTimeTz } from './dates.ts';
import { parseInterval } from './intervals.ts';
import { decimalValue, maxDecimalWidth, parseDecimal, parseFloating, parseInteger, widthOf } from './numbers.ts';
import { invalid, nameOf, outOfRange } from './refuse.ts';

/** Any prefix of these words is a bool, as long as it is not the prefix of both kinds; source: `parse_bool`. */
function parseBool(text: string): boolean {
  const word = text.trim().toLowerCase();
  if (word === '1' || word === 'on' || (word !== '' && ('true'.startsWith(word) || 'yes'.startsWith(word))))
    return true;
  const no =
    word === '0' ||
    word === 'of' ||
    word === 'off' ||
    (word !== '' && ('false'.startsWith(word) || 'no'.startsWith(word)));
  if (!no) throw invalid('boolean', text);
  return false;
}

function parseBytea(text: string): Uint8Array {
  if (text.startsWith('\\x')) {
    const hex = text.slice(2).replace(/\s+/g, '');
    if (hex.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(hex)) throw invalid('bytea', text);
    return new Uint8Array(Buffer.from(hex, 'hex'));
  }
  const source = Buffer.from(text);
  const bytes = new Uint8Array(source.length);
  let length = 0;
  for (let at = 0; at < source.length; at++) {
    if (source[at] !== 0x5c) bytes[length++] = source[at]!;
    else if (source[at + 1] === 0x5c) {
      bytes[length++] = 0x5c;
      at++;
    } else {
      const octal = source.toString('latin1', at + 1, at + 4);
      if (!/^[0-3][0-7][0-7]$/.test(octal)) throw invalid('bytea', text);
      bytes[length++] = Number.parseInt(octal, 8);
      at += 3;
    }
  }
  return bytes.slice(0, length);
}

/** With or without hyphens and braces; source: `string_to_uuid`. */
function parseUuid(text: string): string {
  const trimmed = text.trim().replace(/^\{(.*)\}$/, '$1');
  const hex = trimmed.replaceAll('-', '').toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(hex) || !/^([0-9a-f]{4}-?)*[0-9a-f]{4}$/i.test(trimmed)) throw invalid('uuid', text);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function parseJson(text: string): string {
  try {
    JSON.parse(text);
  } catch (cause) {
    throw failures.invalidText({ type: 'json', text: text.slice(0, 100) }, { cause });
  }
  return text;
}

const perSecond: Partial<Record<DuckType['id'], bigint>> = {
  TIMESTAMP_S: 1n,
  TIMESTAMP_MS: 1_000n,
  TIMESTAMP: 1_000_000n,
  TIMESTAMP_NS: 1_000_000_000n,
};

function parseIntoDecimal(type: { id: 'DECIMAL'; width: number; scale: number }, text: string): bigint {
  const { unscaled, scale } = parseDecimal(text);
  // Like numeric(w,s): digits behind the scale are rounded, half away from zero.
  let value = unscaled * 10n ** BigInt(Math.max(type.scale - scale, 0));
  if (scale > type.scale) {
    const unit = 10n ** BigInt(scale - type.scale);
    value = (unscaled + (unscaled < 0n ? -unit : unit) / 2n) / unit;
  }
  if (value !== 0n && widthOf(value) > type.width) throw outOfRange('numeric', text);
  return value;
}

/** A value of exactly `type`. @throws invalidText, numberOutOfRange */
export function parseText(type: DuckType, text: string): EngineValue {
  switch (type.id) {
    case 'BOOLEAN':
      return parseBool(text);
    case 'FLOAT':
    case 'DOUBLE':
      return parseFloating(type, text);
    case 'DECIMAL':
      return parseIntoDecimal(type, text);
    case 'DATE':
      return parseDate(text);
    case 'TIME':
      return parseTime(text);
    case 'TIME_NS':
      return parseTimeNanos(text);
    case 'TIMETZ':
      return parseTimeTz(text);
    case 'TIMESTAMP':
    case 'TIMESTAMP_S':
    case 'TIMESTAMP_MS':
    case 'TIMESTAMP_NS':
      return parseTimestamp(text, perSecond[type.id]!);
    case 'TIMESTAMPTZ':
      return parseTimestampTz(text);
    case 'INTERVAL':
      return parseInterval(text);
    case 'UUID':
      return parseUuid(text);
    case 'BLOB':
      return parseBytea(text);
    case 'JSON':
      return parseJson(text);
    case 'BIT':
      if (!/^[01]+$/.test(text)) throw invalid(nameOf(type), text);
      return text;
    case 'ENUM':
      if (!type.values.includes(text)) throw invalid('enum', text);
      return text;
    case 'LIST':
    case 'ARRAY':
      return listValue(type, parseArray(text), text);
    case 'VARCHAR':
      return text;
    default:
      return parseInteger(type, text);
  }
}

function listValue(
  type: DuckType & { id: 'LIST' | 'ARRAY' },
  nodes: readonly ArrayNode[],
  text: string,
): EngineValue[] {
  if (type.id === 'ARRAY' && nodes.length !== type.size) throw invalid('array', text);
  const { child } = type;
  const nested = child.id === 'LIST' || child.id === 'ARRAY';
  return nodes.map((node) => {
    if (node === null) return null;
    if (typeof node === 'string') {
      if (nested) throw invalid('array', text);
      return parseText(child, node);
    }
    if (!nested) throw invalid('array', text);
    return listValue(child, node, text);
  });
}

function depthOf(node: ArrayNode): number {
  return typeof node === 'string' || node === null
    ? 0
    : 1 + node.reduce((most: number, item) => Math.max(most, depthOf(item)), 0);
}

/** The widest scale and integer part of the decimals in an array, so that all of them fit one type. */
function commonDecimal(node: ArrayNode, into: { scale: number; whole: number }): void {
  if (node === null) return;
  if (typeof node !== 'string') {
    for (const item of node) commonDecimal(item, into);
    return;
  }
  const { unscaled, scale } = parseDecimal(node);
  into.scale = Math.max(into.scale, scale);
  into.whole = Math.max(into.whole, widthOf(unscaled) - scale);
}

/** A value of the type a client declared; numeric takes the width of the value, arrays their own depth. */
export function parseDeclared(type: DuckType, text: string): BoundValue {
  if (type.id === 'DECIMAL') {
    if (/^\s*([+-]?inf(inity)?|nan)\s*$/i.test(text)) {
      const double: DuckType = { id: 'DOUBLE' };
      return { type: double, value: parseFloating(double, text) };
    }
    return decimalValue(parseDecimal(text), text);
  }
  if (type.id !== 'LIST') return { type, value: parseText(type, text) };
  const nodes = parseArray(text);
  let list: DuckType & { id: 'LIST' } = { id: 'LIST', child: type.child };
  if (type.child.id === 'DECIMAL') {
    const most = { scale: 0, whole: 1 };
    commonDecimal(nodes, most);
    const width = most.whole + most.scale;
    if (width > maxDecimalWidth) throw outOfRange('numeric', text);
    list = { id: 'LIST', child: { id: 'DECIMAL', width, scale: most.scale } };
  }
  for (let depth = depthOf(nodes); depth > 1; depth--) list = { id: 'LIST', child: list };
  return { type: list, value: listValue(list, nodes, text) };
}

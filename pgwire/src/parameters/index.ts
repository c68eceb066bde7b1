import type { BoundValue, DuckType, PgFormat } from '@brooder/contracts';
import { duckTypeOfOid, oids, pgTypeOf } from '../types/index.ts';
import { decodeBinary } from './binary.ts';
import { fit } from './fit.ts';
import { parseDeclared, parseText } from './text.ts';
import { decodeUtf8Text } from './utf8.ts';

const varchar: DuckType = { id: 'VARCHAR' };
const isOpen = (type: DuckType) => type.id === 'UNKNOWN' || type.id === 'SQLNULL';

/** Text without a declared type, as a literal of the statement would be read. */
function parseUndeclared(text: string, target: DuckType): BoundValue {
  // The engine knows its own text forms of these, and of lists in brackets.
  const byEngine = isOpen(target) || target.id === 'STRUCT' || target.id === 'MAP' || target.id === 'UNION';
  const isList = target.id === 'LIST' || target.id === 'ARRAY';
  if (byEngine || (isList && /^\s*\[(?!\d+(:\d+)?\])/.test(text))) return { type: varchar, value: text };
  if (isList && /^\s*\[[^\]]*\]\s*$/.test(text)) return { type: varchar, value: text };
  return { type: target, value: parseText(target, text) };
}

/**
 * A parameter of Bind as the engine takes it. `oid` 0 is undeclared: text is read by `target`, binary by `pgTypeOf(target)`.
 * The answer has type `target` when the value fits it without loss, else the type of the oid; an UNKNOWN target takes the type of
 * the oid, or VARCHAR. TIME is a bigint of microseconds, TIME_NS of nanoseconds. Bytes of a BLOB view the message.
 * @throws invalidText, numberOutOfRange, invalidBinary, unsupported
 */
export function decodeParameter(bytes: Uint8Array | null, format: PgFormat, oid: number, target: DuckType): BoundValue {
  const declared = oid === 0 || oid === oids.unknown ? undefined : duckTypeOfOid(oid);
  if (bytes === null) return { type: isOpen(target) ? (declared ?? varchar) : target, value: null };
  if (format === 1)
    return fit(decodeBinary(bytes, declared === undefined && oid === 0 ? pgTypeOf(target).oid : oid), target);
  const text = decodeUtf8Text(bytes);
  return declared === undefined ? parseUndeclared(text, target) : fit(parseDeclared(declared, text), target);
}

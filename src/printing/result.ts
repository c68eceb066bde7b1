import { toCsv } from './csv.ts';
import { textTable } from './text-table.ts';

export type ResultFormat = 'table' | 'json' | 'csv';

/** A result as node-postgres gives it in array mode, values still text. */
export interface TextResult {
  command: string | null;
  rowCount: number | null;
  fields: readonly { name: string; dataTypeID: number }[];
  rows: readonly (readonly (string | null)[])[];
}

const boolOid = 16;
const jsonOids = [114, 3802];
/** int2, int4, float4, float8; int8 and numeric are text in JSON, because a JavaScript reader would round them. */
const numberOids = [21, 23, 700, 701];
const rightAligned = [...numberOids, 20, 26, 1700];

export function printResult(result: TextResult, format: ResultFormat): string {
  if (result.fields.length === 0) return format === 'table' && result.command ? `${result.command}\n` : '';
  if (format === 'csv') return toCsv([result.fields.map((field) => field.name), ...result.rows]);
  if (format === 'json') return `${JSON.stringify(result.rows.map((row) => jsonRow(result, row)))}\n`;
  const columns = result.fields.map(({ name, dataTypeID }) => ({
    title: name,
    align: rightAligned.includes(dataTypeID) ? ('right' as const) : ('left' as const),
  }));
  const count = result.rows.length;
  return `${textTable(columns, result.rows)}\n(${count} ${count === 1 ? 'row' : 'rows'})\n`;
}

function jsonRow(result: TextResult, row: readonly (string | null)[]): Record<string, unknown> {
  return Object.fromEntries(result.fields.map((field, i) => [field.name, jsonValue(row[i] ?? null, field.dataTypeID)]));
}

function jsonValue(text: string | null, oid: number): unknown {
  if (text === null) return null;
  if (oid === boolOid) return text === 't';
  if (numberOids.includes(oid)) {
    const number = Number(text);
    return Number.isFinite(number) ? number : text;
  }
  return jsonOids.includes(oid) ? JSON.parse(text) : text;
}

import type { DuckType, PgFormat, ResultColumn } from '@brooder/contracts';
import { createRowEncoder, expandFormats, type RowEncoder } from '@brooder/pgwire';
import type { EngineResult, EngineStatement } from '../engine/index.ts';

/** A prepared statement of a Postgres session, with the encoder of its last execution. */
export class SessionStatement {
  readonly engine: EngineStatement;
  readonly oids: readonly number[];
  /** What the gateway was last told of the result; `undefined` columns mean no rows. */
  #told: readonly ResultColumn[] | undefined;
  #cached: { formats: readonly PgFormat[]; timeZone: string; told: unknown; encoder: RowEncoder } | undefined;

  constructor(engine: EngineStatement, oids: readonly number[]) {
    this.engine = engine;
    this.oids = oids;
    this.#told = engine.columns;
  }

  /** Remembers what the gateway is told; false when that differs from before. */
  tell(columns: readonly ResultColumn[] | undefined): boolean {
    if (columns === this.#told || sameColumns(columns, this.#told)) return true;
    this.#told = columns;
    this.#cached = undefined;
    return false;
  }

  /** True when `columns` are what the gateway was told, or when it could not be told before binding. */
  matches(columns: readonly ResultColumn[] | undefined): boolean {
    return columns === this.#told || sameColumns(columns, this.#told);
  }

  encoderFor(result: EngineResult, formats: readonly PgFormat[], timeZone: string): RowEncoder | undefined {
    const { columns } = result;
    if (columns === undefined) return undefined;
    const cached = this.#cached;
    if (
      cached !== undefined &&
      cached.timeZone === timeZone &&
      sameFormats(cached.formats, formats) &&
      (cached.told === columns || sameColumns(columns, cached.told as readonly ResultColumn[]))
    ) {
      return cached.encoder;
    }
    const encoder = createRowEncoder(
      columns.map((column) => column.type),
      result.schema.fields,
      expandFormats(formats, columns.length),
      { timeZone },
    );
    this.#cached = { formats, timeZone, told: columns, encoder };
    return encoder;
  }
}

function sameFormats(a: readonly PgFormat[], b: readonly PgFormat[]): boolean {
  return a === b || (a.length === b.length && a.every((format, i) => format === b[i]));
}

/** A column whose type was UNKNOWN before binding matches any. */
function sameColumns(actual: readonly ResultColumn[] | undefined, told: readonly ResultColumn[] | undefined): boolean {
  if (actual === undefined || told === undefined) return actual === told;
  return (
    actual.length === told.length &&
    actual.every((column, i) => column.name === told[i]!.name && sameType(column.type, told[i]!.type))
  );
}

function sameType(actual: DuckType, told: DuckType): boolean {
  if (told.id === 'UNKNOWN' || actual === told) return true;
  if (actual.id !== told.id) return false;
  return isSimple(actual) || JSON.stringify(actual) === JSON.stringify(told);
}

function isSimple(type: DuckType): boolean {
  return Object.keys(type).length === 1;
}

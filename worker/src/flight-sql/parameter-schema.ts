import type { ArrowSchema, ArrowType, DuckType } from '@brooder/contracts';
import type { EngineStatement } from '../engine/index.ts';
import { emptySchema } from './result-stream.ts';

const int = (bits: 8 | 16 | 32 | 64, signed: boolean): ArrowType => ({ kind: 'int', bits, signed });
const text: ArrowType = { kind: 'utf8', large: false };

const simpleTypes: Partial<Record<DuckType['id'], ArrowType>> = {
  BOOLEAN: { kind: 'bool' },
  TINYINT: int(8, true),
  SMALLINT: int(16, true),
  INTEGER: int(32, true),
  BIGINT: int(64, true),
  UTINYINT: int(8, false),
  USMALLINT: int(16, false),
  UINTEGER: int(32, false),
  UBIGINT: int(64, false),
  FLOAT: { kind: 'float', bits: 32 },
  DOUBLE: { kind: 'float', bits: 64 },
  BLOB: { kind: 'binary', large: false },
  DATE: { kind: 'date', unit: 'day' },
  TIME: { kind: 'time', unit: 'microsecond' },
  TIMESTAMP: { kind: 'timestamp', unit: 'microsecond' },
  TIMESTAMPTZ: { kind: 'timestamp', unit: 'microsecond', timeZone: 'UTC' },
};

/** Parameters as a prepared statement announces them. What DuckDB types only once it is bound is announced as text: JDBC binds it. */
export function parameterSchema(types: readonly DuckType[]): ArrowSchema {
  return {
    fields: types.map((type, i) => ({
      name: `parameter_${i + 1}`,
      type: arrowType(type),
      nullable: true,
      children: [],
    })),
  };
}

/** The result schema that a prepared statement announces; columns that depend on a parameter's type are announced as text. */
export function datasetSchema(engine: EngineStatement): ArrowSchema {
  if (engine.columns === undefined) return emptySchema;
  const fields = engine.columns.map(({ name, type }) => ({
    name,
    type: arrowType(type),
    nullable: true,
    children: [],
  }));
  return engine.columns.some(({ type }) => type.id === 'UNKNOWN') ? { fields } : engine.schema(false);
}

function arrowType(type: DuckType): ArrowType {
  if (type.id === 'DECIMAL') return { kind: 'decimal', precision: type.width, scale: type.scale, bits: 128 };
  return simpleTypes[type.id] ?? text;
}

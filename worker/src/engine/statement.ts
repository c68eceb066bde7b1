/** A prepared statement: what it takes and gives, from DuckDB's binder, and its execution. */
import {
  type ArrowSchema,
  type BoundValue,
  type DuckType,
  failures,
  type ResultColumn,
  type StatementKind,
} from '@brooder/contracts';
import { bindValue } from './bind.ts';
import type { DuckConnection } from './connection.ts';
import type { EngineResult, EngineStatement } from './engine.ts';
import { duck, offload, type Pointer, type ResultHandle } from './library.ts';
import { consumeType, isUnresolved } from './logical-type.ts';
import { quickMs, runQuickly } from './quick-run.ts';
import { DuckResult } from './result.ts';
import type { SqlScan } from './scan-sql.ts';
import { givesRows, statementKind } from './statement-kind.ts';
import { textAt, wordsAt } from './structs.ts';

/** `duckdb_result_type` */
const returnTypes = { changedRows: 1, nothing: 2, queryResult: 3 } as const;

export interface Preparation {
  handle: Pointer;
  sql: string;
  scan: SqlScan;
  /** Makes the handle anew before each execution, for statements DuckDB splits into several (PIVOT makes an ENUM of the values it finds). */
  renew: (() => Promise<Pointer>) | undefined;
}

export class DuckStatement implements EngineStatement {
  readonly kind: StatementKind;
  readonly parameters: readonly DuckType[];
  readonly columns: readonly ResultColumn[] | undefined;
  readonly unresolved: boolean;
  readonly #connection: DuckConnection;
  readonly #preparation: Preparation;
  #handle: Pointer;
  #fresh = true;
  /** The last run was short enough to begin the next one on the event loop. */
  #quick = false;
  #closed = false;
  readonly #schemas = new Map<boolean, ArrowSchema>();

  /** `preparation.handle` must be a successful one: the C API aborts the process when asked for columns of a failed one. */
  constructor(connection: DuckConnection, preparation: Preparation) {
    const { handle, scan } = preparation;
    this.#connection = connection;
    this.#preparation = preparation;
    this.#handle = handle;
    const type = duck.statementType(handle);
    this.kind = statementKind(type, scan);
    this.parameters = Array.from({ length: Number(duck.parameterCount(handle)) }, (_, i) =>
      consumeType(duck.parameterType(handle, i + 1)),
    );
    const columns = Array.from({ length: Number(duck.statementColumnCount(handle)) }, (_, i) => ({
      name: takeName(duck.statementColumnName(handle, i)),
      type: consumeType(duck.statementColumnType(handle, i)),
    }));
    this.columns = givesRows(type, scan, columns) ? columns : undefined;
    this.unresolved =
      this.parameters.some(isUnresolved) || (this.columns ?? []).some((column) => isUnresolved(column.type));
  }

  schema(lossless: boolean): ArrowSchema {
    if (!this.columns) return { fields: [] };
    if (this.columns.some((column) => isUnresolved(column.type))) {
      throw failures.engine(
        { message: 'The type of a column depends on a parameter that is not bound.' },
        { sqlstate: '42P18', hint: 'Give the parameter a type, as in $1::INTEGER.' },
      );
    }
    return this.#connection.instance.zoned(this.#connection.handle, this.#schema(lossless));
  }

  execute(values: readonly BoundValue[], options: { lossless: boolean }): Promise<EngineResult> {
    return this.#connection.turns.take(() => this.#execute(values, options.lossless));
  }

  close(): Promise<void> {
    return this.#connection.turns.take(async () => this.destroy());
  }

  /** From within the connection's turn. */
  destroy(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#connection.forgetStatement(this);
    duck.destroyPrepare([this.#handle]);
  }

  async #execute(values: readonly BoundValue[], lossless: boolean): Promise<EngineResult> {
    if (this.#closed) throw failures.engine({ message: 'This statement is closed.' }, { sqlstate: '26000' });
    if (values.length !== this.parameters.length) {
      throw failures.protocolViolation({
        expected: `${this.parameters.length} parameter values`,
        actual: `${values.length}`,
      });
    }
    await this.#connection.begin();
    await this.#renew();
    duck.clearBindings(this.#handle);
    for (const [i, value] of values.entries()) bindValue(this.#handle, i + 1, value);

    const result: ResultHandle = {};
    if ((await this.#run(result)) !== 0) throw this.#connection.takeError(result, this.#preparation.sql);
    try {
      return this.#open(result, lossless);
    } catch (error) {
      duck.destroyResult(result);
      throw error;
    }
  }

  /** Fills `result`; a state other than 0 means that it holds an error. */
  async #run(result: ResultHandle): Promise<number> {
    const begin = performance.now();
    try {
      const outcome = this.#quick ? await runQuickly(this.#handle, result) : undefined;
      if (outcome === undefined) return await offload(duck.execute, this.#handle, result);
      if ('error' in outcome) throw await this.#connection.textFailure(outcome.error, this.#preparation.sql);
      return outcome.state;
    } finally {
      // Only reads: a write may wait for the disk at its end.
      this.#quick = this.kind === 'select' && performance.now() - begin < quickMs;
    }
  }

  async #renew(): Promise<void> {
    const { renew } = this.#preparation;
    if (!renew || this.#fresh) {
      this.#fresh = false;
      return;
    }
    const handle = await renew();
    duck.destroyPrepare([this.#handle]);
    this.#handle = handle;
  }

  /** The types of the result rule, not those of the preparation: DuckDB plans again when the catalog or a parameter's type changed. */
  #open(handle: ResultHandle, lossless: boolean): DuckResult {
    const returns = duck.resultReturnType(handle);
    const columns = returns === returnTypes.queryResult && this.#showsRows() ? readColumns(handle) : undefined;
    const schema = columns ? this.#resultSchema(handle, columns, lossless) : { fields: [] };
    const counts = returns === returnTypes.changedRows || this.kind === 'create-table-as';
    const changed = counts ? readCount(handle) : undefined;
    const { kind } = this;
    const result = new DuckResult(this.#connection, handle, {
      kind,
      columns,
      schema,
      changed,
      lossless,
      sql: this.#preparation.sql,
    });
    if (columns) this.#connection.adopt(result);
    return result;
  }

  /** PRAGMA and CALL statements without a result still answer a `Success` column as if it were one. */
  #showsRows(): boolean {
    return this.columns !== undefined || !['call', 'other'].includes(this.kind);
  }

  #resultSchema(handle: ResultHandle, columns: readonly ResultColumn[], lossless: boolean): ArrowSchema {
    const { instance, handle: connection } = this.#connection;
    if (sameColumns(columns, this.columns)) return instance.zoned(connection, this.#schema(lossless));
    const types = columns.map((_, i) => duck.columnType(handle, i));
    try {
      return instance.schema(connection, lossless, types, names(columns));
    } finally {
      for (const type of types) duck.destroyType([type]);
    }
  }

  #schema(lossless: boolean): ArrowSchema {
    const known = this.#schemas.get(lossless);
    if (known) return known;
    const columns = this.columns!;
    const types = columns.map((_, i) => duck.statementColumnType(this.#handle, i)!);
    try {
      const schema = this.#connection.instance.schema(this.#connection.handle, lossless, types, names(columns));
      this.#schemas.set(lossless, schema);
      return schema;
    } finally {
      for (const type of types) duck.destroyType([type]);
    }
  }
}

const names = (columns: readonly ResultColumn[]) => columns.map((column) => column.name);

function takeName(text: Pointer | null): string {
  if (text === null) return '';
  const name = textAt(text);
  duck.free(text);
  return name;
}

function readColumns(handle: ResultHandle): ResultColumn[] {
  return Array.from({ length: Number(duck.columnCount(handle)) }, (_, i) => ({
    name: duck.columnName(handle, i) ?? '',
    type: consumeType(duck.columnType(handle, i)),
  }));
}

/** The one value of a `Count` result, which DuckDB holds in memory already. */
function readCount(handle: ResultHandle): bigint | undefined {
  const chunk = duck.fetchChunk(handle);
  if (chunk === null) return undefined;
  try {
    if (Number(duck.chunkSize(chunk)) !== 1) return undefined;
    const data = duck.vectorData(duck.chunkVector(chunk, 0));
    return wordsAt(data, 1)[0]!;
  } finally {
    duck.destroyChunk([chunk]);
  }
}

function sameColumns(a: readonly ResultColumn[], b: readonly ResultColumn[] | undefined): boolean {
  if (a.length !== b?.length) return false;
  return a.every((column, i) => column.name === b[i]!.name && sameType(column.type, b[i]!.type));
}

function sameType(a: DuckType, b: DuckType): boolean {
  return a.id === b.id && (Object.keys(a).length === 1 || JSON.stringify(a) === JSON.stringify(b));
}

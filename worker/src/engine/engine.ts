/**
 * The engine's face to the rest of the worker. Every call that can block runs off the event loop; one operation at a time per
 * connection, in the order of the calls. Errors are `Failure`s: `engine`, `cancelled`, `diskFull`, `syntax`.
 */
import type {
  ArrowBatch,
  ArrowSchema,
  BoundValue,
  DuckType,
  EngineValue,
  Failure,
  ResultColumn,
  StatementKind,
} from '@brooder/contracts';

export interface EngineOptions {
  memoryBytes: number;
  threads: number;
  /** Where DuckDB spills what does not fit in `memoryBytes`. */
  tempDirectory: string;
  /** Signed extensions, laid out as `<version>/<platform>/<name>.duckdb_extension`. */
  extensionDirectory?: string;
  /** Loaded once, one after another, before the first session. */
  extensions: readonly string[];
}

export interface Engine {
  /** For example `v1.5.5`. */
  readonly version: string;
  /** Set once the instance is unusable; judged by DuckDB's error type (FATAL, INTERNAL), never by text. */
  readonly fatal: Failure | undefined;
  /** Called once per listener; at once when the engine is already unusable. */
  onFatal(listener: (failure: Failure) => void): void;
  connect(): Promise<EngineConnection>;
  /** Closes its connections first (interrupting what runs), then the instance. Idempotent. */
  close(): Promise<void>;
}

export interface Progress {
  /** 0 to 100, or -1 when DuckDB cannot tell. */
  percentage: number;
  rowsProcessed: bigint;
  totalRows: bigint;
}

export interface AppendTarget {
  catalog?: string;
  schema?: string;
  table: string;
}

export interface EngineConnection {
  /** Runs any number of statements and drops their results. */
  run(sql: string): Promise<void>;
  /** Result of the first statement that gives rows, as JavaScript values, for the worker's own catalog queries; fails above 100 000 rows. */
  rows(sql: string): Promise<EngineValue[][]>;
  /** Number of statements in the text; 0 for blanks and comments. */
  split(sql: string): Promise<number>;
  /** Exactly one statement; none or several fail with `syntax`. */
  prepare(sql: string): Promise<EngineStatement>;
  /** Asks whatever runs to stop; waits for nothing. A statement may go on for seconds: a deadline needs a second stage. */
  interrupt(): void;
  progress(): Progress;
  appender(target: AppendTarget): Promise<ArrowAppender>;
  /** Ends open results and statements. Waits for the running operation: interrupt first. Idempotent. */
  close(): Promise<void>;
}

export interface EngineStatement {
  readonly kind: StatementKind;
  readonly parameters: readonly DuckType[];
  /** `undefined`: no rows for the client (DDL, DML without RETURNING, SET, transactions). */
  readonly columns: readonly ResultColumn[] | undefined;
  /** A parameter or column type is UNKNOWN before binding. */
  readonly unresolved: boolean;
  /** Arrow schema of the result from its types alone, without executing. */
  schema(lossless: boolean): ArrowSchema;
  /** Opens a streaming result. The connection takes no other result until it is closed or read to its end. */
  execute(values: readonly BoundValue[], options: { lossless: boolean }): Promise<EngineResult>;
  close(): Promise<void>;
}

export interface EngineResult {
  readonly kind: StatementKind;
  readonly columns: readonly ResultColumn[] | undefined;
  readonly schema: ArrowSchema;
  /** Rows changed by DML without RETURNING, or by COPY. */
  readonly changed: bigint | undefined;
  /** The next batch, or `undefined` at the end. Its memory is valid until `release()`, also after `close()` of the result. */
  next(): Promise<ArrowBatch | undefined>;
  /** Also when abandoned half way. Idempotent. */
  close(): Promise<void>;
}

export interface ArrowAppender {
  /** Appends a batch of any producer. Columns go by position. The batch may be released once this settled. */
  append(schema: ArrowSchema, batch: ArrowBatch): Promise<void>;
  /** Makes the rows part of the table; answers how many there were. */
  finish(): Promise<bigint>;
  /** Drops what was not yet written. */
  abort(): Promise<void>;
}

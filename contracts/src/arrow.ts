/**
 * Arrow data as it leaves the engine: typed descriptions plus views of the producer's own memory.
 * Source: "The Arrow C data interface" (format strings, buffer order) and "Arrow Columnar Format".
 */
export type TimeUnit = 'second' | 'millisecond' | 'microsecond' | 'nanosecond';

export type ArrowType =
  | { kind: 'null' }
  | { kind: 'bool' }
  | { kind: 'int'; bits: 8 | 16 | 32 | 64; signed: boolean }
  | { kind: 'float'; bits: 16 | 32 | 64 }
  | { kind: 'decimal'; precision: number; scale: number; bits: 32 | 64 | 128 | 256 }
  | { kind: 'utf8'; large: boolean }
  | { kind: 'binary'; large: boolean }
  | { kind: 'fixed-size-binary'; bytes: number }
  | { kind: 'date'; unit: 'day' | 'millisecond' }
  | { kind: 'time'; unit: TimeUnit }
  | { kind: 'timestamp'; unit: TimeUnit; timeZone?: string }
  | { kind: 'duration'; unit: TimeUnit }
  | { kind: 'interval'; unit: 'year-month' | 'day-time' | 'month-day-nano' }
  | { kind: 'list'; large: boolean }
  | { kind: 'fixed-size-list'; size: number }
  | { kind: 'struct' }
  | { kind: 'map'; keysSorted: boolean }
  | { kind: 'union'; mode: 'sparse' | 'dense'; typeIds: readonly number[] };

export interface ArrowField {
  name: string;
  type: ArrowType;
  nullable: boolean;
  /** One child for lists and maps (the entries struct), one per field for structs and unions, none otherwise. */
  children: readonly ArrowField[];
  /** Set when the column carries indices into a dictionary; then `type` is the index type and `valueField` describes the values. */
  dictionary?: { id: number; ordered: boolean; valueField: ArrowField };
  /** For example `ARROW:extension:name` = `arrow.json`. */
  metadata?: Readonly<Record<string, string>>;
}

export interface ArrowSchema {
  fields: readonly ArrowField[];
  metadata?: Readonly<Record<string, string>>;
}

/**
 * One array of a batch. `buffers` follow the type's physical layout in C-data order (validity first where the layout has one;
 * `null` where the producer left it out because there are no nulls). They view memory that lives until `ArrowBatch.release`.
 * `offset` counts elements to skip at the start of every buffer, as in the C data interface.
 */
export interface ArrowArray {
  length: number;
  nullCount: number;
  offset: number;
  buffers: readonly (Uint8Array | null)[];
  children: readonly ArrowArray[];
  dictionary?: ArrowArray;
}

export interface ArrowBatch {
  rows: number;
  columns: readonly ArrowArray[];
  /** Gives the memory back; the views must not be read after it. Idempotent. */
  release(): void;
}

/** What the translator makes of one client text. */
import type { Failure } from '@brooder/contracts';
import type { ColumnNames } from './column-names.ts';
import type { PositionMap } from './splice.ts';

/** What a translation may depend on beside the text. */
export interface SessionSqlView {
  user: string;
  database: string;
  /** Process id of the cancel key; what `pg_backend_pid()` answers. */
  backendPid: number;
  /** Value of a gateway-kept setting, for `current_setting` and `SHOW`; undefined for a name the gateway does not keep. */
  setting(name: string): string | undefined;
}

export type TransactionOp = 'begin' | 'commit' | 'rollback';

/** Something the gateway answers without the worker. */
export type GatewayAnswer =
  /** Only a command tag, with a warning where PostgreSQL would do more than Brooder does. */
  | { type: 'tag'; tag: string; notice?: { sqlstate: string; message: string } }
  | { type: 'show'; name: string }
  | { type: 'show-all' }
  | { type: 'set'; name: string; value: string | undefined; local: boolean }
  | { type: 'reset'; name: string }
  | { type: 'reset-all' }
  | { type: 'deallocate'; name: string }
  | { type: 'deallocate-all' }
  | { type: 'discard-all' };

export type TranslatedStatement =
  | {
      kind: 'run';
      sql: string;
      /** Statements that must have run before, results unseen: the sequence behind a serial column. */
      before: readonly string[];
      /** First words of the command tag; undefined when only the engine can tell (text PostgreSQL's grammar refuses). */
      tagKind: string | undefined;
      /** The tag's words when neither the parser nor the engine's statement type knows them. */
      fallbackTag: string;
      /** Names for result columns that the engine would name otherwise. */
      columnNames: ColumnNames | undefined;
      /** From characters of `sql` to characters of the client's text. */
      positions: PositionMap;
    }
  | { kind: 'answer'; answer: GatewayAnswer }
  | { kind: 'transaction'; op: TransactionOp; sql: string; tag: string; chain: boolean }
  | { kind: 'refuse'; failure: Failure }
  | { kind: 'empty' };

export interface Translation {
  statements: readonly TranslatedStatement[];
}

export interface Translator {
  /** Never throws for any text: what cannot be understood is passed through, and the engine answers. */
  translate(sql: string, session: SessionSqlView): Translation;
}

/** Largest text that is parsed, in UTF-8 bytes: parsing 100 KB holds the event loop 8 ms, and the parser's memory never shrinks. */
export const largestParsedBytes = 256 * 1024;

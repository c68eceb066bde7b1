/**
 * A Postgres session between gateway and worker: one Flight `DoExchange` stream for the life of the session. Each message is one
 * FlightData: the JSON below in `app_metadata`, bytes in `data_body`. The worker handles requests in order and answers each
 * `seq` once with `done`, `prepared`, `closed` or `failed`, after any number of `rows`. `cancel` may overtake.
 *
 * Bodies: on `execute` and `query`, the parameter values one after another, their lengths in `parameterLengths` (-1 is NULL);
 * on `rows` and `done`, whole Postgres DataRow messages, ready for the client's socket.
 */
import type { DuckType } from './duck-type.ts';
import type { WireFailure } from './failure.ts';
import type { EpochText } from './worker-actions.ts';

/** 0 is text, 1 is binary; source: PostgreSQL docs 54.2.3 (format codes). */
export type PgFormat = 0 | 1;

export interface SessionSettings {
  /** IANA name or fixed offset in which timestamptz is written; also set on the engine. */
  timeZone: string;
}

export interface OpenSession {
  op: 'open';
  sessionId: string;
  org: string;
  epoch: EpochText;
  user: string;
  database: string;
  settings: SessionSettings;
}

export interface ParameterBlock {
  /** One code for all, one for each, or empty for all text, as in Bind. */
  parameterFormats: readonly PgFormat[];
  parameterLengths: readonly number[];
  /** One code for all, one for each, or empty for all text. */
  resultFormats: readonly PgFormat[];
}

export type SessionRequest =
  | { op: 'prepare'; seq: number; name: string; sql: string; parameterOids: readonly number[] }
  /**
   * Runs prepared statement `name` as portal `portal`, at most `maxRows` rows (0 is all). When rows are left the reply is
   * `done` with `suspended`, and `fetch` continues. `expectColumns` false asks for `columns` first (the gateway has not described it).
   */
  | ({
      op: 'execute';
      seq: number;
      name: string;
      portal: string;
      maxRows: number;
      expectColumns: boolean;
    } & ParameterBlock)
  /** Prepares and runs one statement without parameters in one round trip, all results text; answers `columns`, rows, `done`. */
  | { op: 'query'; seq: number; sql: string }
  /** Types of a statement whose parameters DuckDB can only type once bound. Answers `prepared`. */
  | ({ op: 'describe-bound'; seq: number; name: string } & ParameterBlock)
  | { op: 'fetch'; seq: number; portal: string; maxRows: number }
  | { op: 'close-portal'; seq: number; portal: string }
  | { op: 'close-statement'; seq: number; name: string }
  | { op: 'configure'; seq: number; settings: SessionSettings }
  /** Interrupts whatever runs. Not answered; the interrupted request fails with `cancelled`. */
  | { op: 'cancel' };

export interface ResultColumn {
  name: string;
  type: DuckType;
}

/** What a statement did, from the engine's own statement type. */
export const statementKinds = [
  'select',
  'insert',
  'update',
  'delete',
  'merge',
  'create',
  'create-table-as',
  'alter',
  'drop',
  'transaction',
  'explain',
  'set',
  'copy',
  'call',
  'attach',
  'other',
] as const;
export type StatementKind = (typeof statementKinds)[number];

export type SessionReply =
  | { op: 'opened'; engineVersion: string }
  | {
      op: 'prepared';
      seq: number;
      kind: StatementKind;
      parameters: readonly DuckType[];
      /** Absent when the statement gives no rows to the client (DDL, INSERT without RETURNING). */
      columns?: readonly ResultColumn[];
      /** True when a type above is UNKNOWN and only `describe-bound` can tell. */
      unresolved: boolean;
    }
  | { op: 'columns'; seq: number; kind: StatementKind; columns?: readonly ResultColumn[] }
  | { op: 'rows'; seq: number; rows: number }
  | {
      op: 'done';
      seq: number;
      kind: StatementKind;
      /** Rows in this message's body and in the `rows` before it, for this request. */
      rows: number;
      /** Rows an INSERT, UPDATE, DELETE or COPY changed. */
      changed?: number;
      suspended: boolean;
    }
  | { op: 'closed'; seq: number }
  | { op: 'notice'; notice: WireFailure }
  | { op: 'failed'; seq: number; failure: WireFailure };

/** Largest body of one `rows` message in bytes; the gRPC default limit of peers is 4 MiB. */
export const rowsMessageBytes = 256 * 1024;

import { failures, type WireFailure } from '@brooder/contracts';
import type { TransactionOp } from '../../sql/index.ts';

/** I: no transaction block, T: in one, E: in a failed one. Source: PostgreSQL docs 54.7, ReadyForQuery. */
export type TransactionLetter = 'I' | 'T' | 'E';

/** What a BEGIN, COMMIT or ROLLBACK of the client comes to in the session's state. */
export interface TransactionStep {
  /** Sent to the engine; absent when PostgreSQL only warns. */
  engine: 'begin' | 'commit' | 'rollback' | undefined;
  after: TransactionLetter;
  /** Replaces the statement's own tag: COMMIT of a failed block answers ROLLBACK. */
  tag?: string;
  warning?: WireFailure;
}

const warning = (sqlstate: string, message: string): WireFailure => ({
  ...failures.engine({ message }, { sqlstate }).toWire(),
});

/** Source: PostgreSQL's `src/backend/access/transam/xact.c`, BeginTransactionBlock and EndTransactionBlock. */
export function transactionStep(status: TransactionLetter, op: TransactionOp): TransactionStep {
  if (op === 'begin') {
    if (status === 'I') return { engine: 'begin', after: 'T' };
    if (status === 'E') throw failures.transactionAborted({});
    return { engine: undefined, after: 'T', warning: warning('25001', 'there is already a transaction in progress') };
  }
  if (status === 'I')
    return { engine: undefined, after: 'I', warning: warning('25P01', 'there is no transaction in progress') };
  if (status === 'E') return { engine: 'rollback', after: 'I', tag: 'ROLLBACK' };
  return { engine: op, after: 'I' };
}

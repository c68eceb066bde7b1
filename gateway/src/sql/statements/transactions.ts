import type { Node, TransactionStmt } from 'libpg-query';
import type { TranslatedStatement } from '../translation.ts';
import { refused } from './settings.ts';

/** DuckDB has one isolation level, snapshot isolation: at least as strong as what `read committed` asks for, so levels are left out. */
export function transaction({
  kind,
  options,
  chain,
}: TransactionStmt): Exclude<TranslatedStatement, { kind: 'run' }> | undefined {
  switch (kind) {
    case 'TRANS_STMT_BEGIN':
    case 'TRANS_STMT_START': {
      const tag = kind === 'TRANS_STMT_BEGIN' ? 'BEGIN' : 'START TRANSACTION';
      return {
        kind: 'transaction',
        op: 'begin',
        sql: readOnly(options) ? 'BEGIN TRANSACTION READ ONLY' : 'BEGIN TRANSACTION',
        tag,
        chain: false,
      };
    }
    case 'TRANS_STMT_COMMIT':
      return { kind: 'transaction', op: 'commit', sql: 'COMMIT', tag: 'COMMIT', chain: chain === true };
    case 'TRANS_STMT_ROLLBACK':
      return { kind: 'transaction', op: 'rollback', sql: 'ROLLBACK', tag: 'ROLLBACK', chain: chain === true };
    case 'TRANS_STMT_SAVEPOINT':
    case 'TRANS_STMT_RELEASE':
    case 'TRANS_STMT_ROLLBACK_TO':
      return refused(
        'SAVEPOINT',
        'The engine has no nested transactions; use one transaction for what must succeed or fail together.',
      );
    default:
      return refused('Two-phase commit', 'Use COMMIT.');
  }
}

function readOnly(options: readonly Node[] | undefined): boolean {
  return (options ?? []).some(
    (node) =>
      'DefElem' in node &&
      node.DefElem.defname === 'transaction_read_only' &&
      node.DefElem.arg !== undefined &&
      'A_Const' in node.DefElem.arg &&
      node.DefElem.arg.A_Const.ival?.ival === 1,
  );
}

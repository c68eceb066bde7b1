/** Statements that are decided whole: answered by the gateway, turned into a transaction step, or refused. */
import type { Node } from 'libpg-query';
import type { TranslatedStatement } from '../translation.ts';
import * as acknowledged from './acknowledged.ts';
import * as refused from './refused.ts';
import * as settings from './settings.ts';
import { transaction } from './transactions.ts';

type Outcome = Exclude<TranslatedStatement, { kind: 'run' }> | undefined;

const byKind: Readonly<Record<string, (node: never) => Outcome>> = {
  VariableShowStmt: settings.show,
  VariableSetStmt: settings.set,
  DeallocateStmt: settings.deallocate,
  DiscardStmt: settings.discard,
  TransactionStmt: transaction,
  GrantStmt: acknowledged.grant,
  GrantRoleStmt: acknowledged.grantRole,
  ListenStmt: acknowledged.listen,
  UnlistenStmt: acknowledged.unlisten,
  NotifyStmt: acknowledged.notify,
  LockStmt: acknowledged.lock,
  CreateExtensionStmt: acknowledged.createExtension,
  AlterOwnerStmt: acknowledged.alterOwner,
  ReindexStmt: acknowledged.reindex,
  ClusterStmt: acknowledged.cluster,
  CopyStmt: refused.copy,
  CreateStmt: refused.createTable,
  CreateTableAsStmt: refused.createTableAs,
};

export function decideStatement(node: Node): Outcome {
  const [kind, body] = Object.entries(node)[0] ?? ['', {}];
  if (Object.hasOwn(refused.refusals, kind)) return settings.refused(...refused.refusals[kind]!);
  return Object.hasOwn(byKind, kind) ? byKind[kind]!(body as never) : undefined;
}

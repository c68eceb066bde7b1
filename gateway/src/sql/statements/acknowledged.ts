import type { AlterOwnerStmt, CreateExtensionStmt, GrantRoleStmt, GrantStmt } from 'libpg-query';
import type { TranslatedStatement } from '../translation.ts';

type Outcome = Exclude<TranslatedStatement, { kind: 'run' }>;

/** Statements that tools send as a matter of course and that have nothing to do here: they succeed, and say that nothing was done. */
function acknowledged(tag: string, message: string): Outcome {
  return { kind: 'answer', answer: { type: 'tag', tag, notice: { sqlstate: '01000', message } } };
}

export const grant = ({ is_grant }: GrantStmt): Outcome =>
  acknowledged(
    is_grant ? 'GRANT' : 'REVOKE',
    'rights are given to orgs and users, not inside a warehouse; nothing was changed',
  );
export const grantRole = ({ is_grant }: GrantRoleStmt): Outcome =>
  acknowledged(is_grant ? 'GRANT ROLE' : 'REVOKE ROLE', 'roles do not exist inside a warehouse; nothing was changed');
export const listen = (): Outcome => acknowledged('LISTEN', 'notifications are not delivered');
export const unlisten = (): Outcome => ({ kind: 'answer', answer: { type: 'tag', tag: 'UNLISTEN' } });
export const notify = (): Outcome => acknowledged('NOTIFY', 'notifications are not delivered');
export const lock = (): Outcome =>
  acknowledged('LOCK TABLE', 'tables take no locks; transactions that conflict fail at COMMIT');
export const createExtension = (_: CreateExtensionStmt): Outcome =>
  acknowledged('CREATE EXTENSION', 'extensions of PostgreSQL do not exist here; nothing was changed');
export const alterOwner = ({ objectType }: AlterOwnerStmt): Outcome =>
  acknowledged(
    `ALTER ${(objectType ?? 'OBJECT_TABLE').replace('OBJECT_', '').replace('_', ' ')}`,
    'objects have no owner; nothing was changed',
  );
export const reindex = (): Outcome => acknowledged('REINDEX', 'indexes need no rebuild; nothing was done');
export const cluster = (): Outcome => acknowledged('CLUSTER', 'tables have no clustering order; nothing was done');

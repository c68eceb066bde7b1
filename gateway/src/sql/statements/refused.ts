import type { CopyStmt, CreateStmt, CreateTableAsStmt } from 'libpg-query';
import type { TranslatedStatement } from '../translation.ts';
import { refused } from './settings.ts';

type Outcome = Exclude<TranslatedStatement, { kind: 'run' }> | undefined;

/** On the engine STDIN and STDOUT would be the worker process's own; such a statement never leaves the gateway. */
export function copy({ filename, is_program, is_from }: CopyStmt): Outcome {
  if (is_program) return refused('COPY … PROGRAM', 'Programs are not run.');
  if (filename !== undefined) return undefined;
  return is_from
    ? refused('COPY … FROM STDIN', 'Use INSERT with several rows, or read a file the warehouse can reach.')
    : refused('COPY … TO STDOUT', 'Use SELECT.');
}

export function createTable({ partspec, inhRelations, oncommit }: CreateStmt): Outcome {
  if (partspec) return refused('PARTITION BY', 'The engine needs no partitions of a table; leave the clause out.');
  if (inhRelations) return refused('INHERITS', 'Name the columns in the table itself.');
  if (oncommit === 'ONCOMMIT_DROP' || oncommit === 'ONCOMMIT_DELETE_ROWS')
    return refused('ON COMMIT DROP', 'Drop or truncate the table at the end of the transaction.');
  return undefined;
}

export function createTableAs({ objtype }: CreateTableAsStmt): Outcome {
  return objtype === 'OBJECT_MATVIEW'
    ? refused('CREATE MATERIALIZED VIEW', 'Use CREATE TABLE … AS, or a view.')
    : undefined;
}

const roles = 'Users are made by the administrator, through the REST interface.';
const code = 'Use CREATE MACRO, or do it in the client.';
const cursors = 'Fetch by parts through the driver (a row limit on the portal).';

/** Kinds of statement that have no counterpart: what it is, and what to do instead. */
export const refusals: Readonly<Record<string, readonly [what: string, instead: string]>> = {
  DeclareCursorStmt: ['DECLARE CURSOR', cursors],
  FetchStmt: ['FETCH and MOVE', cursors],
  ClosePortalStmt: ['CLOSE', cursors],
  DoStmt: ['DO', code],
  CreateFunctionStmt: ['CREATE FUNCTION', code],
  CreateTrigStmt: ['CREATE TRIGGER', 'Do it in the client.'],
  CreateEventTrigStmt: ['CREATE EVENT TRIGGER', 'Do it in the client.'],
  RuleStmt: ['CREATE RULE', 'Use a view.'],
  CreatePolicyStmt: ['CREATE POLICY', 'Use a view.'],
  CreateDomainStmt: ['CREATE DOMAIN', 'Put the CHECK on the column.'],
  CompositeTypeStmt: ['CREATE TYPE … AS (…)', 'Use a STRUCT: CREATE TYPE name AS STRUCT(field type, …).'],
  RefreshMatViewStmt: ['REFRESH MATERIALIZED VIEW', 'Create the table again.'],
  CreateRoleStmt: ['CREATE ROLE', roles],
  AlterRoleStmt: ['ALTER ROLE', roles],
  AlterRoleSetStmt: ['ALTER ROLE', roles],
  DropRoleStmt: ['DROP ROLE', roles],
  CreatedbStmt: ['CREATE DATABASE', 'An org has one warehouse; use CREATE SCHEMA.'],
  DropdbStmt: ['DROP DATABASE', 'An org has one warehouse; use DROP SCHEMA.'],
  CreateTableSpaceStmt: ['CREATE TABLESPACE', 'Leave it out.'],
  CreatePublicationStmt: ['CREATE PUBLICATION', 'Replication is not offered.'],
  CreateSubscriptionStmt: ['CREATE SUBSCRIPTION', 'Replication is not offered.'],
  CreateForeignServerStmt: ['CREATE SERVER', 'Use ATTACH, where the operator allows it.'],
  AlterSystemStmt: ['ALTER SYSTEM', 'Settings belong to the operator.'],
  LoadStmt: ['LOAD of a library', 'Extensions are loaded by the operator.'],
};

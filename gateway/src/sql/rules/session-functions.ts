import type { FuncCall, SQLValueFunction } from 'libpg-query';
import { lastToken } from '../extent.ts';
import { calledName, type Rule, type StatementEdits, sqlString, stringConstant } from '../rule.ts';

/** Version clients are told; they switch features by it. */
export const serverVersion = '16.0';
export const versionText = `PostgreSQL ${serverVersion} (Brooder, on DuckDB)`;

/** What the gateway knows of the session and the engine does not. Undefined leaves the call to the engine. */
const answers: Readonly<Record<string, (call: FuncCall, statement: StatementEdits) => string | undefined>> = {
  version: () => sqlString(versionText),
  pg_backend_pid: (_, { session }) => String(session.backendPid),
  pg_is_in_recovery: () => 'false',
  current_setting(call, { session }) {
    const name = stringConstant(call.args?.[0]);
    const value = name === undefined ? undefined : session.setting(name);
    if (value !== undefined) return sqlString(value);
    const missingIsNull = call.args?.[1];
    return name !== undefined && missingIsNull ? 'CAST(NULL AS VARCHAR)' : undefined;
  },
  set_config(call) {
    const value = stringConstant(call.args?.[1]);
    return value === undefined ? undefined : sqlString(value);
  },
};

const users: Readonly<Record<string, string>> = {
  SVFOP_CURRENT_USER: 'current_user',
  SVFOP_SESSION_USER: 'session_user',
  SVFOP_USER: 'user',
  SVFOP_CURRENT_ROLE: 'current_role',
};

export const sessionFunctions: Rule = {
  name: 'session-functions',
  nodes: ['FuncCall', 'SQLValueFunction'],
  apply(visited, statement) {
    const { source } = statement;
    if (visited.kind === 'SQLValueFunction') {
      const { op, location } = visited.node as SQLValueFunction;
      const name = users[op ?? ''];
      if (!name || location === undefined) return;
      const at = source.tokenAt(location);
      statement.sessionDependent = true;
      statement.nameColumn(visited, at, name);
      statement.replace(at, at, sqlString(statement.session.user));
      return;
    }
    const call = visited.node as FuncCall;
    const name = calledName(call) ?? '';
    const answer = Object.hasOwn(answers, name) ? answers[name]!(call, statement) : undefined;
    const last = lastToken(source, { FuncCall: call });
    if (answer === undefined || last === undefined) return;
    let first = source.tokenAt(call.location ?? 0);
    // The schema in front is function-schema's to remove.
    if (source.is(first + 1, '.')) first += 2;
    statement.sessionDependent = true;
    statement.nameColumn(visited, last, name);
    statement.replace(first, last, answer);
  },
};

/**
 * The second wall inside the worker: statements that walk past DuckDB's own lock are refused before they run. The pod is the first
 * wall; this list is what 1.5.5 still lets through after `lock_configuration` (each case is a row of the test beside this file).
 * A macro or view that an earlier, unlocked DuckDB stored in the warehouse can still reach these functions: such a worker
 * breaks and is retired.
 */
import { type Failure, failures, pgCatalogPlace } from '@brooder/contracts';
import { type Token, tokens } from './tokens.ts';

export interface LockedWarehouse {
  /** Catalog of the org; no session may detach it under the others. */
  database: string;
  /** Names of all DuckDB settings, lower case. */
  settings: ReadonlySet<string>;
  /** Names of `settings` that a session may still SET. */
  openSettings: ReadonlySet<string>;
}

/** Functions refused by name: they change the whole instance, write to the worker's own output, or run SQL that no scan can see. */
const refusedFunctions = new Set([
  // Breaks every later statement of the instance when its path is refused, and aborts the process at its end.
  'enable_logging',
  'disable_logging',
  'set_logging_level',
  'set_logging_storage',
  'set_logging_mode',
  'write_log',
  'truncate_duckdb_logs',
  // Prints the text of each statement to the worker's standard output.
  'enable_profiling',
  'enable_profile',
  'disable_profiling',
  'disable_profile',
  'enable_progress_bar',
  'disable_progress_bar',
  'enable_print_progress_bar',
  'disable_print_progress_bar',
  'enable_verification',
  'disable_verification',
  'verify_external',
  'verify_serializer',
  'verify_parallelism',
  'verify_fetch_row',
  'disable_verify_external',
  'disable_verify_serializer',
  'disable_verify_parallelism',
  'disable_verify_fetch_row',
  'enable_optimizer',
  'disable_optimizer',
  'enable_peg_parser',
  'disable_peg_parser',
  'enable_object_cache',
  'disable_object_cache',
  'enable_checkpoint_on_shutdown',
  'disable_checkpoint_on_shutdown',
  // Carries SQL as a value.
  'json_execute_serialized_sql',
  // Reaches other servers, or the catalog's own Postgres, with the worker's rights.
  'postgres_query',
  'postgres_execute',
  'postgres_scan',
  'postgres_scan_pushdown',
  'postgres_attach',
  'sqlite_scan',
  'sqlite_attach',
  'sqlite_query',
  'mysql_query',
  'mysql_execute',
  'load_aws_credentials',
]);

/** Cheap test that most statements fail, so that they are never scanned. */
const suspicious = new RegExp(
  `${[...refusedFunctions].join('|')}|\\b(?:query|install|load|extensions|detach|secret|copy|set|reset|pragma)\\b`,
  'i',
);

/** The reason why `sql` may not run on an activated worker, or `undefined`. */
export function refusal(sql: string, warehouse: LockedWarehouse): Failure | undefined {
  if (!suspicious.test(sql)) return undefined;
  let statement: Token[] = [];
  for (const token of tokens(sql)) {
    if (token.kind === 'symbol' && token.text === ';') {
      const found = refusalOfStatement(statement, warehouse);
      if (found) return found;
      statement = [];
    } else statement.push(token);
  }
  return refusalOfStatement(statement, warehouse);
}

function refusalOfStatement(statement: readonly Token[], warehouse: LockedWarehouse): Failure | undefined {
  return refusalByVerb(statement, warehouse) ?? refusalByFunction(statement, warehouse);
}

function refusalByVerb(statement: readonly Token[], warehouse: LockedWarehouse): Failure | undefined {
  const words = statement.map((token) => (token.kind === 'word' ? token.text : undefined));
  switch (words[0]) {
    case 'install':
    case 'load':
      return denied('Extensions are chosen by the operator; INSTALL and LOAD are refused.');
    case 'force':
      return words[1] === 'install' ? denied('Extensions are chosen by the operator; INSTALL is refused.') : undefined;
    case 'update':
      return words[1] === 'extensions' ? denied('Extensions are chosen by the operator.') : undefined;
    case 'create':
    case 'drop': {
      const subject = words.slice(1).find((word) => word === undefined || !secretModifiers.has(word));
      return subject === 'secret'
        ? denied('Secrets are set by the operator; CREATE and DROP SECRET are refused.')
        : undefined;
    }
    case 'alter':
      return words[1] === 'secret' ? denied('Secrets are set by the operator.') : undefined;
    case 'detach': {
      const name = statement.slice(1).find((token) => token.kind !== 'word' || !detachNoise.has(token.text))?.text;
      return name === warehouse.database.toLowerCase() || name === pgCatalogPlace.catalog
        ? denied('The warehouse cannot be detached: other sessions use it.')
        : undefined;
    }
    case 'copy':
      return refusalOfCopy(statement);
    case 'set':
    case 'reset':
    case 'pragma':
      return refusalOfSetting(statement, warehouse);
    default:
      return undefined;
  }
}

const secretModifiers = new Set(['or', 'replace', 'persistent', 'temporary', 'temp']);
const detachNoise = new Set(['database', 'if', 'exists']);
const scopes = new Set(['global', 'session', 'local']);

function refusalOfCopy(statement: readonly Token[]): Failure | undefined {
  for (const [i, token] of statement.entries()) {
    const before = statement[i - 1];
    const isTarget = before?.kind === 'word' && (before.text === 'from' || before.text === 'to');
    if (token.kind === 'word' && isTarget && (token.text === 'stdin' || token.text === 'stdout')) {
      return failures.unsupported({
        what: 'COPY FROM STDIN and COPY TO STDOUT on a worker',
        instead: "The worker's own input and output are not the client's.",
      });
    }
    if (token.kind === 'string' && /^\/(?:dev|proc)(?:\/|$)/.test(token.text)) {
      return denied('COPY with a device or process file is refused.');
    }
  }
  return undefined;
}

function refusalOfSetting(statement: readonly Token[], warehouse: LockedWarehouse): Failure | undefined {
  const [verb, ...rest] = statement;
  const name = rest.find((token) => !(token.kind === 'word' && scopes.has(token.text)));
  if (name === undefined) return undefined;
  const isPragmaCall = verb!.text === 'pragma' && rest[1]?.text !== '=';
  if (isPragmaCall) return refusedFunctions.has(name.text) ? deniedFunction(name.text) : undefined;
  if (!warehouse.settings.has(name.text) || warehouse.openSettings.has(name.text)) return undefined;
  return denied(`The setting "${name.text}" is fixed by the operator.`);
}

function refusalByFunction(statement: readonly Token[], warehouse: LockedWarehouse): Failure | undefined {
  for (const [i, token] of statement.entries()) {
    if (token.kind !== 'word' && token.kind !== 'quoted-name') continue;
    if (statement[i + 1]?.text !== '(' || statement[i + 1]?.kind !== 'symbol') continue;
    if (refusedFunctions.has(token.text)) return deniedFunction(token.text);
    if (token.text === 'query' && !namesTable(statement[i - 1])) {
      const [argument, end] = statement.slice(i + 2, i + 4);
      // A computed text is SQL that no scan can see; a literal is scanned like any other statement.
      if (argument?.kind !== 'string' || end?.text !== ')') {
        return denied('query() takes one plain string literal here.');
      }
      const inner = refusal(argument.text, warehouse);
      if (inner) return inner;
    }
  }
  return undefined;
}

/** `INSERT INTO query (a)`, `CREATE TABLE query (a int)` and the like name a table, not the table function. */
function namesTable(before: Token | undefined): boolean {
  return before?.kind === 'word' && ['into', 'table', 'exists', 'references', 'on', 'with'].includes(before.text);
}

function deniedFunction(name: string): Failure {
  return denied(`${name} is refused: it acts on the whole worker.`);
}

function denied(message: string): Failure {
  return failures.engine({ message }, { sqlstate: '42501' });
}

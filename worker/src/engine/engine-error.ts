/**
 * DuckDB's errors as failures. The class comes from `duckdb_error_type` (duckdb.h 1.5); message text only refines the SQLSTATE within a
 * class, never decides whether the engine is lost: a tenant can make any text with `error('…')`.
 */
import { type Failure, type FailureFields, failures } from '@brooder/contracts';
import { duck, type Pointer, type ResultHandle } from './library.ts';

export const errorTypes = {
  PARSER: 14,
  INTERRUPT: 29,
  FATAL: 30,
  INTERNAL: 31,
} as const;

/** One row per `duckdb_error_type`: the word before " Error: " and the SQLSTATE (PostgreSQL docs, appendix A). */
const classes: Readonly<Record<number, readonly [prefix: string, sqlstate: string]>> = {
  0: ['Invalid', 'XX000'],
  1: ['Out of Range', '22003'],
  2: ['Conversion', '22P02'],
  3: ['Unknown Type', '42704'],
  4: ['Decimal', '22003'],
  5: ['Mismatch Type', '42804'],
  6: ['Divide by Zero', '22012'],
  7: ['Object Size', '54000'],
  8: ['Invalid type', '42804'],
  9: ['Serialization', 'XX001'],
  10: ['TransactionContext', '25000'],
  11: ['Not implemented', '0A000'],
  12: ['Expression', '42601'],
  13: ['Catalog', '42P01'],
  14: ['Parser', '42601'],
  15: ['Planner', '42601'],
  16: ['Scheduler', 'XX000'],
  17: ['Executor', 'XX000'],
  18: ['Constraint', '23000'],
  19: ['Index', '58000'],
  20: ['Stat', '58000'],
  21: ['Connection', '08000'],
  22: ['Syntax', '42601'],
  23: ['Settings', '22023'],
  24: ['Binder', '42703'],
  25: ['Network', '58000'],
  26: ['Optimizer', 'XX000'],
  27: ['NullPointer', 'XX000'],
  28: ['IO', '58030'],
  29: ['INTERRUPT', '57014'],
  30: ['FATAL', 'XX000'],
  31: ['INTERNAL', 'XX000'],
  32: ['Invalid Input', '22023'],
  33: ['Out of Memory', '53200'],
  34: ['Permission', '42501'],
  35: ['Parameter Not Resolved', '42P18'],
  36: ['Parameter Not Allowed', '42601'],
  37: ['Dependency', '2BP01'],
  38: ['HTTP', '58000'],
  39: ['Missing Extension', '0A000'],
  40: ['Extension Autoloading', '0A000'],
  41: ['Sequence', '2200H'],
};
const typeByPrefix = new Map(Object.entries(classes).map(([type, [prefix]]) => [prefix, Number(type)]));

/** Within a class, the first pattern that fits gives the SQLSTATE. */
const refinements: Readonly<Record<number, readonly (readonly [RegExp, string])[]>> = {
  1: [[/division by zero/i, '22012']],
  2: [
    [/(date|time|timestamp|interval) field value/i, '22008'],
    [/out of range|can't be cast because the value is out of range|Could not cast value .* to DECIMAL/i, '22003'],
    [/Unimplemented type for cast/i, '42846'],
  ],
  10: [
    [/conflict|serializ/i, '40001'],
    [/cannot start a transaction within a transaction/i, '25001'],
    [/no transaction is active/i, '25P01'],
    [/aborted/i, '25P02'],
    [/duplicate key|constraint/i, '23505'],
  ],
  13: [
    [/already exists/i, '42710'],
    [/^(Table|View) .* does not exist/i, '42P01'],
    [/^Schema .* does not exist/i, '3F000'],
    [/(Function|Macro|Aggregate)\b.* does not exist/i, '42883'],
    [/^Type .* does not exist/i, '42704'],
    [/unrecognized configuration parameter/i, '42704'],
    [/^(Sequence|Index|Table)\b/i, '42P01'],
    [/does not exist/i, '42704'],
  ],
  18: [
    [/NOT NULL constraint/i, '23502'],
    [/CHECK constraint/i, '23514'],
    [/foreign key/i, '23503'],
    [/duplicate|unique|primary key/i, '23505'],
  ],
  24: [
    [/ambiguous reference/i, '42702'],
    [/No function matches|function .* does not exist/i, '42883'],
    [/must appear in the GROUP BY|aggregate/i, '42803'],
    [/Referenced table .* not found/i, '42P01'],
    [/Catalog .* does not exist/i, '3D000'],
    [/Referenced column|does not have a column|not found in FROM|Column .* (does not exist|not found)/i, '42703'],
    [/Cannot (compare|mix|cast)|explicit (type )?cast/i, '42804'],
    [/values? (for|in) .* columns|has \d+ columns but \d+ values/i, '42601'],
  ],
  32: [
    [/division by zero/i, '22012'],
    [/aborted/i, '25P02'],
    [/Values were not provided|parameters? .* (expected|provided)/i, '08P01'],
    [/configuration has been locked/i, '42501'],
  ],
};
/** Binder errors that name no column are plain semantic errors. */
const binderDefault = '42P10';

export interface EngineErrorText {
  message: string;
  /** The statement, to compute `position`; it never enters the message. */
  sql?: string;
}

/** The failure of an error whose type DuckDB gave. */
export function engineFailure(type: number, { message, sql }: EngineErrorText): Failure {
  const parts = takeApart(message, type, sql);
  const { text, fields } = parts;
  if (type === errorTypes.INTERRUPT) return failures.cancelled({ reason: 'user request' });
  if (type === 28 && /No space left|ENOSPC/i.test(text)) return failures.diskFull({ reason: text }, fields);
  if (type === errorTypes.FATAL || type === errorTypes.INTERNAL) {
    return failures.engine({ message: 'The engine met an internal error.' }, { sqlstate: 'XX000', detail: text });
  }
  return failures.engine({ message: text }, { ...fields, sqlstate: sqlstateOf(type, text) });
}

/**
 * The class of an error that DuckDB gave as text only (prepare, extract). DuckDB writes the class first, before any text of the statement.
 * Only for the SQLSTATE; whether the engine is lost is asked by `probe` in connection.ts.
 */
export function typeOfText(message: string): number {
  const prefix = /^([A-Za-z ]+?) Error: /.exec(message)?.[1];
  return (prefix !== undefined && typeByPrefix.get(prefix)) || 0;
}

export function resultFailure(result: ResultHandle, sql?: string): { type: number; failure: Failure } {
  const message = duck.resultError(result) ?? 'DuckDB gave no reason.';
  const type = duck.resultErrorType(result);
  return { type, failure: engineFailure(type, { message, ...(sql === undefined ? {} : { sql }) }) };
}

/**
 * Reads and destroys a `duckdb_error_data`. The Arrow functions of the C API file every error under INVALID_INPUT, so a class in the text
 * is preferred there.
 */
export function consumeErrorData(error: Pointer): { type: number; failure: Failure } {
  const type = duck.errorType(error);
  const failure = engineFailure(type, { message: duck.errorMessage(error) });
  duck.destroyError([error]);
  return { type, failure };
}

function sqlstateOf(type: number, text: string): string {
  for (const [pattern, sqlstate] of refinements[type] ?? []) if (pattern.test(text)) return sqlstate;
  return type === 24 ? binderDefault : (classes[type]?.[1] ?? 'XX000');
}

const hintStart = /^(Did you mean|Candidate|Perhaps|You might need|Try |HINT:|LINE \d+:)/;

/** Message without class prefix, with the echoed SQL turned into a position and suggestions into a hint. */
function takeApart(message: string, type: number, sql: string | undefined): { text: string; fields: FailureFields } {
  const prefix = `${classes[type]?.[0]} Error: `;
  const body = message.startsWith(prefix) ? message.slice(prefix.length) : message;
  // The echo is the last LINE block: an earlier one can only come from text the statement itself made.
  const echo = [...body.matchAll(/(?:^|\n)LINE (\d+): ([^\n]*)\n([ \t]*)\^[^\n]*/g)].at(-1);
  const rest = echo ? body.slice(0, echo.index) + body.slice(echo.index + echo[0].length) : body;
  const lines = rest.split('\n').map((line) => line.trimEnd());
  const at = lines.findIndex((line, i) => i > 0 && hintStart.test(line));
  const text = lines
    .slice(0, at < 0 ? undefined : at)
    .join('\n')
    .trim();
  const hint = at < 0 ? '' : lines.slice(at).join('\n').trim();
  const position = echo && sql !== undefined ? positionOf(sql, echo) : undefined;
  return {
    text: text || 'DuckDB gave no reason.',
    fields: { ...(hint ? { hint } : {}), ...(position === undefined ? {} : { position }) },
  };
}

/** 1-based character of the caret; `undefined` when the echoed excerpt cannot be found in its line. */
function positionOf(sql: string, [, line, excerpt, indent]: RegExpMatchArray): number | undefined {
  const lines = sql.split('\n');
  const number = Number(line) - 1;
  const source = lines[number];
  if (source === undefined) return undefined;
  const leading = excerpt!.startsWith('...') ? 3 : 0;
  const shown = excerpt!.slice(leading).replace(/\.\.\.$/, '');
  const column = indent!.length - `LINE ${line}: `.length - leading;
  const found = source.indexOf(shown);
  if (found < 0 || column < 0) return undefined;
  const before = lines.slice(0, number).join('\n') + (number > 0 ? '\n' : '');
  // PostgreSQL counts characters, JavaScript UTF-16 units.
  return Array.from(before + source.slice(0, found + column)).length + 1;
}

/** The log: one line of JSON an event, with the ids that lead from a line to its session, org, worker and query. */
import { Failure, type Settings } from '@brooder/contracts';
import { type DestinationStream, destination, type LoggerOptions, pino, stdTimeFunctions } from 'pino';
import { redactedPaths, scrub, sqlPaths } from './redaction.ts';

export type LogLevel = Settings['logLevel'];

/** Ids have fixed names, so that one search finds all lines of a session; `err` is any thrown value. */
export interface LogFields {
  session?: string;
  org?: string;
  worker?: string;
  query?: string | number;
  err?: unknown;
  [field: string]: unknown;
}

export interface Log {
  trace(fields: LogFields, message: string): void;
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  /** A log whose every line carries `fields`. */
  child(fields: LogFields): Log;
}

export interface LogOptions {
  level: LogLevel;
  /** Default: standard error, without waiting for it. */
  destination?: { write(line: string): void };
  /** Write SQL text and the engine's own messages, which quote it. */
  logSql?: boolean;
}

export function createLog(options: LogOptions): Log {
  const logSql = options.logSql ?? false;
  const settings: LoggerOptions = {
    level: options.level,
    base: undefined as unknown as null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: [...redactedPaths, ...(logSql ? [] : sqlPaths)], censor: '[secret]' },
    serializers: { err: (thrown: unknown) => describe(thrown, logSql) },
    hooks: { streamWrite: scrub },
  };
  const sink: DestinationStream = options.destination ?? destination({ dest: 2, sync: false });
  return pino(settings, sink);
}

/** A log that writes nothing, for tests and tools. */
export const silentLog: Log = createLog({ level: 'silent', destination: { write() {} } });

/** An error as data: class and SQLSTATE first, and the causes, at most three deep. */
function describe(thrown: unknown, logSql: boolean, depth = 0): Record<string, unknown> {
  if (!(thrown instanceof Error)) return { type: typeof thrown };
  const cause = thrown.cause === undefined || depth === 3 ? {} : { cause: describe(thrown.cause, logSql, depth + 1) };
  if (thrown instanceof Failure) {
    // The engine's message quotes the statement; the error table's own texts do not.
    const quotes = quoting.has(thrown.code) && !logSql;
    return {
      type: 'Failure',
      code: thrown.code,
      sqlstate: thrown.sqlstate,
      ...(quotes ? {} : { message: thrown.message }),
      ...cause,
    };
  }
  const code = 'code' in thrown && typeof thrown.code === 'string' ? { code: thrown.code } : {};
  return { type: thrown.name, ...code, message: thrown.message, stack: thrown.stack, ...cause };
}

const quoting: ReadonlySet<string> = new Set(['engine', 'syntax', 'invalidText', 'numberOutOfRange']);

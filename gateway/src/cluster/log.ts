/** A structured log line; pino's loggers fit. Fields never hold SQL, secrets or tenant data. */
type Write = (fields: Readonly<Record<string, unknown>>, message: string) => void;

export interface Log {
  debug: Write;
  info: Write;
  warn: Write;
  error: Write;
}

/** For tests and tools that have nobody to read it. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

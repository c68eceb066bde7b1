import { type ErrorCode, type ErrorParameters, errorTable } from './error-table.ts';

/** gRPC status numbers by name; source: grpc/doc/statuscodes.md. */
export const grpcStatus = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;
export type GrpcStatusName = keyof typeof grpcStatus;

/** The fields a PostgreSQL ErrorResponse can carry beside code and message; source: PostgreSQL docs 54.8. */
export interface FailureFields {
  detail?: string;
  hint?: string;
  /** 1-based, in characters of the statement the client sent. */
  position?: number;
  schema?: string;
  table?: string;
  column?: string;
  constraint?: string;
  severity?: 'ERROR' | 'FATAL' | 'PANIC';
}

/** A failure as it crosses the gateway-worker hop: data, never text to parse. */
export interface WireFailure extends FailureFields {
  code: ErrorCode;
  sqlstate: string;
  grpc: GrpcStatusName;
  http: number;
  message: string;
}

/**
 * Every error Brooder raises on purpose. `code` is the key of the error table; class, SQLSTATE and statuses come from there.
 * Errors of DuckDB itself are `code: 'engine'` with the SQLSTATE of their class.
 */
export class Failure extends Error {
  readonly code: ErrorCode;
  readonly sqlstate: string;
  readonly grpc: GrpcStatusName;
  readonly http: number;
  readonly fields: FailureFields;

  constructor(wire: WireFailure, options?: ErrorOptions) {
    super(wire.message, options);
    this.name = 'Failure';
    const { code, sqlstate, grpc, http, message: _, ...fields } = wire;
    this.code = code;
    this.sqlstate = sqlstate;
    this.grpc = grpc;
    this.http = http;
    this.fields = fields;
  }

  toWire(): WireFailure {
    return {
      code: this.code,
      sqlstate: this.sqlstate,
      grpc: this.grpc,
      http: this.http,
      message: this.message,
      ...this.fields,
    };
  }
}

type Thrower<C extends ErrorCode> = (
  parameters: ErrorParameters<C>,
  fields?: FailureFields & { sqlstate?: string; cause?: unknown },
) => Failure;

/** `throw failures.portInUse({ port: 5432, flag: '--pg-port' })`. `fields` adds detail, hint, position, or overrides the SQLSTATE. */
export const failures = Object.fromEntries(
  (Object.keys(errorTable) as ErrorCode[]).map((code) => [
    code,
    (parameters: never, fields?: FailureFields & { sqlstate?: string; cause?: unknown }) => {
      const entry = errorTable[code];
      const { cause, sqlstate, ...rest } = fields ?? {};
      return new Failure(
        {
          code,
          sqlstate: sqlstate ?? entry.sqlstate,
          grpc: entry.grpc,
          http: entry.http,
          message: entry.text(parameters),
          ...rest,
        },
        cause === undefined ? undefined : { cause },
      );
    },
  ]),
) as { [C in ErrorCode]: Thrower<C> };

/** Any thrown value as a Failure; what is not one becomes `internal`, whose text tells nothing about the cause. */
export function asFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  return failures.internal({}, { cause: thrown });
}

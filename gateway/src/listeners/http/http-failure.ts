/** Errors of Fastify and of the system as Failures. */
import { asFailure, Failure, failures } from '@brooder/contracts';

export const bodyLimitBytes = 1024 * 1024;

/** What a request ended with. A fault of the request is told with its reason; anything unexpected is `internal`. */
export function failureOfRequest(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  if (!(thrown instanceof Error) || !('statusCode' in thrown)) return asFailure(thrown);
  const { statusCode, message } = thrown as Error & { statusCode: unknown };
  if (statusCode === 413) {
    const actual = bodyLimitBytes + 1;
    return failures.messageTooLarge({ what: 'A request body', limit: bodyLimitBytes, actual }, { cause: thrown });
  }
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500
    ? failures.invalidRequest({ reason: message }, { cause: thrown })
    : asFailure(thrown);
}

export function errorBodyOf(failure: Failure): { error: Record<string, string> } {
  const { code, sqlstate, message, fields } = failure;
  return { error: { code, sqlstate, message, ...(fields.hint !== undefined && { hint: fields.hint }) } };
}

/** Why a port could not be opened. @param port what was asked for */
export function failureOfListen(thrown: unknown, place: { port: number; flag: string; what: string }): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  if (code === 'EADDRINUSE') return failures.portInUse(place, { cause: thrown });
  if (code === 'EACCES') return failures.portForbidden(place, { cause: thrown });
  return thrown;
}

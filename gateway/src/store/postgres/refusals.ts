import { Failure, failures } from '@brooder/contracts';
import { sqlStates } from './sql-states.ts';

/** What a failed statement means for the call that sent it. */
export type Verdict =
  /** The store answered: the caller gets this failure. */
  | { kind: 'refused'; failure: Failure }
  /** Nothing was done; the same statement may be sent again. */
  | { kind: 'conflict' }
  /** The connection is gone or useless; whether the statement was done is unknown unless `undone`. */
  | { kind: 'unavailable'; reason: string; undone: boolean };

/** Reasons a server gives before it does anything; source: PostgreSQL docs, appendix A. */
const refusedByServer: Readonly<Record<string, string>> = {
  '28P01': 'it refuses the password',
  '28000': 'it refuses this user',
  '3D000': 'the database does not exist',
  '53300': 'it has no connection left',
  '57P03': 'it is starting or stopping',
  '25006': 'it is read-only (a standby?)',
  '42501': 'this user lacks a right',
  '53100': 'its disk is full',
};

/** Judges by SQLSTATE, never by text. The server's own text stays in `cause`: it may quote values. */
export function judge(error: unknown, subject: { what: string; workerId?: string; to?: string }): Verdict {
  const { code, detail } = error as { code?: unknown; detail?: unknown };
  if (typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code)) {
    return {
      kind: 'unavailable',
      reason: connectionReason(code),
      undone: code === 'ECONNREFUSED' || code === 'ENOENT',
    };
  }
  const refused = (failure: Failure): Verdict => ({ kind: 'refused', failure });
  const [first = '', second = ''] = String(detail ?? '').split(' ');
  const cause = error;
  switch (code) {
    case '40001':
    case '40P01':
      return { kind: 'conflict' };
    case '23505':
      return refused(failures.alreadyExists({ what: subject.what }, { cause }));
    case '23503':
    case sqlStates.unknownOrg:
      return refused(failures.notFound({ what: 'This org' }, { cause }));
    case sqlStates.edgeRefused:
      return refused(
        failures.edgeRefused({ worker: subject.workerId ?? '', from: first, to: subject.to ?? second }, { cause }),
      );
    case sqlStates.fenced:
      return refused(failures.fenced({ worker: first, epoch: second }, { cause }));
    case '57014':
      return { kind: 'unavailable', reason: 'a statement took too long', undone: true };
    default:
  }
  const reason = refusedByServer[code];
  if (reason) return { kind: 'unavailable', reason, undone: true };
  // 08: connection exception; 57P: operator intervention; 58: system error; 53: out of resources.
  if (/^(08|57P|58|53)/.test(code)) return { kind: 'unavailable', reason: `SQLSTATE ${code}`, undone: false };
  return refused(failures.internal({}, { cause }));
}

/** Answers that waiting does not change: somebody must mend the password, the user or its rights. */
const needsMending = new Set(['28P01', '28000', '42501']);

export interface StartFailure {
  failure: Failure;
  /** Why, in a few words and without a secret. */
  reason: string;
  /** The server may only be late, so that it is worth to try again. */
  mayHeal: boolean;
}

/** A start that failed, as the caller hears it. */
export function startFailure(thrown: unknown): StartFailure {
  if (thrown instanceof Failure) return { failure: thrown, reason: thrown.message, mayHeal: false };
  const verdict = judge(thrown, { what: 'The schema' });
  if (verdict.kind === 'refused') return { failure: verdict.failure, reason: verdict.failure.message, mayHeal: false };
  const reason =
    verdict.kind === 'conflict' ? 'its migration collided with another' : startReason(thrown, verdict.reason);
  const failure = failures.configStoreUnavailable({ reason }, { cause: thrown });
  return { failure, reason, mayHeal: !needsMending.has(String((thrown as { code?: unknown }).code)) };
}

/** The driver's own time limit carries no code. */
const startReason = (thrown: unknown, reason: string) =>
  /timeout/i.test((thrown as Error).message) && (thrown as { code?: unknown }).code === undefined
    ? 'no answer'
    : reason;

function connectionReason(code: unknown): string {
  return typeof code === 'string' ? `no connection (${code})` : 'the connection was lost';
}

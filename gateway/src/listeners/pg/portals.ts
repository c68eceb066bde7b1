import { failures, type ParameterBlock, type PgFormat } from '@brooder/contracts';
import { expandFormats } from '@brooder/pgwire';
import type { TranslatedStatement } from '../../sql/index.ts';
import type { WorkerStatement } from './statement-cache.ts';
import type { PreparedReply } from './worker-line.ts';

/** What a client prepared, under its own name or none. */
export interface ClientStatement {
  name: string;
  translated: TranslatedStatement;
  /** As declared in Parse; 0 where the client left it to the server. */
  oids: readonly number[];
  /** Absent for what the gateway answers itself. */
  worker: WorkerStatement | undefined;
}

export interface Portal {
  statement: ClientStatement;
  block: ParameterBlock;
  values: readonly Uint8Array[];
  /** Name on the worker, once it may be suspended there. */
  workerName: string;
  state: 'ready' | 'suspended' | 'done';
  /** Types known only with the parameters of this portal. */
  bound: PreparedReply | undefined;
}

/** @throws protocolViolation when the counts do not fit the statement */
export function makePortal(
  statement: ClientStatement,
  bind: {
    parameterFormats: readonly PgFormat[];
    parameters: readonly (Uint8Array | null)[];
    resultFormats: readonly PgFormat[];
  },
): Portal {
  const required = statement.worker?.reply.parameters.length ?? 0;
  if (bind.parameters.length !== required)
    throw failures.protocolViolation({
      expected: `${required} parameters for prepared statement "${statement.name}"`,
      actual: String(bind.parameters.length),
    });
  expandFormats(bind.parameterFormats, bind.parameters.length);
  const reply = statement.worker?.reply;
  if (reply?.columns && !reply.unresolved) expandFormats(bind.resultFormats, reply.columns.length);
  return {
    statement,
    block: {
      parameterFormats: bind.parameterFormats,
      parameterLengths: bind.parameters.map((value) => (value === null ? -1 : value.length)),
      resultFormats: bind.resultFormats,
    },
    values: bind.parameters.filter((value) => value !== null),
    workerName: '',
    state: 'ready',
    bound: undefined,
  };
}

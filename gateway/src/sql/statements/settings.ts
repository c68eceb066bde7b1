import { failures } from '@brooder/contracts';
import type { DeallocateStmt, DiscardStmt, Node, VariableSetStmt, VariableShowStmt } from 'libpg-query';
import { keepsSetting } from '../pg-settings.ts';
import type { TranslatedStatement } from '../translation.ts';

type Outcome = Exclude<TranslatedStatement, { kind: 'run' }> | undefined;

export function show({ name = '' }: VariableShowStmt): Outcome {
  if (name === 'all') return { kind: 'answer', answer: { type: 'show-all' } };
  // `SHOW tables` and its like are DuckDB's own.
  return keepsSetting(name) ? { kind: 'answer', answer: { type: 'show', name } } : undefined;
}

export function set({ kind, name = '', args, is_local }: VariableSetStmt): Outcome {
  if (kind === 'VAR_RESET_ALL') return { kind: 'answer', answer: { type: 'reset-all' } };
  if (kind === 'VAR_SET_MULTI') return characteristics(args);
  if (name === 'role' || name === 'session_authorization') {
    // Going back to oneself is always allowed, and pools send it.
    if (kind !== 'VAR_SET_VALUE')
      return { kind: 'answer', answer: { type: 'tag', tag: kind === 'VAR_RESET' ? 'RESET' : 'SET' } };
    return refused(
      `SET ${name === 'role' ? 'ROLE' : 'SESSION AUTHORIZATION'}`,
      'Connect as the user whose rights are needed.',
    );
  }
  if (!keepsSetting(name)) return undefined;
  if (kind === 'VAR_RESET') return { kind: 'answer', answer: { type: 'reset', name } };
  const value = kind === 'VAR_SET_DEFAULT' ? undefined : (args ?? []).map(valueText).join(', ');
  return { kind: 'answer', answer: { type: 'set', name, value, local: is_local === true } };
}

/** `SET TRANSACTION …` and `SET SESSION CHARACTERISTICS …`: isolation is always snapshot isolation. */
function characteristics(args: readonly Node[] | undefined): Outcome {
  const readOnly = (args ?? []).some((node) => 'DefElem' in node && node.DefElem.defname === 'transaction_read_only');
  return {
    kind: 'answer',
    answer: {
      type: 'tag',
      tag: 'SET',
      ...(readOnly && {
        notice: { sqlstate: '01000', message: 'the access mode of transactions is set by BEGIN READ ONLY only' },
      }),
    },
  };
}

function valueText(node: Node): string {
  if ('TypeCast' in node) return node.TypeCast.arg ? valueText(node.TypeCast.arg) : '';
  if (!('A_Const' in node)) return '';
  const { sval, ival, fval, boolval } = node.A_Const;
  if (sval) return sval.sval ?? '';
  if (fval) return fval.fval ?? '0';
  if (boolval) return boolval.boolval ? 'on' : 'off';
  return ival ? String(ival.ival ?? 0) : '';
}

export function deallocate({ name, isall }: DeallocateStmt): Outcome {
  return {
    kind: 'answer',
    answer: isall || name === undefined ? { type: 'deallocate-all' } : { type: 'deallocate', name },
  };
}

export function discard({ target }: DiscardStmt): Outcome {
  if (target === 'DISCARD_ALL') return { kind: 'answer', answer: { type: 'discard-all' } };
  if (target === 'DISCARD_TEMP') return refused('DISCARD TEMP', 'Drop the temporary tables by name.');
  return {
    kind: 'answer',
    answer: { type: 'tag', tag: `DISCARD ${target === 'DISCARD_PLANS' ? 'PLANS' : 'SEQUENCES'}` },
  };
}

export function refused(what: string, instead: string): Outcome {
  return { kind: 'refuse', failure: failures.unsupported({ what, instead }) };
}

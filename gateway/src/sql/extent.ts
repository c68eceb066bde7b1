/**
 * First and last token of an expression. Each answers undefined for a node it does not know; a rule then leaves the text alone,
 * and the engine reports what it cannot do.
 */
import type { FuncCall, Node, TypeName } from 'libpg-query';
import type { SourceText } from './source-text.ts';

type TokenNumber = number | undefined;

/** First token of the operand on the left of the operator at token `operator`, brackets around it included. */
export function leftOperand(source: SourceText, operator: number, node: Node | undefined): TokenNumber {
  const first = firstToken(source, node);
  if (first === undefined) return undefined;
  const opened = source.is(operator - 1, ')') ? source.mate(operator - 1) : undefined;
  return opened === undefined ? first : Math.min(first, opened);
}

/** Last token of the operand that begins behind token `operator`, brackets around it included. */
export function rightOperand(source: SourceText, operator: number, node: Node | undefined): TokenNumber {
  const first = firstToken(source, node);
  let last = lastToken(source, node);
  if (first === undefined || last === undefined) return undefined;
  for (let at = operator + 1; at < first; at++) {
    if (!source.is(at, '(')) return undefined;
    last = Math.max(last, source.mate(at) ?? last);
  }
  return last;
}

export function firstToken(source: SourceText, node: Node | undefined): TokenNumber {
  if (!node) return undefined;
  const at = (location: number | undefined) =>
    location === undefined || location < 0 ? undefined : source.tokenAt(location);
  if ('A_Expr' in node) {
    const { lexpr, location } = node.A_Expr;
    const operator = at(location);
    return lexpr && operator !== undefined ? leftOperand(source, operator, lexpr) : operator;
  }
  if ('TypeCast' in node) {
    const { arg, location, typeName } = node.TypeCast;
    const place = at(location);
    if (place === undefined) return at(typeName?.location);
    return source.is(place, '::') ? leftOperand(source, place, arg) : place;
  }
  if ('CollateClause' in node) {
    const place = at(node.CollateClause.location);
    return place === undefined ? undefined : leftOperand(source, place, node.CollateClause.arg);
  }
  if ('FuncCall' in node) {
    const place = at(node.FuncCall.location);
    if (place === undefined || !source.is(place, 'at')) return place;
    return leftOperand(source, place, node.FuncCall.args?.at(-1));
  }
  if ('A_Indirection' in node) {
    // `(array[1])[1]`: the brackets around what is indexed belong to the expression, those around the whole do not.
    const first = firstToken(source, node.A_Indirection.arg);
    if (first === undefined) return undefined;
    for (let open = first - 1; source.is(open, '('); open--) {
      const behind = (source.mate(open) ?? -2) + 1;
      if (source.is(behind, '[') || source.is(behind, '.')) return open;
      if (source.mate(behind) !== open - 1) break;
    }
    return first;
  }
  if ('A_Const' in node) return at(node.A_Const.location);
  if ('ColumnRef' in node) return at(node.ColumnRef.location);
  if ('ParamRef' in node) return at(node.ParamRef.location);
  if ('CaseExpr' in node) return at(node.CaseExpr.location);
  if ('CoalesceExpr' in node) return at(node.CoalesceExpr.location);
  if ('MinMaxExpr' in node) return at(node.MinMaxExpr.location);
  if ('A_ArrayExpr' in node) return at(node.A_ArrayExpr.location);
  if ('SQLValueFunction' in node) return at(node.SQLValueFunction.location);
  if ('SubLink' in node && !node.SubLink.testexpr) return at(node.SubLink.location);
  return undefined;
}

export function lastToken(source: SourceText, node: Node | undefined): TokenNumber {
  if (!node) return undefined;
  const first = firstToken(source, node);
  if (first === undefined) return undefined;
  const closed = (from: number) => (source.is(from, '(') || source.is(from, '[') ? source.mate(from) : undefined);
  if ('A_Const' in node) return source.is(first, '-') || source.is(first, '+') ? first + 1 : first;
  if ('ParamRef' in node || 'SQLValueFunction' in node) return closed(first + 1) ?? first;
  if ('ColumnRef' in node) return first + ((node.ColumnRef.fields?.length ?? 1) - 1) * 2;
  if ('A_Expr' in node) {
    const { kind, rexpr, location } = node.A_Expr;
    const operator = source.tokenAt(location ?? 0);
    if (kind !== 'AEXPR_OP') return undefined;
    return rightOperand(source, endOfOperator(source, operator), rexpr);
  }
  if ('TypeCast' in node) {
    const { arg, typeName, location } = node.TypeCast;
    if (location === undefined || location < 0) return lastToken(source, arg);
    const place = source.tokenAt(location);
    return source.is(place, '::') ? lastOfType(source, typeName) : closed(place + 1);
  }
  if ('CollateClause' in node) {
    const place = source.tokenAt(node.CollateClause.location ?? 0);
    return place + 1 + ((node.CollateClause.collname?.length ?? 1) - 1) * 2;
  }
  if ('FuncCall' in node) return lastOfCall(source, node.FuncCall, first);
  if ('A_Indirection' in node) return lastOfIndirection(source, node.A_Indirection.arg);
  if ('CaseExpr' in node) return endOfCase(source, first);
  if ('CoalesceExpr' in node || 'MinMaxExpr' in node || 'A_ArrayExpr' in node) return closed(first + 1);
  if ('SubLink' in node) return closed(source.is(first, '(') ? first : first + 1);
  return undefined;
}

/** Last token of an operator: one, or all of `OPERATOR(schema.name)`. */
export function endOfOperator(source: SourceText, operator: number): number {
  return source.is(operator, 'operator') ? (source.mate(operator + 1) ?? operator) : operator;
}

function lastOfCall(source: SourceText, call: FuncCall, first: number): TokenNumber {
  const place = source.tokenAt(call.location ?? 0);
  if (source.is(place, 'at')) {
    // `x AT TIME ZONE zone` and `x AT LOCAL`
    return source.is(place + 1, 'local') ? place + 1 : rightOperand(source, place + 2, call.args?.[0]);
  }
  let at = first;
  while (source.is(at + 1, '.')) at += 2;
  if (!source.is(at + 1, '(')) return undefined;
  let last = source.mate(at + 1);
  if (last === undefined) return undefined;
  if (call.agg_within_group) last = source.mate(last + 3);
  if (last !== undefined && call.agg_filter) last = source.mate(last + 2);
  if (last !== undefined && call.over) {
    while (source.is(last + 1, 'ignore') || source.is(last + 1, 'respect')) last += 2;
    last = source.is(last + 2, '(') ? source.mate(last + 2) : last + 2;
  }
  return last;
}

function lastOfIndirection(source: SourceText, arg: Node | undefined): TokenNumber {
  let last = lastToken(source, arg);
  if (last === undefined) return undefined;
  // Brackets around what is indexed; behind the last of them the index begins.
  let closed = last;
  while (source.is(closed + 1, ')')) closed++;
  if (source.is(closed + 1, '[') || source.is(closed + 1, '.')) last = closed;
  while (source.is(last + 1, '[') || source.is(last + 1, '.')) {
    const next: TokenNumber = source.is(last + 1, '[') ? source.mate(last + 1) : last + 2;
    if (next === undefined) return undefined;
    last = next;
  }
  return last;
}

function endOfCase(source: SourceText, first: number): TokenNumber {
  let depth = 0;
  for (let at = first; at < source.tokens.length; at++) {
    if (source.is(at, 'case')) depth++;
    else if (source.is(at, 'end') && --depth === 0) return at;
  }
  return undefined;
}

const typeWords: Readonly<Record<string, readonly (readonly string[])[]>> = {
  double: [['precision']],
  character: [['varying']],
  char: [['varying']],
  bit: [['varying']],
  national: [['character', 'varying'], ['char', 'varying'], ['character'], ['char']],
};

/** Last token of a type: its words, length, time zone and array bounds. */
export function lastOfType(source: SourceText, type: TypeName | undefined): TokenNumber {
  if (type?.location === undefined || type.location < 0) return undefined;
  let last = source.tokenAt(type.location);
  if (source.is(last, 'setof')) last++;
  for (const words of typeWords[source.tokens[last]?.text ?? ''] ?? []) {
    if (words.every((word, i) => source.is(last + 1 + i, word))) {
      last += words.length;
      break;
    }
  }
  while (source.is(last + 1, '.')) last += 2;
  if (source.is(last + 1, '(')) last = source.mate(last + 1) ?? last;
  if ((source.is(last + 1, 'with') || source.is(last + 1, 'without')) && source.is(last + 2, 'time')) last += 3;
  if (source.is(last + 1, 'array')) last++;
  while (source.is(last + 1, '[')) last = source.mate(last + 1) ?? last;
  return last;
}

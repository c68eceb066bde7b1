import type { ColumnDef, Constraint, CreateStmt, Node, RangeVar } from 'libpg-query';
import { nameParts, type Rule, type StatementEdits, sqlName, sqlString, type Visited } from '../rule.ts';

const serials: Readonly<Record<string, string>> = {
  smallserial: 'smallint',
  serial2: 'smallint',
  serial: 'integer',
  serial4: 'integer',
  bigserial: 'bigint',
  serial8: 'bigint',
};

/** `serial` and `GENERATED … AS IDENTITY` columns of CREATE TABLE become a sequence and a default that draws from it. */
export const sequenceColumns: Rule = {
  name: 'sequence-columns',
  nodes: ['ColumnDef'],
  apply(visited, statement) {
    const table = tableOf(visited);
    const column = visited.node as ColumnDef;
    if (!table || !column.colname) return;
    const type = nameParts(column.typeName?.names).at(-1) ?? '';
    if (Object.hasOwn(serials, type) && column.typeName?.location !== undefined) {
      const at = statement.source.tokenAt(column.typeName.location);
      statement.replace(at, at, `${serials[type]} NOT NULL ${sequenceDefault(statement, table, column.colname, '')}`);
    }
    for (const node of column.constraints ?? []) {
      const constraint = 'Constraint' in node ? node.Constraint : undefined;
      if (constraint?.contype === 'CONSTR_IDENTITY') identity(statement, table, column.colname, constraint);
      else if (constraint?.contype === 'CONSTR_GENERATED') virtual(statement, constraint);
    }
  },
};

function tableOf(visited: Visited): RangeVar | undefined {
  const create = visited.parent;
  return create?.kind === 'CreateStmt' ? (create.node as CreateStmt).relation : undefined;
}

function sequenceDefault(statement: StatementEdits, table: RangeVar, column: string, options: string): string {
  const name = `${table.relname}_${column}_seq`;
  const qualified = [table.catalogname, table.schemaname, name]
    .flatMap((part) => (part ? [sqlName(part)] : []))
    .join('.');
  const temporary = table.relpersistence === 't' ? 'TEMP ' : '';
  statement.before.push(`CREATE ${temporary}SEQUENCE IF NOT EXISTS ${qualified}${options}`);
  return `DEFAULT nextval(${sqlString(qualified)})`;
}

function identity(statement: StatementEdits, table: RangeVar, column: string, constraint: Constraint): void {
  if (constraint.location === undefined) return;
  const { source } = statement;
  const first = source.tokenAt(constraint.location);
  let last = first;
  while (last < source.tokens.length && !source.is(last, 'identity')) last++;
  if (source.is(last + 1, '(')) last = source.mate(last + 1) ?? last;
  const text = sequenceDefault(statement, table, column, sequenceOptions(constraint.options));
  statement.replace(first, last, `NOT NULL ${text}`);
}

const optionWords: Readonly<Record<string, string>> = {
  start: 'START',
  increment: 'INCREMENT BY',
  minvalue: 'MINVALUE',
  maxvalue: 'MAXVALUE',
};

function sequenceOptions(options: readonly Node[] | undefined): string {
  return (options ?? [])
    .flatMap((node) => {
      const option = 'DefElem' in node ? node.DefElem : undefined;
      const word = optionWords[option?.defname ?? ''];
      const value = option?.arg && 'Integer' in option.arg ? (option.arg.Integer.ival ?? 0) : undefined;
      return word && value !== undefined ? [` ${word} ${value}`] : [];
    })
    .join('');
}

/** DuckDB keeps generated columns virtual only; what a reader sees is the same. */
function virtual(statement: StatementEdits, constraint: Constraint): void {
  if (constraint.location === undefined || constraint.generated_kind === 'v') return;
  const { source } = statement;
  for (let at = source.tokenAt(constraint.location); at < source.tokens.length; at++) {
    if (!source.is(at, '(')) continue;
    const stored = (source.mate(at) ?? at) + 1;
    if (source.is(stored, 'stored')) statement.replace(stored, stored, 'VIRTUAL');
    return;
  }
}

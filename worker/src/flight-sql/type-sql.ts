import type { DuckType } from '@brooder/contracts';
import { quoteName, quoteText } from '../sql-text.ts';

/** A type as DuckDB's CREATE TABLE takes it. */
export function typeSql(type: DuckType): string {
  switch (type.id) {
    case 'DECIMAL':
      return `DECIMAL(${type.width}, ${type.scale})`;
    case 'ENUM':
      return `ENUM(${type.values.map(quoteText).join(', ')})`;
    case 'LIST':
      return `${typeSql(type.child)}[]`;
    case 'ARRAY':
      return `${typeSql(type.child)}[${type.size}]`;
    case 'STRUCT':
      return `STRUCT(${type.fields.map((field) => `${quoteName(field.name)} ${typeSql(field.type)}`).join(', ')})`;
    case 'MAP':
      return `MAP(${typeSql(type.key)}, ${typeSql(type.value)})`;
    case 'UNION':
      return `UNION(${type.members.map((member) => `${quoteName(member.name)} ${typeSql(member.type)}`).join(', ')})`;
    // A column of nulls only, or of a type not known: text takes whatever comes later.
    case 'SQLNULL':
    case 'UNKNOWN':
      return 'VARCHAR';
    default:
      return type.id;
  }
}

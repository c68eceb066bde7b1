import { pgRegTypes } from '@brooder/contracts';
import type { TypeName } from 'libpg-query';
import { nameParts, type Rule } from '../rule.ts';
import { isRegCast } from './reg-cast.ts';

/** Types of PostgreSQL that DuckDB knows under another name. */
const names: Readonly<Record<string, string>> = {
  jsonb: 'json',
  name: 'varchar',
  citext: 'varchar',
};

export const typeNames: Rule = {
  name: 'type-names',
  nodes: ['TypeName'],
  apply({ node, parent }, statement) {
    const { names: written, location } = node as TypeName;
    if (location === undefined || location < 0 || (parent && isRegCast(parent))) return;
    const { source } = statement;
    let at = source.tokenAt(location);
    if (source.is(at, 'pg_catalog') && source.is(at + 1, '.')) {
      statement.replace(at, at + 1, '');
      at += 2;
    }
    const type = nameParts(written).at(-1) ?? '';
    const token = source.tokens[at];
    if (!token) return;
    // "char" in quotes is PostgreSQL's one-byte type of its catalogs.
    if (type === 'char' && token.kind === 'quoted') statement.replace(at, at, 'varchar');
    else if (pgRegTypes.has(type)) statement.replace(at, at, 'varchar');
    else if (Object.hasOwn(names, type) && (token.text === type || token.kind === 'quoted'))
      statement.replace(at, at, names[type]!);
  },
};

import { failures } from '@brooder/contracts';
import type { FuncCall } from 'libpg-query';
import { calledName, type Rule } from '../rule.ts';

/** A lock that locks nothing would be worse than an error. */
export const advisoryLocks: Rule = {
  name: 'advisory-locks',
  nodes: ['FuncCall'],
  apply({ node }) {
    const name = calledName(node as FuncCall);
    if (name && /^pg_(try_)?advisory_(xact_)?(un)?lock(_shared|_all)?$/.test(name))
      throw failures.unsupported({
        what: name,
        instead: 'Keep locks in a database that has them, or rely on transactions.',
      });
  },
};

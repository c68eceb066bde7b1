import type { RangeTableSample } from 'libpg-query';
import { lastToken } from '../extent.ts';
import { nameParts, type Rule } from '../rule.ts';

/** `TABLESAMPLE bernoulli(10)` means percent in PostgreSQL; DuckDB wants the sign. */
export const samplePercent: Rule = {
  name: 'sample-percent',
  nodes: ['RangeTableSample'],
  apply({ node }, statement) {
    const { method, args } = node as RangeTableSample;
    if (!['bernoulli', 'system'].includes(nameParts(method).at(-1) ?? '')) return;
    const last = lastToken(statement.source, args?.[0]);
    if (last !== undefined) statement.insertAfter(last, '%');
  },
};

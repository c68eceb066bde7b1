import pg from 'pg';
import { bestOf, mixedRows, mixedSql } from '../mixed-columns.ts';
import { openRawPg } from '../raw-pg-client.ts';
import type { Figure } from '../report.ts';
import type { Door } from '../target.ts';
import type { BenchCase } from './index.ts';

async function serverVersion(door: Door): Promise<string> {
  const client = new pg.Client({ ...door, ssl: door.tls ? { rejectUnauthorized: false } : false });
  await client.connect();
  try {
    return (await client.query({ text: 'select version()', rowMode: 'array' })).rows[0]![0];
  } finally {
    await client.end();
  }
}

export const pgRowsCase: BenchCase = {
  name: 'pg-rows',
  title: `${mixedRows.toLocaleString('en')} rows of six mixed columns over pgwire (a client that counts and drops them), best of 3`,
  needs: 'pg',
  async measure({ pg: door }): Promise<Figure[]> {
    const client = await openRawPg(door!);
    try {
      const sql = (await serverVersion(door!)).includes('DuckDB') ? mixedSql.duckdb : mixedSql.postgresql;
      const figures: Figure[] = [];
      for (const [what, format, bar] of [
        ['text', 0, 2e6],
        ['binary', 1, 4e6],
      ] as const) {
        const best = await bestOf(
          3,
          () => client.drain(sql, format),
          (a, b) => a.ms < b.ms,
        );
        if (best.rows !== mixedRows) throw new Error(`expected ${mixedRows} rows, got ${best.rows}`);
        figures.push(
          { what: `${what} rows`, value: best.rows / (best.ms / 1_000), unit: 'rows/s', bar, more: true },
          { what: `${what} bytes`, value: best.bytes / 1e6 / (best.ms / 1_000), unit: 'MB/s', more: true },
          { what: `${what} first row`, value: best.firstRowMs, unit: 'ms', more: false },
        );
      }
      return figures;
    } finally {
      client.close();
    }
  },
};

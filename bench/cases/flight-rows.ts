import { flightQuery, openFlight } from '../flight-query.ts';
import { bestOf, mixedRows, mixedSql } from '../mixed-columns.ts';
import type { Figure } from '../report.ts';
import type { BenchCase } from './index.ts';

export const flightRowsCase: BenchCase = {
  name: 'flight-rows',
  title: `${mixedRows.toLocaleString('en')} rows of six mixed columns over Flight SQL (frames counted, not decoded), best of 3`,
  needs: 'flight',
  async measure({ flight: door }): Promise<Figure[]> {
    const client = await openFlight(door!);
    try {
      const best = await bestOf(
        3,
        () => flightQuery(client, mixedSql.duckdb),
        (a, b) => a.ms < b.ms,
      );
      return [
        { what: 'bytes', value: best.bytes / 1e6 / (best.ms / 1_000), unit: 'MB/s', more: true },
        { what: 'rows', value: mixedRows / (best.ms / 1_000), unit: 'rows/s', more: true },
        { what: 'first batch', value: best.firstBatchMs, unit: 'ms', more: false },
      ];
    } finally {
      client.close();
    }
  },
};

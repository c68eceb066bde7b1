/** Six columns of mixed types, made by the server itself so that no disk is measured. Text of about 110 bytes a row. */
export const mixedRows = 1_000_000;

/** The same rows on DuckDB and on PostgreSQL. */
export const mixedSql = {
  duckdb: `select i::int4 as a, (i * 1000003)::int8 as b, i * 1.2345::float8 as c, 'name_' || (i % 10000) as d,
    date '2020-01-01' + (i % 3000)::int4 as e, timestamp '2020-01-01' + to_microseconds(i * 1234567) as f from range(${mixedRows}) r(i)`,
  postgresql: `select i::int4 as a, (i::int8 * 1000003) as b, i * 1.2345::float8 as c, 'name_' || (i % 10000) as d,
    date '2020-01-01' + (i % 3000)::int4 as e, timestamp '2020-01-01' + i * interval '1.234567 s' as f from generate_series(0, ${mixedRows - 1}) i`,
} as const;

/** Best of three: other work on the machine only ever makes a run slower. */
export async function bestOf<T>(times: number, measure: () => Promise<T>, better: (a: T, b: T) => boolean): Promise<T> {
  let best = await measure();
  for (let i = 1; i < times; i++) {
    const next = await measure();
    if (better(next, best)) best = next;
  }
  return best;
}

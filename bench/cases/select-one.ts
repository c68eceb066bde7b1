import type { FlightClient } from '@brooder/flight';
import pg from 'pg';
import { flightPrepared, flightQuery, openFlight } from '../flight-query.ts';
import { type Figure, percentile } from '../report.ts';
import type { BenchCase } from './index.ts';

const seconds = 5;

/** Calls `once` again and again for some seconds: rate and latency. */
async function rate(once: () => Promise<unknown>, bar?: number): Promise<Figure[]> {
  for (let i = 0; i < 500; i++) await once();
  const latencies: number[] = [];
  const begin = performance.now();
  while (performance.now() - begin < seconds * 1_000) {
    const start = performance.now();
    await once();
    latencies.push(performance.now() - start);
  }
  const took = (performance.now() - begin) / 1_000;
  return [
    {
      what: 'statements per second',
      value: latencies.length / took,
      unit: '1/s',
      more: true,
      ...(bar === undefined ? {} : { bar }),
    },
    { what: 'p50', value: percentile(latencies, 0.5), unit: 'ms', more: false },
    { what: 'p95', value: percentile(latencies, 0.95), unit: 'ms', more: false },
  ];
}

export const selectOneCase: BenchCase = {
  name: 'select-one',
  title: `Prepared "select 1" on one Postgres connection, ${seconds} s`,
  needs: 'pg',
  async measure({ pg: door }): Promise<Figure[]> {
    const client = new pg.Client({ ...door!, ssl: door!.tls ? { rejectUnauthorized: false } : false });
    await client.connect();
    try {
      return await rate(() => client.query({ name: 'one', text: 'select 1' }), 1_500);
    } finally {
      await client.end();
    }
  },
};

export const flightSelectOneCase: BenchCase = {
  name: 'flight-select-one',
  title: `"select 1" on one Flight SQL connection, ${seconds} s each`,
  needs: 'flight',
  async measure({ flight: door }): Promise<Figure[]> {
    const client: FlightClient = await openFlight(door!);
    try {
      const prepared = await rate(await flightPrepared(client, 'select 1'), 900);
      const text = await rate(() => flightQuery(client, 'select 1'));
      return [...named('prepared (DoGet)', prepared), ...named('text (GetFlightInfo + DoGet)', text)];
    } finally {
      client.close();
    }
  },
};

const named = (prefix: string, figures: readonly Figure[]) =>
  figures.map((one) => ({ ...one, what: `${prefix}: ${one.what}` }));

import pg from 'pg';
import { type Figure, percentile } from '../report.ts';
import type { Door } from '../target.ts';
import type { BenchCase } from './index.ts';

const samples = 200;
const atOnce = 16;

/** Milliseconds from a fresh socket to the first row of `select 1`: TCP, TLS, SCRAM, claim, statement. */
async function connectToFirstRow(door: Door): Promise<number> {
  const client = new pg.Client({ ...door, ssl: door.tls ? { rejectUnauthorized: false } : false });
  const begin = performance.now();
  await client.connect();
  await client.query('select 1');
  const took = performance.now() - begin;
  await client.end();
  return took;
}

export const connectCase: BenchCase = {
  name: 'connect',
  title: `Connect + first row over TLS with a password (${samples} one by one, then ${atOnce} at once)`,
  needs: 'pg',
  async measure({ pg: door }): Promise<Figure[]> {
    for (let i = 0; i < 20; i++) await connectToFirstRow(door!);
    const alone: number[] = [];
    for (let i = 0; i < samples; i++) alone.push(await connectToFirstRow(door!));
    const crowd: number[] = [];
    for (let i = 0; i < samples / atOnce; i++) {
      crowd.push(...(await Promise.all(Array.from({ length: atOnce }, () => connectToFirstRow(door!)))));
    }
    return [
      { what: 'p50', value: percentile(alone, 0.5), unit: 'ms', bar: 15, more: false },
      { what: 'p95', value: percentile(alone, 0.95), unit: 'ms', bar: 25, more: false },
      { what: `p50, ${atOnce} at once`, value: percentile(crowd, 0.5), unit: 'ms', more: false },
      { what: `p95, ${atOnce} at once`, value: percentile(crowd, 0.95), unit: 'ms', more: false },
    ];
  },
};

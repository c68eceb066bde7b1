/**
 * The demo table `flights`: 3,000,000 US flights of 2001, from the npm package vega-datasets. Written once, before any worker opens the
 * warehouse, in a process of its own, so that the gateway never holds a DuckDB: into a draft file that takes the warehouse's name only
 * when it is whole.
 */
import { spawn } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { failures } from '@brooder/contracts';

export const demoTable = { name: 'flights', rows: 3_000_000 } as const;

/** @returns true when it wrote the file, false when a warehouse was there already. @throws badDataFile */
export async function writeDemoWarehouse(warehouseFile: string, signal: AbortSignal): Promise<boolean> {
  if (existsSync(warehouseFile)) return false;
  const draft = `${warehouseFile}.draft`;
  rmSync(draft, { force: true });
  rmSync(`${draft}.wal`, { force: true });
  const source = fileURLToPath(new URL('../data/flights-3m.parquet', import.meta.resolve('vega-datasets')));
  await runLoader(source, draft, signal);
  renameSync(draft, warehouseFile);
  return true;
}

async function runLoader(source: string, target: string, signal: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), source, target], {
    stdio: ['ignore', 'ignore', 'pipe'],
    signal,
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (complaint.length < 4_096) complaint += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0)
    throw failures.badDataFile({ file: source, reason: complaint.trim() || `the loader ended with ${code}` });
}

if (import.meta.main) {
  const [source, target] = process.argv.slice(2) as [string, string];
  const { openEngine } = await import('@brooder/worker');
  const { tmpdir } = await import('node:os');
  const engine = await openEngine({
    memoryBytes: 1024 ** 3,
    threads: 2,
    tempDirectory: tmpdir(),
    extensions: [],
  });
  const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
  const connection = await engine.connect();
  try {
    await connection.run(`attach ${quote(target)} as warehouse`);
    await connection.run(`create table warehouse.${demoTable.name} as from read_parquet(${quote(source)})`);
    await connection.run('detach warehouse');
  } catch (thrown) {
    process.stderr.write(`${(thrown as Error).message}\n`);
    process.exitCode = 1;
  } finally {
    await connection.close();
    await engine.close();
  }
}

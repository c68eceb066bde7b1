/** A real engine for tests: small, in memory, closed by the suite that opened it. */
import { tmpdir } from 'node:os';
import type { BoundValue, EngineValue } from '@brooder/contracts';
import { readRows } from './arrow-values.ts';
import { type Engine, type EngineConnection, type EngineStatement, openEngine } from './index.ts';

export function openTestEngine(memoryBytes = 1024 ** 3): Promise<Engine> {
  return openEngine({ memoryBytes, threads: 2, tempDirectory: tmpdir(), extensions: [] });
}

/** All rows of a statement, through the streaming Arrow path. */
export async function readAll(
  statement: EngineStatement,
  values: readonly BoundValue[] = [],
): Promise<EngineValue[][]> {
  const result = await statement.execute(values, { lossless: true });
  const types = (result.columns ?? []).map((column) => column.type);
  const rows: EngineValue[][] = [];
  for (let batch = await result.next(); batch; batch = await result.next()) {
    rows.push(...readRows(types, batch));
    batch.release();
  }
  await result.close();
  return rows;
}

export async function query(connection: EngineConnection, sql: string, values?: readonly BoundValue[]) {
  const statement = await connection.prepare(sql);
  try {
    return await readAll(statement, values);
  } finally {
    await statement.close();
  }
}

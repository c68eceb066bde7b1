/** A file read by a DuckDB of this process: the server never opens a path of a client's machine. */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArrowBatch, ArrowSchema } from '@brooder/contracts';
import { openEngine } from '@brooder/worker';

export interface SourceFile {
  path: string;
  schema: ArrowSchema;
  /** Rows it holds; a CSV or JSON file has been read once to count them, which also finds what is broken before anything is sent. */
  rows: number;
  /** Each batch must be released. Ends with a Failure at the first broken part. */
  batches(): AsyncGenerator<ArrowBatch>;
  close(): Promise<void>;
}

const readerMemoryBytes = 1024 ** 3;

/** @param reader DuckDB's table function for the format */
export async function openSourceFile(path: string, reader: string): Promise<SourceFile> {
  const temporary = mkdtempSync(join(tmpdir(), 'brooder-load-'));
  const engine = await openEngine({
    memoryBytes: readerMemoryBytes,
    threads: Math.min(4, availableParallelism()),
    tempDirectory: temporary,
    extensions: [],
  });
  const connection = await engine.connect();
  const close = async () => {
    await connection.close();
    await engine.close();
    rmSync(temporary, { recursive: true, force: true });
  };
  try {
    const from = `from ${reader}('${path.replaceAll("'", "''")}')`;
    const rows = Number((await connection.rows(`select count(*) ${from}`))[0]![0]);
    const statement = await connection.prepare(`select * ${from}`);
    return {
      path,
      schema: statement.schema(false),
      rows,
      async *batches() {
        const result = await statement.execute([], { lossless: false });
        try {
          for (let batch = await result.next(); batch; batch = await result.next()) yield batch;
        } finally {
          await result.close();
        }
      },
      async close() {
        await statement.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

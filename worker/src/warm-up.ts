import type { BoundValue } from '@brooder/contracts';
import { ByteSink, createRowEncoder } from '@brooder/pgwire';
import type { Engine } from './engine/index.ts';

/** Runs one throw-away statement of each kind, so that the first client does not pay for code that was never run. */
export async function warmUp(engine: Engine): Promise<void> {
  const connection = await engine.connect();
  try {
    await connection.rows(`SELECT 1, current_setting('TimeZone'), current_timestamp`);
    const statement = await connection.prepare('SELECT $1::INTEGER AS a, $2::VARCHAR AS b, now() AS c');
    const values: BoundValue[] = [
      { type: { id: 'INTEGER' }, value: 1 },
      { type: { id: 'VARCHAR' }, value: 'x' },
    ];
    statement.schema(false);
    const result = await statement.execute(values, { lossless: true });
    const encoder = createRowEncoder(
      result.columns!.map((column) => column.type),
      result.schema.fields,
      result.columns!.map(() => 0),
      { timeZone: 'UTC' },
    );
    const batch = await result.next();
    if (batch !== undefined) {
      encoder.encode(batch, 0, batch.rows, new ByteSink(1024));
      batch.release();
    }
    await result.close();
    await statement.close();
  } finally {
    await connection.close();
  }
}

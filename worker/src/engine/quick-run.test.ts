import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestEngine, readAll } from './engine-fixture.ts';
import type { Engine, EngineConnection } from './index.ts';

let engine: Engine;
let connection: EngineConnection;
beforeAll(async () => {
  engine = await openTestEngine(1024 ** 3);
  connection = await engine.connect();
});
afterAll(() => engine.close());

const options = { lossless: true };
const integer = (value: number) => [{ type: { id: 'INTEGER' } as const, value }];

test('a statement that was quick gives the same rows again and again, and the same error', async () => {
  const statement = await connection.prepare(
    "SELECT 10 // $1::INTEGER AS n, error(CASE WHEN $1 = 3 THEN 'three' END) AS e",
  );
  for (let i = 0; i < 20; i++) {
    expect(await readAll(statement, integer(2))).toEqual([[5, null]]);
  }
  await expect(readAll(statement, integer(3))).rejects.toMatchObject({
    code: 'engine',
    message: 'three',
  });
  expect(await readAll(statement, integer(5))).toEqual([[2, null]]);
  await statement.close();
});

test('a quick statement that becomes slow leaves the event loop after its budget and can be interrupted', async () => {
  const statement = await connection.prepare(
    'SELECT count(*) FROM range($1::INTEGER::BIGINT * 100000) a(i), range(1000) b(j) WHERE i % 7 = j % 5',
  );
  for (let i = 0; i < 3; i++) await readAll(statement, integer(0));
  let ended = false;
  const running = statement.execute(integer(2_000_000), options).finally(() => {
    ended = true;
  });
  const failed = expect(running).rejects.toMatchObject({ code: 'cancelled' });
  let turns = 0;
  while (!ended) {
    await new Promise((resolve) => setImmediate(resolve));
    if (++turns > 10) connection.interrupt();
  }
  await failed;
  await statement.close();
});

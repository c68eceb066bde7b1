import { expect, test } from 'vitest';
import { openTestEngine } from '../engine/engine-fixture.ts';
import { lockStatements, secretsStayInMemory } from './lock-settings.ts';

test('an engine that holds a secret can be locked, and gives it to nobody', async () => {
  const engine = await openTestEngine();
  const connection = await engine.connect();
  await connection.run(secretsStayInMemory);
  await connection.run(`CREATE TEMPORARY SECRET held (TYPE http, BEARER_TOKEN 'canary')`);
  for (const statement of lockStatements([])) await connection.run(statement);
  expect(JSON.stringify(await connection.rows('SELECT secret_string FROM duckdb_secrets()'))).not.toContain('canary');
  await expect(connection.rows('FROM duckdb_secrets(redact = false)')).rejects.toThrow(/unredacted/);
  await expect(connection.run(`CREATE PERSISTENT SECRET kept (TYPE http)`)).rejects.toThrow(/persistent/i);
  await connection.close();
  await engine.close();
});

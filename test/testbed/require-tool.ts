import { existsSync } from 'node:fs';
import { test } from 'vitest';
import { findTool, howToGet, type ToolName } from './tools.ts';

/** What a chart test can need: a program, the API server, or the schemas for kubeconform. */
export type TestbedPart = ToolName | 'api-server' | 'schemas';

/**
 * `test` for tests that need all of `parts`. Without one of them the tests skip, and standard error says so; in CI, where every part
 * must be there, the file fails to load.
 *
 * @example
 * const withHelm = requireTool('helm');
 * withHelm('the chart renders with its defaults', async () => { … });
 */
export function requireTool(...parts: TestbedPart[]): typeof test | typeof test.skip {
  const missing = parts.filter((part) => !isThere(part));
  if (missing.length === 0) return test;
  const reason = `${missing.join(', ')} missing: ${howToGet}`;
  if (process.env.CI) throw new Error(`${reason}; CI must run every chart test`);
  process.stderr.write(`SKIPPED: ${reason}\n`);
  return test.skip;
}

function isThere(part: TestbedPart): boolean {
  const path =
    part === 'api-server'
      ? process.env.BROODER_TEST_KUBECONFIG
      : part === 'schemas'
        ? process.env.BROODER_TEST_SCHEMAS
        : findTool(part);
  return path !== undefined && existsSync(path);
}

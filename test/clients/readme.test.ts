import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningBrooder, startBrooder } from '../running-brooder/index.ts';
import { missingTool, python, run } from './toolchain.ts';

let brooder: RunningBrooder;
beforeAll(async () => {
  brooder = await startBrooder();
});
afterAll(() => brooder?.stop());

/** Code blocks of one language under a heading of README.md, pointed at the brooder of this test. */
function blocks(heading: string, language: string): string[] {
  const readme = readFileSync('README.md', 'utf8');
  const section = readme.split(/^## /m).find((part) => part.startsWith(heading))!;
  const { pg, flight } = brooder.addresses;
  return [...section.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, code]) =>
    code!
      .replace(/port=5432/g, `port=${pg.port}`)
      .replace(/127\.0\.0\.1:8815/g, `127.0.0.1:${flight.port}`)
      .replace(
        /npx brooder (\w+)( create)?/g,
        `'${process.execPath}' src/main.ts $1$2 --data-dir '${brooder.dataDir}'`,
      ),
  );
}

test('the shell lines under "Connect" answer from the demo table', async () => {
  const [psql, prompt] = blocks('Connect', 'sh');
  expect(await run('sh', ['-c', psql!])).toMatch(/origin +\|[\s\S]*\(5 rows\)/);
  expect(await run('sh', ['-c', `${prompt!.trimEnd()} < /dev/null`])).toContain('3000000');
});

test.skipIf(missingTool('python3'))('the Python lines under "Connect" answer from the demo table', async () => {
  const programs = blocks('Connect', 'python');
  expect(programs).toHaveLength(2);
  for (const program of programs) expect(await run(await python(), ['-c', program])).not.toBe('');
});

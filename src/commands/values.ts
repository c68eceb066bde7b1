import { failures } from '@brooder/contracts';
import type { Command } from 'commander';
import { textTable } from '../printing/index.ts';

export function registerValues(program: Command): void {
  program
    .command('values [key]')
    .description('explain one value of the chart, or list all of them')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ brooder values workers.pools\n  $ brooder values image.pullPolicy --json')
    .action((key: string | undefined, flags: { json?: boolean }) =>
      key === undefined ? list(flags.json) : explain(key, flags.json),
    );
}

async function explain(key: string, asJson = false): Promise<void> {
  const { explainKey, nearestKey, renamedKeys, renamedText, values } = await import('@brooder/constructs');
  const found = explainKey(values, key);
  if (found === undefined) {
    const here: string | undefined = Object.hasOwn(renamedKeys, key) ? renamedKeys[key] : undefined;
    const nearest = nearestKey(values, key);
    const advice = nearest === undefined ? '"brooder values" lists all keys.' : `Did you mean ${nearest}?`;
    const problems = here === undefined ? `${key} is no key of the values. ${advice}` : renamedText(key, here);
    throw failures.invalidValues({ problems });
  }
  if (asJson) {
    process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
    return;
  }
  const shown: [title: string, text: string | undefined][] = [
    ['type', found.type],
    ['default', found.default === undefined ? undefined : JSON.stringify(found.default)],
    ['must', found.constraints.join('; ') || undefined],
    ['example', found.example === undefined ? undefined : JSON.stringify(found.example)],
    ['keys', found.keys.join(', ') || undefined],
  ];
  process.stdout.write(`${found.path}\n  ${found.doc}\n`);
  for (const [title, text] of shown)
    if (text !== undefined) process.stdout.write(`  ${`${title}:`.padEnd(9)}${text}\n`);
}

async function list(asJson = false): Promise<void> {
  const { explainKey, pathsOf, values } = await import('@brooder/constructs');
  const leaves = pathsOf(values).filter(({ node, path }) => node.kind !== 'group' && !path.endsWith('*'));
  const explained = leaves.flatMap(({ path }) => explainKey(values, path) ?? []);
  if (asJson) {
    process.stdout.write(`${JSON.stringify(explained, null, 2)}\n`);
    return;
  }
  const rows = explained.map((one) => [
    one.path,
    one.type,
    one.default === undefined ? null : JSON.stringify(one.default),
  ]);
  process.stdout.write(
    `${textTable(
      ['key', 'type', 'default'].map((title) => ({ title })),
      rows,
      '–',
    )}\n`,
  );
}

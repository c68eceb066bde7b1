/** `npm run bench`: each case prints one table and writes JSON; the same cases measure any other server with `--target`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { benchCases } from './cases/index.ts';
import { printTable } from './report.ts';
import { startOwnServer, type Target, targetFromFlags } from './target.ts';

const program = new Command('bench')
  .description('measure Brooder, or with --target any other Postgres or Flight SQL server')
  .addOption(new Option('--only <cases>', 'comma-separated names').argParser((text: string) => text.split(',')))
  .option('--target <host:port>', 'measure this server instead of starting Brooder')
  .addOption(new Option('--protocol <p>', 'what the target speaks').choices(['pg', 'flight']).default('pg'))
  .option('--user <user>', 'login', 'postgres')
  .option('--database <name>', 'database', 'brooder')
  .option('--no-tls', 'connect without TLS')
  .option('--out <dir>', 'where the JSON goes', 'bench/results')
  .option('--label <name>', 'name of this run in the JSON files', 'brooder')
  .addHelpText(
    'after',
    '\nThe password comes from PGPASSWORD (default: postgres).\n\nExample:\n  $ npm run bench -- --only connect,select-one\n  $ PGPASSWORD=x npm run bench -- --target 127.0.0.1:5433 --label postgresql --database postgres',
  )
  .parse();
const flags = program.opts<{
  only?: string[];
  target?: string;
  protocol: 'pg' | 'flight';
  user: string;
  database: string;
  tls: boolean;
  out: string;
  label: string;
}>();

const chosen = benchCases.filter((one) => flags.only === undefined || flags.only.includes(one.name));
if (chosen.length === 0)
  program.error(`No such case. There are: ${benchCases.map(({ name }) => name).join(', ')}`, { exitCode: 2 });

const target: Target =
  flags.target === undefined ? await startOwnServer() : targetFromFlags({ ...flags, target: flags.target });
try {
  mkdirSync(flags.out, { recursive: true });
  for (const one of chosen) {
    if (!target[one.needs]) {
      console.log(`\n${one.name}: left out, the target has no ${one.needs}`);
      continue;
    }
    console.error(`measuring ${one.name} …`);
    const result = await one.measure(target);
    printTable(one.title, result);
    const file = join(flags.out, `${flags.label}-${one.name}.json`);
    writeFileSync(
      file,
      `${JSON.stringify({ case: one.name, title: one.title, label: flags.label, rows: result }, null, 2)}\n`,
    );
  }
} finally {
  await target.stop();
}

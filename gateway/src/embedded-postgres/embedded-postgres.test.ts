import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { realClock } from '../seams/index.ts';
import { findBinaries, usableBinaries } from './binaries.ts';
import { type EmbeddedPostgres, type EmbeddedPostgresEvent, startEmbeddedPostgres } from './index.ts';
import { makePrivate } from './place.ts';
import { serverUser } from './server-user.ts';

const log = { info() {}, warn() {}, error() {} };
const asRoot = process.getuid?.() === 0;

/** Made once; each test works on a copy, because initdb takes 0.5 s. */
let template: string;
let directory: string;
const running: EmbeddedPostgres[] = [];

beforeAll(async () => {
  template = openDirectory();
  await (await start(join(template, 'pg'))).stop();
});
afterAll(() => rmSync(template, { recursive: true }));
beforeEach(() => {
  directory = openDirectory();
});
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

function openDirectory(): string {
  const made = mkdtempSync(join(tmpdir(), 'brooder-embedded-'));
  chmodSync(made, 0o755);
  return made;
}
async function start(dataDir: string, onEvent?: (event: EmbeddedPostgresEvent) => void): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, clock: realClock, log, ...(onEvent && { onEvent }) });
  running.push(server);
  return server;
}
/** A stopped cluster that was made before. */
async function prepared(name = 'pg'): Promise<string> {
  const dataDir = join(directory, name);
  execFileSync('cp', ['-a', join(template, 'pg'), dataDir]);
  return dataDir;
}
async function ask(server: EmbeddedPostgres, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client(server.connection);
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
const lives = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test('what is written is there after a stop and a start, and no TCP port is open', async () => {
  const dataDir = await prepared();
  const first = await start(dataDir);
  await ask(first, 'create table t as select 42 as answer');
  await first.stop();
  await expect.poll(() => lives(first.pid())).toBe(false);
  const second = await start(dataDir);
  expect(second.adopted).toBe(false);
  await expect(ask(second, 'select answer from t')).resolves.toEqual([{ answer: 42 }]);
  await expect(ask(second, 'show listen_addresses')).resolves.toEqual([{ listen_addresses: '' }]);
});

test('its files and its socket are open to the server user only', async () => {
  const server = await start(await prepared());
  for (const path of [join(directory, 'pg'), join(directory, 'pg', 'data'), server.connection.host]) {
    expect(statSync(path).mode & 0o777, path).toBe(0o700);
    expect(statSync(path).uid).toBe(serverUser().uid);
  }
  expect(serverUser().uid).not.toBe(0);
});

test('a server whose launcher was killed lives on, is taken over, and is stopped by whoever took it over', async () => {
  const dataDir = await prepared();
  const here = new URL('.', import.meta.url).href;
  const program = `
    import { startEmbeddedPostgres } from '${here}index.ts';
    import { realClock } from '${here}../seams/index.ts';
    const log = { info() {}, warn() {}, error() {} };
    const server = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, clock: realClock, log });
    process.stdout.write(String(server.pid()));
    process.kill(process.pid, 'SIGKILL');`;
  const launcher = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  launcher.stdout.on('data', (bytes) => (said += bytes));
  await new Promise((resolve) => launcher.once('close', resolve));

  const server = await start(dataDir);
  expect(server.adopted).toBe(true);
  expect(server.pid()).toBe(Number(said));
  await expect(ask(server, 'select 1 one')).resolves.toEqual([{ one: 1 }]);
  await server.stop();
  // Its number may stay as a zombie where no init process reaps it, so the socket is asked.
  await expect(ask(server, 'select 1')).rejects.toMatchObject({ code: expect.stringMatching(/ENOENT|ECONNREFUSED/) });
});

test('the pid file of a dead server does not hinder a start, nor does a stranger that has its number by now', async () => {
  const dataDir = await prepared();
  const stranger = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
  try {
    for (const pid of [stranger.pid!, 4_000_000]) {
      const file = `${pid}\n${dataDir}/data\n0\n5432\n${dataDir}/socket\n\n\nready\n`;
      writeFileSync(join(dataDir, 'data', 'postmaster.pid'), file);
      const server = await start(dataDir);
      expect(server.adopted).toBe(false);
      expect(server.pid()).not.toBe(pid);
      await server.stop();
    }
    expect(lives(stranger.pid!)).toBe(true);
  } finally {
    stranger.kill();
  }
});

test.each(['SIGKILL', 'SIGQUIT'] as const)('a server that ends by %s is started again and said so', async (signal) => {
  const events: EmbeddedPostgresEvent[] = [];
  const server = await start(await prepared(), (event) => events.push(event));
  await ask(server, 'create table kept as select 1 as one');
  const before = server.pid();
  process.kill(before, signal);
  await expect.poll(() => events.map((event) => event.kind), { timeout: 10_000, interval: 10 }).toContain('restarted');
  expect(events[0]).toMatchObject({ kind: 'crashed', reason: `process ${before} ended`, retryInMs: 100 });
  expect(server.pid()).not.toBe(before);
  await expect(ask(server, 'select one from kept')).resolves.toEqual([{ one: 1 }]);
});

test('stop ends the server while clients are connected, and may be called twice', async () => {
  const server = await start(await prepared());
  const client = new Client(server.connection);
  const ended = new Promise((resolve) => client.on('error', resolve));
  await client.connect();
  await Promise.all([server.stop(), server.stop()]);
  await expect.poll(() => lives(server.pid())).toBe(false);
  await ended;
});

test('a path too long for a socket gets one in the system temporary directory', async () => {
  const name = 'x'.repeat(100);
  const server = await start(await prepared(name));
  expect(server.connection.host.startsWith(join(tmpdir(), 'brooder-'))).toBe(true);
  await expect(ask(server, 'select 1 one')).resolves.toEqual([{ one: 1 }]);
  rmSync(server.connection.host, { recursive: true });
});

describe('is refused with its reason when', () => {
  const code = 'embeddedPostgresUnavailable';

  test('there are no binaries for the platform', async () => {
    const finding = findBinaries(directory, serverUser(), 'sunos-x64');
    await expect(finding).rejects.toMatchObject({ code, message: expect.stringMatching(/sunos-x64.*--config-store/) });
  });

  test('the package is not installed, or the system has another C library', async () => {
    const finding = findBinaries(directory, serverUser(), 'darwin-arm64');
    await expect(finding).rejects.toMatchObject({ code, message: expect.stringMatching(/npm install/) });
    if (process.arch === 'x64') {
      const musl = findBinaries(directory, serverUser(), 'linux-arm64');
      await expect(musl).rejects.toMatchObject({ code, message: expect.stringMatching(/glibc/) });
    }
  });

  test('the files were made by another major version', async () => {
    const dataDir = await prepared();
    writeFileSync(join(dataDir, 'data', 'PG_VERSION'), '17\n');
    await expect(start(dataDir)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/made by PostgreSQL 17/),
    });
  });

  test('the server ends at its start: its own words are in the reason', async () => {
    const dataDir = await prepared();
    writeFileSync(join(dataDir, 'data', 'postgresql.conf'), 'no_such_setting = 1\n');
    await expect(start(dataDir)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/no_such_setting|errors/),
    });
  });

  test('the data directory is a file', async () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    await expect(start(file)).rejects.toMatchObject({ code });
  });

  test('somebody else made the directory first', async () => {
    const taken = join(directory, 'socket');
    mkdirSync(taken);
    const other = { uid: statSync(taken).uid + 12_345, gid: 0, switched: false };
    await expect(makePrivate(taken, other)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/belongs to/),
    });
  });
});

test('a killed initdb leaves nothing that a later start trips over', async () => {
  const dataDir = join(directory, 'pg');
  mkdirSync(join(dataDir, 'data.unfinished'), { recursive: true });
  writeFileSync(join(dataDir, 'data.unfinished', 'half'), '');
  const server = await start(dataDir);
  await expect(ask(server, 'select 1 one')).resolves.toEqual([{ one: 1 }]);
  expect(existsSync(join(dataDir, 'data.unfinished'))).toBe(false);
});

test.runIf(asRoot)(
  'started by root below a closed directory, it keeps its files in /var/lib/brooder and finds them again',
  async () => {
    chmodSync(directory, 0o700);
    const dataDir = join(directory, 'data');
    const first = await start(dataDir);
    await ask(first, 'create table kept as select 1 as one');
    await first.stop();
    const place = readFileSync(join(dataDir, 'location'), 'utf8');
    try {
      expect(place).toMatch(/^\/var\/lib\/brooder\/[0-9a-f]{16}$/);
      const second = await start(dataDir);
      await expect(ask(second, 'select one from kept')).resolves.toEqual([{ one: 1 }]);
      await second.stop();
    } finally {
      rmSync(place, { recursive: true });
    }
  },
);

test('a package without its links, or out of reach, is used through a copy beside the data', async () => {
  const user = serverUser();
  const { postgres } = await findBinaries(directory, user);
  const native = join(postgres, '..', '..');
  const bare = join(directory, 'package', 'native');
  mkdirSync(join(directory, 'package'));
  execFileSync('cp', ['-a', native, bare]);
  writeFileSync(join(directory, 'package', 'package.json'), '{ "version": "0.0.1" }');
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as { target: string }[];
  for (const { target } of links) rmSync(join(directory, 'package', target));

  const base = join(directory, 'base');
  mkdirSync(base);
  const copy = await usableBinaries(bare, base, user);
  expect(copy.postgres).toBe(join(base, 'binaries-0.0.1', 'native', 'bin', 'postgres'));
  expect(execFileSync(copy.postgres, ['--version']).toString()).toMatch(/PostgreSQL/);
  await expect(usableBinaries(bare, base, user)).resolves.toEqual(copy);
});

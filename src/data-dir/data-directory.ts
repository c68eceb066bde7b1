/** What `brooder up` keeps on disk, and where. */
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { failures } from '@brooder/contracts';

export interface PublishedAddresses {
  pid: number;
  pg: { host: string; port: number };
  flight: { host: string; port: number };
  api: { host: string; port: number };
  metrics: { host: string; port: number };
}

export interface DataDirectory {
  /** Absolute. */
  path: string;
  /** Directory of the embedded Postgres. */
  configStore: string;
  tls: string;
  /** The one .duckdb file of an org's warehouse; its directory is made. */
  warehouseFile(org: string, database: string): string;
  internalSecret(): string;
  mockSecret(): Uint8Array;
  sessionKey(): Uint8Array;
  publish(addresses: PublishedAddresses): void;
  unpublish(): void;
}

const files = {
  internalSecret: 'internal-secret',
  mockSecret: 'mock-secret',
  sessionKey: 'session-key',
  addresses: 'addresses.json',
};

/** Makes the directory when missing. @throws dataDirUnusable */
export function openDataDirectory(directory: string): DataDirectory {
  const path = resolve(directory);
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    // The embedded Postgres runs as another user when this one is root, and must reach its own directory inside.
    chmodSync(path, process.getuid?.() === 0 ? 0o711 : 0o700);
  } catch (cause) {
    throw failures.dataDirUnusable(
      { dir: path, reason: (cause as NodeJS.ErrnoException).code ?? String(cause) },
      { cause },
    );
  }
  const secret = (name: string) => Buffer.from(keptSecret(join(path, name)), 'hex');
  return {
    path,
    configStore: join(path, 'config-store'),
    tls: join(path, 'tls'),
    warehouseFile(org, database) {
      const home = join(path, 'warehouses', org);
      mkdirSync(home, { recursive: true, mode: 0o700 });
      return join(home, `${database}.duckdb`);
    },
    internalSecret: () => keptSecret(join(path, files.internalSecret)),
    mockSecret: () => secret(files.mockSecret),
    sessionKey: () => secret(files.sessionKey),
    publish: (addresses) => writeWhole(join(path, files.addresses), `${JSON.stringify(addresses, null, 2)}\n`),
    unpublish: () => rmSync(join(path, files.addresses), { force: true }),
  };
}

/** Addresses of the brooder that runs on this data directory, or undefined when none does. */
export function readAddresses(directory: string): PublishedAddresses | undefined {
  try {
    return JSON.parse(readFileSync(join(directory, files.addresses), 'utf8')) as PublishedAddresses;
  } catch {
    return undefined; // not running
  }
}

export function readInternalSecret(directory: string): string | undefined {
  const path = join(directory, files.internalSecret);
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
}

/** 256 random bits in hex, made once, readable by the owner only. */
function keptSecret(path: string): string {
  if (!existsSync(path)) writeWhole(path, `${randomBytes(32).toString('hex')}\n`);
  return readFileSync(path, 'utf8').trim();
}

/** A reader sees the old file or the whole next one, never a part. */
export function writeWhole(path: string, text: string): void {
  const draft = `${path}.${process.pid}.tmp`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, path);
}

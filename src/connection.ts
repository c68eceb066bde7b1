/** How the command line's own clients (sql, load, bench) reach a gateway: flags, then the usual PG variables, then the data directory. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ConnectionOptions, checkServerIdentity } from 'node:tls';
import { failures, ports } from '@brooder/contracts';
import { type Command, Option } from 'commander';
import { readAddresses } from './data-dir/index.ts';
import { readPassword } from './password.ts';

export interface ConnectionFlags {
  host?: string;
  port?: string;
  user: string;
  database: string;
  dataDir: string;
  tlsCa?: string;
}

export interface Login {
  host: string;
  port: number;
  user: string;
  database: string;
  password: string;
  /** PEM to verify the server with; undefined encrypts without verifying, as sslmode=require does. */
  ca: string | undefined;
}

export function addConnectionOptions(command: Command): Command {
  return command
    .option('--host <host>', 'gateway (default: PGHOST, or the brooder of --data-dir)')
    .option('--port <port>', 'its port')
    .addOption(new Option('--user <user>', 'login').env('PGUSER').default('postgres'))
    .addOption(new Option('--database <name>', 'database').env('PGDATABASE').default('brooder'))
    .option('--tls-ca <file>', "PEM certificate to verify the server with (default: the data directory's own)")
    .addOption(
      new Option('--data-dir <dir>', 'data directory of the brooder on this machine')
        .default('.brooder')
        .env('BROODER_DATA_DIR'),
    );
}

/** @throws invalidRequest  no gateway is named, and none runs on the data directory */
export async function readLogin(flags: ConnectionFlags, door: 'pg' | 'flight'): Promise<Login> {
  const published = readAddresses(flags.dataDir);
  const here = flags.host === undefined && process.env.PGHOST === undefined ? published?.[door] : undefined;
  if (flags.host === undefined && process.env.PGHOST === undefined && here === undefined) {
    throw failures.invalidRequest({
      reason: `No brooder runs on the data directory ${flags.dataDir}. Start one with "brooder up", or name one with --host.`,
    });
  }
  const ownCertificate = join(flags.dataDir, 'tls', 'server.crt');
  const caFile = flags.tlsCa ?? (here && existsSync(ownCertificate) ? ownCertificate : undefined);
  const port = flags.port ?? (door === 'pg' ? process.env.PGPORT : undefined);
  return {
    host: flags.host ?? process.env.PGHOST ?? here?.host ?? '127.0.0.1',
    port: port === undefined ? (here?.port ?? ports[door]) : Number(port),
    user: flags.user,
    database: flags.database,
    // The demo login of `brooder up` needs no typing; any other one does, or PGPASSWORD.
    password:
      here && flags.user === 'postgres' && process.env.PGPASSWORD === undefined
        ? 'postgres'
        : await readPassword('PGPASSWORD', `Password for ${flags.user}: `),
    ca: caFile === undefined ? undefined : readFileSync(caFile, 'utf8'),
  };
}

/** A self-signed certificate that was handed over by file is checked by itself, not by the name in it. */
export function tlsOptions(login: Login): ConnectionOptions {
  if (login.ca === undefined) return { rejectUnauthorized: false };
  return {
    ca: login.ca,
    checkServerIdentity: (host, certificate) =>
      host === login.host ? undefined : checkServerIdentity(host, certificate),
  };
}

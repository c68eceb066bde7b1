import { readFileSync } from 'node:fs';
import { failures, ports } from '@brooder/contracts';

export const pingDoors = ['pg', 'flight', 'api', 'metrics'] as const;
export type PingDoor = (typeof pingDoors)[number];

export interface PingFlags {
  host: string;
  port?: string;
  user: string;
  org?: string;
  database?: string;
  /** Milliseconds for everything together. */
  timeout: number;
  caFile?: string;
  serverName?: string;
  insecure?: boolean;
  expectRefused?: boolean;
}

export interface PingTarget {
  door: PingDoor;
  host: string;
  port: number;
  timeoutMs: number;
  /** Right is that the port takes no connection. */
  expectRefused: boolean;
  /** `user@org` when an org was named. */
  user: string;
  /** What a client without a wish sends: the gateway then takes the org's database, or `brooder`. */
  database: string;
  /** Only for pg and flight, and only when there will be a log-in. */
  password: string;
  /** Of REST; without it a refusal is proof enough that it answers. */
  internalSecret: string | undefined;
  tls: { ca?: string; serverName?: string; insecure: boolean };
}

/** @throws invalidRequest, missingSetting (the password), missingFile */
export function readTarget(door: PingDoor, flags: PingFlags, environment: NodeJS.ProcessEnv): PingTarget {
  const port = flags.port === undefined ? ports[door] : Number(flags.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw failures.invalidRequest({ reason: `--port must be a port from 1 to 65535, but is "${flags.port}".` });
  const { caFile, serverName, insecure = false, expectRefused = false } = flags;
  if (insecure && caFile !== undefined)
    throw failures.invalidRequest({
      reason: 'Give --ca-file or --insecure: the one verifies the server, the other does not.',
    });
  return {
    door,
    host: flags.host,
    port,
    timeoutMs: flags.timeout,
    expectRefused,
    user: flags.org === undefined ? flags.user : `${flags.user}@${flags.org}`,
    database: flags.database ?? flags.org ?? 'brooder',
    password: (door === 'pg' || door === 'flight') && !expectRefused ? passwordFrom(environment) : '',
    internalSecret: secretFrom(environment, 'BROODER_INTERNAL_SECRET'),
    tls: {
      ...(caFile !== undefined && { ca: readFile(caFile) }),
      ...(serverName !== undefined && { serverName }),
      insecure,
    },
  };
}

/** Never asked for: a probe has nobody to ask. */
function passwordFrom(environment: NodeJS.ProcessEnv): string {
  const password = secretFrom(environment, 'BROODER_PASSWORD') ?? environment.PGPASSWORD;
  if (password) return password;
  throw failures.missingSetting({
    name: 'password',
    flag: 'its file in BROODER_PASSWORD_FILE',
    env: 'BROODER_PASSWORD',
  });
}

function secretFrom(environment: NodeJS.ProcessEnv, variable: string): string | undefined {
  const file = environment[`${variable}_FILE`];
  return environment[variable] || (file ? readFile(file).trimEnd() : undefined);
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw failures.missingFile({ file: path }, { cause });
  }
}

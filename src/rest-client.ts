/** The command line's line to a running gateway's REST interface. */
import { asFailure, Failure, failures, type WireFailure } from '@brooder/contracts';
import { type Command, Option } from 'commander';
import { readAddresses, readInternalSecret } from './data-dir/index.ts';

export interface RestOptions {
  api?: string;
  dataDir: string;
}

/** `--api` and `--data-dir`: the second finds address and secret of the brooder of this machine. */
export function addRestOptions(command: Command): Command {
  return command
    .option('--api <url>', 'address of REST, for example http://127.0.0.1:8080 (default: from the data directory)')
    .addOption(
      new Option('--data-dir <dir>', 'data directory of the brooder on this machine')
        .default('.brooder')
        .env('BROODER_DATA_DIR'),
    );
}

export interface RestClient {
  get<T>(path: string): Promise<T>;
  send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T>;
}

/**
 * @throws invalidRequest  nothing runs on the data directory
 * @throws missingSetting  no secret can be found
 */
export function restClient(options: RestOptions): RestClient {
  const published = readAddresses(options.dataDir);
  const base = options.api ?? (published && `http://${published.api.host}:${published.api.port}`);
  if (base === undefined) {
    throw failures.invalidRequest({
      reason: `No brooder runs on the data directory ${options.dataDir}. Start one with "brooder up", or name one with --api.`,
    });
  }
  const secret = process.env.BROODER_INTERNAL_SECRET ?? readInternalSecret(options.dataDir);
  if (secret === undefined) {
    throw failures.missingSetting({ name: 'internalSecret', flag: '--data-dir', env: 'BROODER_INTERNAL_SECRET' });
  }
  return {
    get: (path) => request(base, secret, 'GET', path),
    send: (method, path, body) => request(base, secret, method, path, body),
  };
}

const callTimeoutMs = 10_000;

async function request<T>(base: string, secret: string, method: string, path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(new URL(path, base), {
      method,
      headers: {
        'x-brooder-internal-secret': secret,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      signal: AbortSignal.timeout(callTimeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    throw failures.invalidRequest({ reason: `Nothing answers at ${base}. Is brooder running?` }, { cause });
  }
  const text = await response.text();
  if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as T;
  throw failureOf(text, response.status);
}

function failureOf(text: string, status: number): Failure {
  try {
    const { error } = JSON.parse(text) as { error: Partial<WireFailure> };
    if (error.code && error.message) {
      return new Failure({ sqlstate: 'XX000', grpc: 'UNKNOWN', http: status, ...error } as WireFailure);
    }
  } catch (cause) {
    return asFailure(cause);
  }
  return failures.invalidRequest({ reason: `The server answered with HTTP status ${status}.` });
}

/** `brooder gateway` as a pod starts it: its settings in the environment, and a kubeconfig in place of the mounted token. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { deadline, withSignal } from '@brooder/contracts';
import { realClock } from '@brooder/gateway';
import type { PublishedAddresses } from '../../src/data-dir/index.ts';
import { until } from '../running-brooder/index.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface GatewayProcess {
  child: ChildProcess;
  /** Everything it printed, both streams. */
  output(): string;
  /** Once it is ready. @throws with its output when it ends before */
  addresses(): Promise<PublishedAddresses>;
  /** Its exit code, once it has ended. */
  exitCode: Promise<number | null>;
  /** SIGTERM and the exit code. */
  stop(): Promise<number | null>;
}

let started = 0;

export function startGatewayProcess(directory: string, environment: Record<string, string>): GatewayProcess {
  const readyFile = join(directory, `ready-${++started}.json`);
  const { PGPASSWORD: _, KUBECONFIG: __, ...inherited } = process.env;
  const child = spawn(process.execPath, [main, 'gateway'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...inherited,
      BROODER_BIND: '127.0.0.1',
      BROODER_PG_PORT: '0',
      BROODER_FLIGHT_PORT: '0',
      BROODER_API_PORT: '0',
      BROODER_METRICS_PORT: '0',
      // No worker is needed to see who may enter.
      BROODER_WARM_TARGET: '0',
      BROODER_LOG_LEVEL: 'trace',
      BROODER_READY_FILE: readyFile,
      ...environment,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const exitCode = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    child,
    output: () => output,
    exitCode,
    async addresses() {
      await until('the gateway is ready', () => existsSync(readyFile) || child.exitCode !== null, 60_000);
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}:\n${output}`);
      return JSON.parse(readFileSync(readyFile, 'utf8')) as PublishedAddresses;
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      const code = await exitCode;
      rmSync(readyFile, { force: true });
      return code;
    },
  };
}

/** SHA-256 fingerprint of the certificate that a Postgres listener presents after an SSLRequest. */
export async function certificateOf({ host, port }: { host: string; port: number }): Promise<string> {
  const socket = connectTcp(port, host);
  const limit = deadline(realClock, 10_000, new Error('no TLS handshake within 10 s'));
  const answered = new Promise<string>((resolve, reject) => {
    socket.once('error', reject);
    // SSLRequest: length 8 and the number 80877103; source: PostgreSQL docs, "Message Formats".
    socket.once('connect', () => socket.write(Buffer.from('0000000804d2162f', 'hex')));
    socket.once('data', (answer) => {
      if (String(answer) !== 'S') return reject(new Error(`answered ${answer} to SSLRequest`));
      const secure = connectTls({ socket, rejectUnauthorized: false }, () =>
        resolve(secure.getPeerX509Certificate()!.fingerprint256),
      );
      secure.once('error', reject);
    });
  });
  return withSignal(answered, limit.signal).finally(() => {
    limit.clear();
    socket.destroy();
  });
}

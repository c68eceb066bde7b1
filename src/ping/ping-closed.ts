import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import { failures, withSignal } from '@brooder/contracts';
import type { Step } from './ping.ts';
import type { PingTarget } from './target.ts';

/** What a system answers for a port that nobody may reach: refused by the host, or by something on the way. */
const closed = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EACCES', 'EPERM', 'ECONNRESET']);

/**
 * The reverse of the other questions: right is that no address of the host takes a TCP connection. A name that leads nowhere proves nothing,
 * so it is a failure.
 */
export async function pingClosed({ host, port }: PingTarget, signal: AbortSignal, step: Step): Promise<string> {
  step('looking up the name');
  const addresses = await withSignal(lookup(host, { all: true }), signal);
  step('connecting');
  const answers = await Promise.all(addresses.map(({ address }) => dial(address, port, signal)));
  if (answers.includes('open')) {
    throw failures.invalidRequest({
      reason: `${host}:${port} takes connections from here, and must not. Is there a NetworkPolicy for it, and does the network plugin of this cluster obey policies?`,
    });
  }
  return `closed (${[...new Set(answers)].join(', ')})`;
}

/** 'open', or in which way it is not; rejects for what says nothing about the port. */
const dial = (host: string, port: number, signal: AbortSignal): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const end = (answer: string) => {
      signal.removeEventListener('abort', late);
      socket.destroy();
      resolve(answer);
    };
    const late = () => end('no answer');
    signal.addEventListener('abort', late);
    socket.once('connect', () => end('open'));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      signal.removeEventListener('abort', late);
      const { code = '' } = error;
      if (closed.has(code)) resolve(code);
      else reject(error);
    });
  });

/**
 * A Postgres client that counts rows and drops them, so that the server is measured and not a driver. Log-in with SCRAM-SHA-256 or
 * trust; one statement at a time. Source: PostgreSQL docs, chapter 54; RFC 5802.
 */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { serialize } from 'pg-protocol';
import type { Door } from './target.ts';

export interface Drained {
  rows: number;
  bytes: number;
  ms: number;
  firstRowMs: number;
}

export interface RawPgClient {
  drain(sql: string, format: 0 | 1): Promise<Drained>;
  close(): void;
}

interface Message {
  type: string;
  body: Buffer;
}

export async function openRawPg(door: Door): Promise<RawPgClient> {
  const socket = await openSocket(door);
  const messages = readMessages(socket);
  socket.write(serialize.startup({ user: door.user, database: door.database, application_name: 'bench' }));
  await logIn(socket, messages, door);
  return {
    close: () => socket.destroy(),
    drain: (sql, format) => drain(socket, sql, format),
  };
}

async function openSocket(door: Door): Promise<Socket> {
  const raw = connect(door.port, door.host);
  raw.setNoDelay(true);
  await once(raw, 'connect');
  if (!door.tls) return raw;
  raw.write(serialize.requestSsl());
  const [answer] = (await once(raw, 'data')) as [Buffer];
  if (answer.toString('latin1') !== 'S') throw new Error('the server refused TLS');
  const secure = connectTls({ socket: raw, rejectUnauthorized: false });
  await once(secure, 'secureConnect');
  return secure;
}

/** Whole messages, only for the log-in: draining reads headers alone. */
async function* readMessages(socket: Socket): AsyncGenerator<Message> {
  let buffered = Buffer.alloc(0);
  for (;;) {
    while (buffered.length >= 5 && buffered.length > buffered.readInt32BE(1)) {
      const end = 1 + buffered.readInt32BE(1);
      yield { type: String.fromCharCode(buffered[0]!), body: buffered.subarray(5, end) };
      buffered = buffered.subarray(end);
    }
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    buffered = Buffer.concat([buffered, chunk]);
  }
}

async function logIn(socket: Socket, messages: AsyncGenerator<Message>, door: Door): Promise<void> {
  const nonce = randomBytes(18).toString('base64');
  let expectedSignature = '';
  for await (const { type, body } of messages) {
    if (type === 'E') throw new Error(`log-in failed: ${body.toString('utf8').split('\0').join(' ')}`);
    if (type === 'Z') return;
    else if (type === 'R') {
      const step = body.readInt32BE(0);
      if (step === 10) socket.write(serialize.sendSASLInitialResponseMessage('SCRAM-SHA-256', `n,,n=,r=${nonce}`));
      else if (step === 11) {
        const { final, signature } = scramFinal(body.toString('utf8', 4), `n=,r=${nonce}`, door.password);
        expectedSignature = signature;
        socket.write(serialize.sendSCRAMClientFinalMessage(final));
      } else if (step === 12 && body.toString('utf8', 4) !== `v=${expectedSignature}`)
        throw new Error('the server does not know the password');
      else if (step !== 0 && step !== 12) throw new Error(`log-in method ${step} is not spoken here`);
    }
  }
}

function scramFinal(
  serverFirst: string,
  clientFirstBare: string,
  password: string,
): { final: string; signature: string } {
  const field = (name: string) => new RegExp(`(?:^|,)${name}=([^,]*)`).exec(serverFirst)![1]!;
  const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const salted = pbkdf2Sync(password, Buffer.from(field('s'), 'base64'), Number(field('i')), 32, 'sha256');
  const withoutProof = `c=biws,r=${field('r')}`;
  const authMessage = `${clientFirstBare},${serverFirst},${withoutProof}`;
  const clientKey = hmac(salted, 'Client Key');
  const clientSignature = hmac(createHash('sha256').update(clientKey).digest(), authMessage);
  const proof = clientKey.map((byte, i) => byte ^ clientSignature[i]!);
  return {
    final: `${withoutProof},p=${Buffer.from(proof).toString('base64')}`,
    signature: hmac(hmac(salted, 'Server Key'), authMessage).toString('base64'),
  };
}

/** Unnamed Parse, Bind, Execute, Sync; counts DataRow messages by their headers until ReadyForQuery. */
async function drain(socket: Socket, sql: string, format: 0 | 1): Promise<Drained> {
  const begin = performance.now();
  const done: Drained = { rows: 0, bytes: 0, ms: 0, firstRowMs: 0 };
  const counter = new HeaderCounter((type, body) => {
    if (type === 0x45) throw new Error(body.toString('utf8').split('\0').join(' '));
    if (type === 0x44 && done.rows++ === 0) done.firstRowMs = performance.now() - begin;
  });
  await new Promise<void>((resolve, reject) => {
    const finish = (error?: Error) => {
      socket.off('data', read).off('error', finish).off('close', closed);
      if (error) reject(error);
      else resolve();
    };
    const closed = () => finish(new Error('the server closed the connection'));
    const read = (chunk: Buffer) => {
      done.bytes += chunk.length;
      try {
        if (counter.push(chunk)) finish();
      } catch (error) {
        finish(error as Error);
      }
    };
    socket.on('data', read).on('error', finish).on('close', closed);
    socket.write(
      Buffer.concat([
        serialize.parse({ text: sql }),
        serialize.bind({ binary: format === 1 }),
        serialize.execute(),
        serialize.sync(),
      ]),
    );
  });
  done.ms = performance.now() - begin;
  return done;
}

/** Walks message headers through chunks of any size without putting chunks together. */
class HeaderCounter {
  readonly #on: (type: number, body: Buffer) => void;
  #header = Buffer.alloc(0);
  /** Bytes of the current body that are still to come. */
  #left = 0;

  constructor(on: (type: number, body: Buffer) => void) {
    this.#on = on;
  }

  /** True once ReadyForQuery was read. */
  push(chunk: Buffer): boolean {
    let at = 0;
    while (at < chunk.length) {
      if (this.#left > 0) {
        const step = Math.min(this.#left, chunk.length - at);
        this.#left -= step;
        at += step;
        continue;
      }
      const missing = 5 - this.#header.length;
      if (chunk.length - at < missing) {
        this.#header = Buffer.concat([this.#header, chunk.subarray(at)]);
        return false;
      }
      const header =
        this.#header.length === 0
          ? chunk.subarray(at, at + 5)
          : Buffer.concat([this.#header, chunk.subarray(at, at + missing)]);
      at += missing;
      this.#header = Buffer.alloc(0);
      this.#left = header.readInt32BE(1) - 4;
      this.#on(header[0]!, chunk.subarray(at, at + this.#left));
      if (header[0] === 0x5a) return true;
    }
    return false;
  }
}

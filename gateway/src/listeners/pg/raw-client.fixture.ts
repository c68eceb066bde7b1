/** A client that sends bytes of the test's choosing and shows the messages that come back. */
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

export interface RawMessage {
  type: string;
  body: Buffer;
}

const int32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value | 0);
  return bytes;
};
const int16 = (value: number) => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
};
const text = (value: string) => Buffer.from(`${value}\0`);

export const typed = (type: string, ...parts: Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
};
export const untyped = (...parts: Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([int32(body.length + 4), body]);
};
export const sslRequest = untyped(int32(80877103));
export const startup = (parameters: Record<string, string>, version = 196608): Buffer =>
  untyped(int32(version), ...Object.entries(parameters).flatMap(([k, v]) => [text(k), text(v)]), Buffer.from([0]));

export const query = (sql: string) => typed('Q', text(sql));
export const parse = (name: string, sql: string) => typed('P', text(name), text(sql), int16(0));
export const bind = (portal: string, statement: string, values: readonly string[] = []) =>
  typed(
    'B',
    text(portal),
    text(statement),
    int16(0),
    int16(values.length),
    ...values.flatMap((value) => [int32(Buffer.byteLength(value)), Buffer.from(value)]),
    int16(0),
  );
export const describePortal = (name: string) => typed('D', Buffer.from('P'), text(name));
export const describeStatement = (name: string) => typed('D', Buffer.from('S'), text(name));
export const execute = (portal: string, maxRows = 0) => typed('E', text(portal), int32(maxRows));
export const sync = typed('S');
export const flush = typed('H');
export { int16, int32, text };

export class RawClient {
  socket: Socket;
  /** Chunks as they arrived. */
  chunks = 0;
  closed = false;
  #bytes = Buffer.alloc(0);
  #messages: RawMessage[] = [];
  #wake: (() => void)[] = [];

  private constructor(socket: Socket) {
    this.socket = socket;
    this.#attach(socket);
  }

  static async connect(port: number): Promise<RawClient> {
    const socket = connectTcp(port, '127.0.0.1');
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new RawClient(socket);
  }

  /** After SSLRequest, or at once. */
  static async secured(port: number, options: { direct?: boolean; alpn?: string[] } = {}): Promise<RawClient> {
    const socket = connectTcp(port, '127.0.0.1');
    if (!options.direct) {
      socket.write(sslRequest);
      const answer = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
      if (answer.toString() !== 'S') throw new Error(`SSLRequest was answered ${answer}`);
    }
    const secured = connectTls({
      socket,
      rejectUnauthorized: false,
      servername: 'ducks.example',
      ...(options.alpn && { ALPNProtocols: options.alpn }),
    });
    await new Promise<void>((resolve, reject) => secured.once('secureConnect', resolve).once('error', reject));
    return new RawClient(secured);
  }

  static async loggedIn(port: number, parameters: Record<string, string> = {}, version?: number): Promise<RawClient> {
    const client = await RawClient.secured(port);
    client.send(startup({ user: 'donald', database: 'pond', ...parameters }, version));
    await client.login('quack');
    return client;
  }

  /** The client's side of SCRAM-SHA-256, up to the first ReadyForQuery. Gives the messages after the authentication. */
  async login(password: string): Promise<RawMessage[]> {
    const hmac = (key: Buffer, data: string) => createHmac('sha256', key).update(data).digest();
    const bare = 'n=,r=abcdefghijkl';
    await this.until((m) => m.type === 'R');
    const first = Buffer.from(`n,,${bare}`);
    this.send(typed('p', text('SCRAM-SHA-256'), int32(first.length), first));
    const serverFirst = (await this.until((m) => m.type === 'R')).at(-1)!.body.subarray(4).toString();
    const fields = Object.fromEntries(serverFirst.split(',').map((field) => [field[0]!, field.slice(2)]));
    const salted = pbkdf2Sync(password, Buffer.from(fields.s!, 'base64'), Number(fields.i), 32, 'sha256');
    const clientKey = hmac(salted, 'Client Key');
    const without = `c=biws,r=${fields.r}`;
    const signature = hmac(createHash('sha256').update(clientKey).digest(), `${bare},${serverFirst},${without}`);
    const proof = clientKey.map((byte, i) => byte ^ signature[i]!);
    this.send(typed('p', Buffer.from(`${without},p=${Buffer.from(proof).toString('base64')}`)));
    return this.until((m) => m.type === 'Z' || m.type === 'E');
  }

  send(...bytes: Uint8Array[]): void {
    if (!this.socket.destroyed) this.socket.write(Buffer.concat(bytes));
  }

  /** Messages up to one that `last` accepts, or all that came before the end of the connection. */
  async until(last: (message: RawMessage) => boolean): Promise<RawMessage[]> {
    const seen: RawMessage[] = [];
    const deadline = performance.now() + 5_000;
    for (;;) {
      const message = this.#messages.shift();
      if (message) {
        seen.push(message);
        if (last(message)) return seen;
      } else if (this.closed) return seen;
      else {
        if (performance.now() > deadline)
          throw new Error(`nothing ended the wait; seen: ${seen.map(({ type }) => type).join('')}`);
        await Promise.race([
          new Promise<void>((resolve) => this.#wake.push(resolve)),
          new Promise((resolve) => setTimeout(resolve, 200)),
        ]);
      }
    }
  }

  /** Everything up to the end of the connection. */
  async toEnd(): Promise<RawMessage[]> {
    return this.until(() => false);
  }

  /** Message types up to ReadyForQuery, as one word. */
  async types(): Promise<string> {
    return (await this.until((m) => m.type === 'Z')).map(({ type }) => type).join('');
  }

  #attach(socket: Socket): void {
    socket.on('data', (chunk) => {
      this.chunks++;
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      while (this.#bytes.length >= 5) {
        const length = this.#bytes.readInt32BE(1) + 1;
        if (this.#bytes.length < length) break;
        this.#messages.push({
          type: String.fromCharCode(this.#bytes[0]!),
          body: Buffer.from(this.#bytes.subarray(5, length)),
        });
        this.#bytes = this.#bytes.subarray(length);
      }
      this.#notify();
    });
    const close = () => {
      this.closed = true;
      this.#notify();
    };
    socket.on('error', close);
    socket.on('close', close);
  }

  #notify(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}

/** SQLSTATE of an ErrorResponse. */
export const sqlstate = (message: RawMessage | undefined): string | undefined =>
  message?.body
    .toString()
    .split('\0')
    .find((field) => field.startsWith('C'))
    ?.slice(1);

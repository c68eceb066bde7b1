import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { failures } from '@brooder/contracts';
import { StartupReader, type StartupRequest } from '@brooder/pgwire';

/** What a connection asked for before it logs in. */
export interface Startup {
  socket: Socket;
  encrypted: boolean;
  /** Name the client asked for in the TLS handshake. */
  host: string | undefined;
  request: Extract<StartupRequest, { type: 'startup' }>;
  /** Bytes that came behind the packet. */
  rest: Uint8Array;
}

export interface StartupOptions {
  secureContext(): SecureContext;
  allowPlaintext: boolean;
  cancel(pid: number, secret: Uint8Array): void;
  /** The socket to close when time is up; changes once, with the handshake. */
  onSocket(socket: Socket): void;
}

const tlsHandshake = 0x16;
const alpn = 'postgresql';

/**
 * Reads a connection up to its start-up packet, through SSLRequest, direct TLS, GSSENCRequest and CancelRequest.
 * Undefined when nothing is left to do: a cancel, or a client that left. Source: PostgreSQL docs 54.2.1, 54.2.10.
 *
 * @throws protocolViolation, tlsRequired
 */
export async function negotiate(raw: Socket, options: StartupOptions): Promise<Startup | undefined> {
  let socket = raw;
  let encrypted = false;
  let reader = new StartupReader();
  for (let first = true; ; first = false) {
    const request = await nextRequest(socket, reader, first ? () => reader.takeRest() : undefined);
    if (request === undefined) return undefined;
    if (request === 'direct-tls') {
      const secured = await secure(raw, options);
      if (!secured || secured.alpnProtocol !== alpn) {
        (secured ?? raw).destroy();
        return undefined;
      }
      socket = secured;
      encrypted = true;
      reader = new StartupReader();
      continue;
    }
    switch (request.type) {
      case 'ssl': {
        // Bytes behind the request were written by someone who could not know our answer: CVE-2021-23214.
        if (encrypted || reader.takeRest().length > 0 || raw.readableLength > 0)
          throw failures.protocolViolation({ expected: 'nothing behind SSLRequest', actual: 'more bytes' });
        raw.write('S');
        const secured = await secure(raw, options);
        if (!secured) return undefined;
        socket = secured;
        encrypted = true;
        reader = new StartupReader();
        break;
      }
      case 'gssenc':
        if (reader.takeRest().length > 0)
          throw failures.protocolViolation({ expected: 'nothing behind GSSENCRequest', actual: 'more bytes' });
        socket.write('N');
        break;
      case 'cancel':
        // Carried out whether or not the client waits, and answered by nothing but the end.
        options.cancel(request.pid, request.secret);
        socket.end();
        socket.resume();
        return undefined;
      case 'startup':
        if (!encrypted && !options.allowPlaintext) throw failures.tlsRequired({});
        return { socket, encrypted, host: hostOf(socket), request, rest: reader.takeRest() };
    }
  }
}

/** Waits for one packet. On a connection's first byte it also tells a TLS handshake apart. */
async function nextRequest(
  socket: Socket,
  reader: StartupReader,
  first: (() => Uint8Array) | undefined,
): Promise<StartupRequest | 'direct-tls' | undefined> {
  let fresh = first !== undefined;
  for (;;) {
    const request = reader.next();
    if (request) return request;
    const chunk = await nextChunk(socket);
    if (!chunk) return undefined;
    if (fresh && chunk[0] === tlsHandshake) {
      // Given back to the socket: the handshake reads it from there.
      socket.unshift(chunk);
      return 'direct-tls';
    }
    fresh = false;
    reader.push(chunk);
  }
}

function nextChunk(socket: Socket): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const settle = (chunk: Buffer | undefined) => {
      socket.pause();
      socket.off('data', settle);
      socket.off('end', gone);
      socket.off('close', gone);
      resolve(chunk);
    };
    const gone = () => settle(undefined);
    if (socket.destroyed || socket.readableEnded) return resolve(undefined);
    socket.on('data', settle);
    socket.once('end', gone);
    socket.once('close', gone);
    socket.resume();
  });
}

/** Undefined when the handshake failed; the socket is destroyed then. */
function secure(raw: Socket, options: StartupOptions): Promise<TLSSocket | undefined> {
  const secured = new TLSSocket(raw, {
    isServer: true,
    secureContext: options.secureContext(),
    ALPNProtocols: [alpn],
  });
  secured.disableRenegotiation();
  options.onSocket(secured);
  return new Promise((resolve) => {
    const failed = () => {
      raw.destroy();
      secured.destroy();
      resolve(undefined);
    };
    secured.on('error', failed);
    secured.once('close', failed);
    secured.once('secure', () => {
      secured.off('close', failed);
      resolve(secured);
    });
  });
}

function hostOf(socket: Socket): string | undefined {
  const name =
    socket instanceof TLSSocket ? (socket as TLSSocket & { servername?: string | false }).servername : undefined;
  return name || undefined;
}

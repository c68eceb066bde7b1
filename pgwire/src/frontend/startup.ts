import { type Failure, failures } from '@brooder/contracts';
import { ChunkQueue } from './chunk-queue.ts';
import { FieldReader } from './fields.ts';

export type StartupRequest =
  | { type: 'ssl' }
  | { type: 'gssenc' }
  | { type: 'cancel'; pid: number; secret: Uint8Array }
  | {
      type: 'startup';
      major: number;
      minor: number;
      parameters: Map<string, string>;
      /** Names of `_pq_.` protocol options, for NegotiateProtocolVersion. */
      unknownOptions: string[];
    };

/** PostgreSQL's own cap (MAX_STARTUP_PACKET_LENGTH), in bytes with the length word. */
const maxPacketBytes = 10_000;
const maxParameters = 200;

/** Request codes stand where the version would; source: PostgreSQL docs 54.7. */
const requestMajor = 1234;
const requests = { cancel: 5678, ssl: 5679, gssenc: 5680 } as const;
const maxSecretBytes = 256;

function readParameters(fields: FieldReader): { parameters: Map<string, string>; unknownOptions: string[] } {
  const parameters = new Map<string, string>();
  const unknownOptions: string[] = [];
  for (let name = fields.string(); name !== ''; name = fields.string()) {
    const value = fields.string();
    if (parameters.has(name) || unknownOptions.includes(name))
      throw failures.protocolViolation({ expected: 'each start-up parameter once', actual: 'one of them twice' });
    if (parameters.size + unknownOptions.length === maxParameters)
      throw failures.protocolViolation({ expected: `at most ${maxParameters} start-up parameters`, actual: 'more' });
    if (name.startsWith('_pq_.')) unknownOptions.push(name);
    else parameters.set(name, value);
  }
  return { parameters, unknownOptions };
}

function parsePacket(body: Uint8Array): StartupRequest {
  const fields = new FieldReader(body, 'the start-up packet');
  const major = fields.uint16();
  const minor = fields.uint16();
  let request: StartupRequest;
  if (major !== requestMajor) request = { type: 'startup', major, minor, ...readStartup(major, fields) };
  else if (minor === requests.ssl) request = { type: 'ssl' };
  else if (minor === requests.gssenc) request = { type: 'gssenc' };
  else if (minor === requests.cancel) {
    const pid = fields.int32();
    const secret = fields.rest();
    if (secret.length < 4 || secret.length > maxSecretBytes)
      throw failures.protocolViolation({ expected: 'a cancel key of 4 to 256 bytes', actual: `${secret.length}` });
    request = { type: 'cancel', pid, secret };
  } else throw failures.protocolViolation({ expected: 'a known request code', actual: `${major}.${minor}` });
  fields.end();
  return request;
}

/** Only protocol 3 has parameters in this form; of another version the caller needs no more than its number. */
function readStartup(major: number, fields: FieldReader) {
  if (major === 3) return readParameters(fields);
  fields.rest();
  return { parameters: new Map<string, string>(), unknownOptions: [] };
}

/** Reads the untyped packets in front of a connection. After a failure `next` throws it again. */
export class StartupReader {
  readonly #queue = new ChunkQueue();
  #failure: Failure | undefined;

  push(chunk: Uint8Array): void {
    if (this.#failure === undefined) this.#queue.push(chunk);
  }

  /** The next whole packet, or undefined until more bytes are pushed. @throws protocolViolation */
  next(): StartupRequest | undefined {
    if (this.#failure !== undefined) throw this.#failure;
    const queue = this.#queue;
    if (queue.length < 4) return undefined;
    try {
      const length = queue.peekUint32(0);
      if (length < 8 || length > maxPacketBytes)
        throw failures.protocolViolation({
          expected: `a start-up packet of 8 to ${maxPacketBytes} bytes`,
          actual: String(length),
        });
      if (queue.length < length) return undefined;
      queue.take(4);
      return parsePacket(queue.take(length - 4));
    } catch (failure) {
      this.#failure = failure as Failure;
      throw failure;
    }
  }

  /**
   * Bytes behind the last packet `next` gave; the reader forgets them. Behind an SSLRequest there must be none before the
   * handshake (CVE-2021-23214): the caller closes the connection when there are.
   */
  takeRest(): Uint8Array {
    return this.#queue.take(this.#queue.length);
  }
}

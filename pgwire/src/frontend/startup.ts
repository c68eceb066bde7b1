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

/** Reads the untyped packets in front of a connection. */
export class StartupReader {
  push(_chunk: Uint8Array): void {
    throw new Error('StartupReader is not written yet');
  }
  /** @throws protocolViolation */
  next(): StartupRequest | undefined {
    throw new Error('StartupReader is not written yet');
  }
  /** Bytes behind the last packet `next` gave; the reader forgets them. Behind an SSLRequest there must be none before the handshake. */
  takeRest(): Uint8Array {
    throw new Error('StartupReader is not written yet');
  }
}

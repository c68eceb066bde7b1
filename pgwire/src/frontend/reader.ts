import type { FrontendMessage } from './message.ts';

/** Cuts a byte stream into typed messages. Malformed input is a protocolViolation, after which the stream cannot be read on. */
export class FrontendReader {
  /** Bytes received and not yet given out as messages. */
  readonly buffered: number = 0;
  constructor(limits: { maxMessageBytes: number }) {
    this.setLimit(limits.maxMessageBytes);
  }
  push(_chunk: Uint8Array): void {
    throw new Error('FrontendReader is not written yet');
  }
  /** The next whole message, or undefined until more bytes are pushed. @throws protocolViolation, messageTooLarge */
  next(): FrontendMessage | undefined {
    throw new Error('FrontendReader is not written yet');
  }
  setLimit(_maxMessageBytes: number): void {}
}

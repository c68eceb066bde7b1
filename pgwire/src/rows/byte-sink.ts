/** First buffer of a sink in bytes. */
const initialBytes = 256 * 1024;

/** Bytes that grow at the end. Row encoders write through `bytes` and `length` directly; everybody else reads `length` and `take()`. */
export class ByteSink {
  /** Room for what is written; its length changes in `reserve`. */
  bytes: Uint8Array;
  /** Bytes written. */
  length = 0;
  readonly #initial: number;

  constructor(initial: number = initialBytes) {
    this.#initial = Math.max(initial, 64);
    this.bytes = Buffer.allocUnsafeSlow(this.#initial);
  }

  /** Makes room for `more` bytes behind `length`; what was written stays. The caller must read `bytes` again. */
  reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Hands out what was written; the sink begins again with an empty buffer of its own. */
  take(): Uint8Array {
    const written = this.bytes.subarray(0, this.length);
    this.bytes = Buffer.allocUnsafeSlow(this.#initial);
    this.length = 0;
    return written;
  }
}

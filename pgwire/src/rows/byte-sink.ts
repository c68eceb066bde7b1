import { failures } from '@brooder/contracts';

/** First buffer of a sink in bytes. */
const initialBytes = 256 * 1024;
/** A row longer than PostgreSQL's own 1 GiB cannot be sent. */
const maxBytes = 2 ** 30;

/** Bytes that grow at the end. Row encoders write through `bytes` and `length` directly; everybody else reads `length` and `take()`. */
export class ByteSink {
  /** Room for what is written; replaced by `reserve`. */
  bytes: Uint8Array;
  /** Bytes written. */
  length = 0;
  readonly #initial: number;

  constructor(initial: number = initialBytes) {
    this.#initial = Math.max(initial, 64);
    this.bytes = Buffer.allocUnsafeSlow(this.#initial);
  }

  /**
   * Makes room for `more` bytes behind `length`; what was written stays. The caller must read `bytes` again.
   * @throws messageTooLarge above 1 GiB
   */
  reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    if (needed > maxBytes)
      throw failures.messageTooLarge({ limit: maxBytes, actual: needed, what: 'A block of result rows' });
    const grown = Buffer.allocUnsafeSlow(Math.min(Math.max(needed, this.bytes.length * 2), maxBytes));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  int32(value: number): void {
    this.reserve(4);
    this.#put32(this.length, value);
    this.length += 4;
  }

  ascii(text: string): void {
    this.reserve(text.length);
    for (let index = 0; index < text.length; index++) this.bytes[this.length + index] = text.charCodeAt(index);
    this.length += text.length;
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** A value behind its length word; -1 for NULL. */
  value(column: { isNull(index: number): boolean; write(sink: ByteSink, index: number): void }, index: number): void {
    const at = this.length;
    this.int32(-1);
    if (column.isNull(index)) return;
    column.write(this, index);
    this.#put32(at, this.length - at - 4);
  }

  #put32(at: number, value: number): void {
    this.bytes[at] = value >>> 24;
    this.bytes[at + 1] = value >>> 16;
    this.bytes[at + 2] = value >>> 8;
    this.bytes[at + 3] = value;
  }

  /** Hands out what was written; the sink begins again with an empty buffer of its own. */
  take(): Uint8Array {
    const written = this.bytes.subarray(0, this.length);
    this.bytes = Buffer.allocUnsafeSlow(this.#initial);
    this.length = 0;
    return written;
  }
}

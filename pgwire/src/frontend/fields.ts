import { failures } from '@brooder/contracts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text of `bytes`, which must be valid UTF-8. @throws protocolViolation */
export function decodeUtf8(bytes: Uint8Array, what: string): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw failures.protocolViolation({ expected: `UTF-8 in ${what}`, actual: 'other bytes' });
  }
}

/** Reads the fields of one message body in order. Every read is checked against the body's end. @throws protocolViolation */
export class FieldReader {
  readonly #bytes: Uint8Array;
  readonly #what: string;
  #at = 0;

  /** `what` names the message in errors. */
  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = bytes;
    this.#what = what;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  #need(count: number): number {
    if (count > this.left)
      throw failures.protocolViolation({
        expected: `${count} more bytes in ${this.#what}`,
        actual: `${this.left}`,
      });
    const at = this.#at;
    this.#at += count;
    return at;
  }

  uint8(): number {
    return this.#bytes[this.#need(1)]!;
  }
  uint16(): number {
    const at = this.#need(2);
    return (this.#bytes[at]! << 8) | this.#bytes[at + 1]!;
  }
  int32(): number {
    const at = this.#need(4);
    const bytes = this.#bytes;
    return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  }
  uint32(): number {
    return this.int32() >>> 0;
  }
  /** A view, not a copy. */
  bytes(count: number): Uint8Array {
    const at = this.#need(count);
    return this.#bytes.subarray(at, at + count);
  }
  rest(): Uint8Array {
    return this.bytes(this.left);
  }
  /** Text up to its terminating NUL. */
  string(): string {
    const end = this.#bytes.indexOf(0, this.#at);
    if (end < 0) throw failures.protocolViolation({ expected: `a terminated string in ${this.#what}`, actual: 'none' });
    const text = decodeUtf8(this.#bytes.subarray(this.#at, end), this.#what);
    this.#at = end + 1;
    return text;
  }
  end(): void {
    if (this.left > 0)
      throw failures.protocolViolation({ expected: `the end of ${this.#what}`, actual: `${this.left} more bytes` });
  }
}

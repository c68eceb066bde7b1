/** Writes one message: type byte, length, body. Text loses its NUL bytes, because NUL ends a string on this wire. */
export class MessageWriter {
  #bytes: Buffer;
  #length = 5;

  constructor(type: string, room = 64) {
    this.#bytes = Buffer.allocUnsafe(Math.max(room, 16));
    this.#bytes[0] = type.charCodeAt(0);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#length + more, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }

  int8(value: number): this {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
    return this;
  }
  int16(value: number): this {
    this.#reserve(2);
    this.#length = this.#bytes.writeUInt16BE(value & 0xffff, this.#length);
    return this;
  }
  int32(value: number): this {
    this.#reserve(4);
    this.#length = this.#bytes.writeInt32BE(value | 0, this.#length);
    return this;
  }
  bytes(value: Uint8Array): this {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
    return this;
  }
  /** Bytes of the text alone, NUL bytes removed. */
  text(value: string): this {
    const clean = value.includes('\0') ? value.replaceAll('\0', '') : value;
    this.#reserve(clean.length * 3);
    this.#length += this.#bytes.write(clean, this.#length, 'utf8');
    return this;
  }
  /** Text and its terminating NUL. */
  string(value: string): this {
    return this.text(value).int8(0);
  }
  /** Text as a value: its length in bytes first. */
  lengthAndText(value: string): this {
    const at = this.#length;
    this.int32(0).text(value);
    this.#bytes.writeInt32BE(this.#length - at - 4, at);
    return this;
  }
  /** The whole message. */
  end(): Buffer {
    this.#bytes.writeInt32BE(this.#length - 1, 1);
    return this.#bytes.subarray(0, this.#length);
  }
}

/** A message without a body. */
export const emptyMessage = (type: string): Buffer => new MessageWriter(type, 16).end();

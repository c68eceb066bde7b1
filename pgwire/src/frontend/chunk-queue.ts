/** Chunks below this are copied into a buffer of `tailBytes` when others wait in front of them. */
const smallBytes = 1024;
const tailBytes = 16 * 1024;

/**
 * Received bytes that wait to be read. Chunks are kept as they came and joined once, when a message that spans several is complete:
 * the work is linear in the bytes received, and memory is what the peer has really sent, whatever lengths it announces.
 */
export class ChunkQueue {
  #chunks: Uint8Array[] = [];
  /** Own memory for small chunks behind others, the part of it in use, and whether that part ends the queue. */
  #tail = new Uint8Array(0);
  #tailStart = 0;
  #tailEnd = 0;
  #tailIsLast = false;
  /** Index of the first chunk with bytes left, and the place in it. */
  #first = 0;
  #at = 0;
  #length = 0;

  /** Bytes that wait. */
  get length(): number {
    return this.#length;
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    // A chunk object costs some 200 bytes: a peer that sends a byte at a time must not make us keep one for each byte.
    if (this.#length > 0 && chunk.length < smallBytes) this.#pushSmall(chunk);
    else {
      this.#chunks.push(chunk);
      this.#tailIsLast = false;
    }
    this.#length += chunk.length;
  }

  #pushSmall(chunk: Uint8Array): void {
    if (this.#tail.length - this.#tailEnd < chunk.length) {
      this.#tail = new Uint8Array(tailBytes);
      this.#tailEnd = 0;
      this.#tailIsLast = false;
    }
    if (this.#tailIsLast) this.#chunks.pop();
    else this.#tailStart = this.#tailEnd;
    this.#tail.set(chunk, this.#tailEnd);
    this.#tailEnd += chunk.length;
    this.#chunks.push(this.#tail.subarray(this.#tailStart, this.#tailEnd));
    this.#tailIsLast = true;
  }

  /** Byte `index` from the front, without taking it; the caller checks `length`. */
  peek(index: number): number {
    let at = this.#at + index;
    for (let chunk = this.#first; ; chunk++) {
      const bytes = this.#chunks[chunk]!;
      if (at < bytes.length) return bytes[at]!;
      at -= bytes.length;
    }
  }

  peekUint32(index: number): number {
    return (
      ((this.peek(index) << 24) | (this.peek(index + 1) << 16) | (this.peek(index + 2) << 8) | this.peek(index + 3)) >>>
      0
    );
  }

  /** Takes `count` bytes: a view when one chunk holds them, else a copy; the caller checks `length`. */
  take(count: number): Uint8Array {
    this.#length -= count;
    const front = this.#chunks[this.#first];
    if (front !== undefined && front.length - this.#at >= count) {
      const view = front.subarray(this.#at, this.#at + count);
      this.#advance(front, count);
      return view;
    }
    const joined = new Uint8Array(count);
    for (let filled = 0; filled < count; ) {
      const chunk = this.#chunks[this.#first]!;
      const part = chunk.subarray(this.#at, this.#at + count - filled);
      joined.set(part, filled);
      filled += part.length;
      this.#advance(chunk, part.length);
    }
    return joined;
  }

  #advance(chunk: Uint8Array, count: number): void {
    this.#at += count;
    if (this.#at < chunk.length) return;
    this.#at = 0;
    this.#first++;
    if (this.#first === this.#chunks.length) {
      this.#chunks = [];
      this.#first = 0;
      this.#tailIsLast = false;
    } else if (this.#first >= 256) {
      // Chunks in front are read; dropping them in lots keeps the cost per chunk constant.
      this.#chunks = this.#chunks.slice(this.#first);
      this.#first = 0;
    }
  }
}

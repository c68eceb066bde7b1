/** The Arrow C data interface in memory: reading and writing its two structures as 64-bit words. Source: arrow/format/CDataInterface. */
import koffi from 'koffi';
import type { Pointer } from './library.ts';

/** Word positions in `struct ArrowSchema` (72 bytes). */
export const schemaWords = {
  format: 0,
  name: 1,
  metadata: 2,
  flags: 3,
  childCount: 4,
  children: 5,
  dictionary: 6,
  release: 7,
  words: 9,
} as const;
/** Word positions in `struct ArrowArray` (80 bytes). */
export const arrayWords = {
  length: 0,
  nullCount: 1,
  offset: 2,
  bufferCount: 3,
  childCount: 4,
  buffers: 5,
  children: 6,
  dictionary: 7,
  release: 8,
  words: 10,
} as const;

/** `count` 64-bit words at `address`; a view, not a copy. */
export function wordsAt(address: Pointer, count: number): BigInt64Array {
  return new BigInt64Array(koffi.view(address, count * 8));
}

/** `length` bytes at `address`; a view, not a copy. */
export function bytesAt(address: Pointer, length: number): Uint8Array {
  return length === 0 ? new Uint8Array(0) : new Uint8Array(koffi.view(address, length));
}

export function textAt(address: Pointer): string {
  return address === 0n ? '' : koffi.decode.string(address);
}

/** Memory outside the JavaScript heap, zeroed; it does not move while C code holds its address. */
export class Block {
  readonly address: Pointer;
  readonly words: BigInt64Array;
  #freed = false;

  constructor(wordCount: number) {
    this.address = koffi.alloc('uint64', wordCount) as Pointer;
    this.words = wordsAt(this.address, wordCount);
    this.words.fill(0n);
  }

  free(): void {
    if (this.#freed) return;
    this.#freed = true;
    koffi.free(this.address);
  }
}

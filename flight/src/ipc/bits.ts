/** Bitmaps: least significant bit first, as Arrow has them. */
import { bitmapBytes } from './layout.ts';

export const bitAt = (bitmap: Uint8Array, index: number): boolean => ((bitmap[index >> 3]! >> (index & 7)) & 1) === 1;

/** `length` bits from bit `from`, beginning at a byte: a view where `from` is a multiple of 8, else a shifted copy. */
export function sliceBits(bitmap: Uint8Array, from: number, length: number): Uint8Array {
  const first = from >> 3;
  const bytes = bitmapBytes(length);
  const shift = from & 7;
  if (shift === 0) return bitmap.subarray(first, first + bytes);
  const out = new Uint8Array(bytes);
  for (let i = 0; i < bytes; i++) {
    out[i] = (bitmap[first + i]! >> shift) | ((bitmap[first + i + 1] ?? 0) << (8 - shift));
  }
  return out;
}

/** Zero bits among `length` bits from bit `from`: the nulls of a validity bitmap. */
export function countZeros(bitmap: Uint8Array, from: number, length: number): number {
  let ones = 0;
  let at = from;
  const end = from + length;
  for (; at < end && (at & 7) !== 0; at++) if (bitAt(bitmap, at)) ones++;
  for (; at + 8 <= end; at += 8) ones += onesInByte[bitmap[at >> 3]!]!;
  for (; at < end; at++) if (bitAt(bitmap, at)) ones++;
  return length - ones;
}

/** Writes `length` bits of `source` (or ones, when there is no source) at bit `to` of `target`, whose bits from there on are zero. */
export function appendBits(
  target: Uint8Array,
  to: number,
  source: Uint8Array | null,
  from: number,
  length: number,
): void {
  if ((to & 7) === 0 && (from & 7) === 0) {
    const whole = length >> 3;
    if (source) target.set(source.subarray(from >> 3, (from >> 3) + whole), to >> 3);
    else target.fill(255, to >> 3, (to >> 3) + whole);
    for (let i = whole * 8; i < length; i++) {
      if (!source || bitAt(source, from + i)) target[(to + i) >> 3]! |= 1 << ((to + i) & 7);
    }
    return;
  }
  for (let i = 0; i < length; i++) {
    if (!source || bitAt(source, from + i)) target[(to + i) >> 3]! |= 1 << ((to + i) & 7);
  }
}

const onesInByte = Uint8Array.from({ length: 256 }, (_, byte) => {
  let ones = 0;
  for (let rest = byte; rest > 0; rest >>= 1) ones += rest & 1;
  return ones;
});

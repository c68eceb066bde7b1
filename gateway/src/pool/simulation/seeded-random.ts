import type { Random } from '@brooder/contracts';

export interface SeededRandom extends Random {
  /** Whole number from 0 to `below` - 1. */
  below(below: number): number;
}

/** mulberry32: the whole history follows from its 32-bit seed. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const fraction = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(fraction() * limit);
  return { fraction, below, bytes: (length) => Uint8Array.from({ length }, () => below(256)) };
}

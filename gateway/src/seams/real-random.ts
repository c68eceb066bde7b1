import { randomBytes } from 'node:crypto';
import type { Random } from '@brooder/contracts';

/** The operating system's randomness. */
export const realRandom: Random = {
  bytes: (length) => randomBytes(length),
  // 48 bits: as many as readUIntBE takes, and fewer than the 53 of a double.
  fraction: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
};

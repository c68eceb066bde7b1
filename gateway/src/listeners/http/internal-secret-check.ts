/** Who may use REST: whoever knows the internal secret. */
import { createHash, timingSafeEqual } from 'node:crypto';

export const internalSecretHeader = 'x-brooder-internal-secret';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** A check that takes the same time for every wrong value: digests of equal length are compared, not the texts. */
export function internalSecretCheck(secret: string): (header: string | string[] | undefined) => boolean {
  const wanted = digest(secret);
  return (header) => typeof header === 'string' && timingSafeEqual(digest(header), wanted);
}

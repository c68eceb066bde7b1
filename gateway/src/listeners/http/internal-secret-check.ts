/** Who may use REST: whoever knows the internal secret. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { failures } from '@brooder/contracts';

export const internalSecretHeader = 'x-brooder-internal-secret';

const digest = (text: string) => createHash('sha256').update(text).digest();

/**
 * A check that takes the same time for every wrong value: digests of equal length are compared, not the texts.
 * @throws unauthenticated, by the returned function
 */
export function internalSecretCheck(secret: string): (header: string | string[] | undefined) => void {
  const wanted = digest(secret);
  return (header) => {
    if (typeof header === 'string' && timingSafeEqual(digest(header), wanted)) return;
    throw failures.unauthenticated({ expected: 'the header X-Brooder-Internal-Secret' });
  };
}

import { createHash, timingSafeEqual } from 'node:crypto';
import { failures } from '@brooder/contracts';
import { readAuthorization } from '@brooder/flight';

/** Checks `authorization` headers against one token, in time that does not depend on where they differ. @throws unauthenticated */
export function bearerCheck(token: string): (header: string | undefined) => void {
  const expected = digest(token);
  return (header) => {
    const credentials = readAuthorization(header);
    const given = digest(credentials.kind === 'bearer' ? credentials.token : '');
    if (!timingSafeEqual(given, expected)) throw failures.unauthenticated({ expected: "the worker's bearer token" });
  };
}

const digest = (text: string) => createHash('sha256').update(text).digest();

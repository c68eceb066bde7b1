export type Credentials =
  | { kind: 'none' }
  | { kind: 'basic'; user: string; password: string }
  | { kind: 'bearer'; token: string };

/** Reads an `authorization` header; takes unpadded base64 as well (the ADBC driver sends it). @throws unauthenticated */
export function readAuthorization(header: string | undefined): Credentials {
  throw new Error(`not written: ${header?.length}`);
}

export interface SaslInitial {
  mechanism: string;
  /** Absent when the client waits for the server to speak first. */
  data: string | undefined;
}
/** SASLInitialResponse out of the bytes of a `password` message. @throws protocolViolation */
export function parseSaslInitial(_bytes: Uint8Array): SaslInitial {
  throw new Error('parseSaslInitial is not written yet');
}
/** SASLResponse out of the bytes of a `password` message. @throws protocolViolation */
export function parseSaslResponse(_bytes: Uint8Array): string {
  throw new Error('parseSaslResponse is not written yet');
}

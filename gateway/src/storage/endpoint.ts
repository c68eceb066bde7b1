export interface S3Endpoint {
  /** `host` or `host:port`. */
  host: string;
  /** What the scheme says; absent without a scheme. */
  useSsl?: boolean;
}

/**
 * DuckDB takes an S3 endpoint without its scheme; people write it with one: `minio:9000`, `https://s3.example:9000/`.
 * Undefined for anything else: a path, a query or a login in it would be lost without a word.
 */
export function parseEndpoint(text: string): S3Endpoint | undefined {
  const match = /^(?:(https?):\/\/)?((?:[a-z0-9_.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?)\/?$/i.exec(text.trim());
  if (!match) return undefined;
  const [, scheme, host] = match;
  return { host: host!, ...(scheme === undefined ? {} : { useSsl: scheme.toLowerCase() === 'https' }) };
}

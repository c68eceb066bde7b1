import { failures, type PgFormat } from '@brooder/contracts';

/** The formats of `count` columns or parameters from the list in Bind: none is all text, one is for all. @throws protocolViolation */
export function expandFormats(formats: readonly PgFormat[], count: number): PgFormat[] {
  if (formats.length <= 1) return new Array<PgFormat>(count).fill(formats[0] ?? 0);
  if (formats.length === count) return [...formats];
  throw failures.protocolViolation({
    expected: `no format code, one, or ${count} of them`,
    actual: String(formats.length),
  });
}

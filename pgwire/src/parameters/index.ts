import type { BoundValue, DuckType, PgFormat } from '@brooder/contracts';

/**
 * A parameter of Bind as the engine takes it. `oid` 0 is undeclared: text is read by `target`, binary by `pgTypeOf(target)`.
 * The answer has type `target` when the value fits it without loss, else the type of the oid; an UNKNOWN target takes the type of
 * the oid, or VARCHAR.
 * @throws invalidText, numberOutOfRange, invalidBinary
 */
export function decodeParameter(
  _bytes: Uint8Array | null,
  _format: PgFormat,
  _oid: number,
  _target: DuckType,
): BoundValue {
  throw new Error('decodeParameter is not written yet');
}

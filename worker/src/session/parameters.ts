import { type BoundValue, type DuckType, failures, type ParameterBlock } from '@brooder/contracts';
import { decodeParameter, expandFormats } from '@brooder/pgwire';

const unknownType: DuckType = { id: 'UNKNOWN' };
const none: readonly BoundValue[] = [];

/**
 * The values of Bind as engine values.
 * @param oids  types the client declared at Parse; 0 or absent where it left them open
 * @throws protocolViolation, invalidText, invalidBinary, numberOutOfRange
 */
export function decodeParameters(
  block: ParameterBlock,
  body: Uint8Array,
  oids: readonly number[],
  targets: readonly DuckType[],
): readonly BoundValue[] {
  const { parameterLengths: lengths } = block;
  if (lengths.length !== targets.length) {
    throw failures.protocolViolation({
      expected: `${targets.length} parameter values`,
      actual: `${lengths.length}`,
    });
  }
  if (lengths.length === 0) return none;
  const formats = expandFormats(block.parameterFormats, lengths.length);
  let at = 0;
  const values = lengths.map((length, i) => {
    if (length > body.length - at) {
      throw failures.protocolViolation({
        expected: `${length} bytes of parameter ${i + 1}`,
        actual: `${body.length - at}`,
      });
    }
    const bytes = length < 0 ? null : body.subarray(at, at + length);
    if (length > 0) at += length;
    return decodeParameter(bytes, formats[i]!, oids[i] ?? 0, targets[i] ?? unknownType);
  });
  return values;
}

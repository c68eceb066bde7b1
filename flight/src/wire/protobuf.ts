import { failures } from '@brooder/contracts';
import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf';

/** A protobuf message as bytes. */
export function pack<D extends DescMessage>(schema: D, fields: MessageInitShape<D>): Uint8Array {
  return toBinary(schema, create(schema, fields));
}

/** @param what names the message in the error  @throws protocolViolation */
export function unpack<D extends DescMessage>(schema: D, bytes: Uint8Array, what: string): MessageShape<D> {
  try {
    return fromBinary(schema, bytes);
  } catch (cause) {
    throw failures.protocolViolation({ expected: what, actual: 'malformed protobuf' }, { cause });
  }
}

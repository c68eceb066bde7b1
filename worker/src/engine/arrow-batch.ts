/** C `ArrowArray` structures as contracts' batches: views of DuckDB's memory, given back by `release`. */
import { type ArrowArray, type ArrowBatch, type ArrowField, type ArrowSchema, failures } from '@brooder/contracts';
import { callRelease, offloadRelease, type Pointer } from './library.ts';
import { arrayWords, type Block, bytesAt, wordsAt } from './structs.ts';

/** Memory from this size on is given back off the event loop. */
export const largeBytes = 4 * 1024 ** 2;

/** Takes ownership of the array in `block`: releases it once, on `release()`. */
export function readBatch(block: Block, schema: ArrowSchema): ArrowBatch {
  const { words } = block;
  const columns = childAddresses(words).map((child, i) => readArray(child, schema.fields[i]!));
  let released = false;
  return {
    rows: Number(words[arrayWords.length]),
    columns,
    release() {
      if (released) return;
      released = true;
      releaseArray(block, sizeOf(columns) >= largeBytes);
    },
  };
}

/** Bytes of all buffers. */
export function sizeOf(columns: readonly ArrowArray[]): number {
  let bytes = 0;
  for (const { buffers, children } of columns) {
    for (const buffer of buffers) bytes += buffer?.length ?? 0;
    if (children.length > 0) bytes += sizeOf(children);
  }
  return bytes;
}

function releaseArray(block: Block, large: boolean): void {
  const release = block.words[arrayWords.release]!;
  if (release === 0n) block.free();
  else if (large) {
    // A release callback cannot fail, so nothing is lost by not waiting for it.
    void offloadRelease(release, block.address).finally(() => block.free());
  } else {
    callRelease(release, block.address);
    block.free();
  }
}

function childAddresses(words: BigInt64Array): Pointer[] {
  const count = Number(words[arrayWords.childCount]);
  return count === 0 ? [] : Array.from(wordsAt(words[arrayWords.children]!, count));
}

function readArray(address: Pointer, field: ArrowField): ArrowArray {
  const words = wordsAt(address, arrayWords.words);
  const length = Number(words[arrayWords.length]);
  const offset = Number(words[arrayWords.offset]);
  const bufferCount = Number(words[arrayWords.bufferCount]);
  const addresses = bufferCount === 0 ? undefined : wordsAt(words[arrayWords.buffers]!, bufferCount);
  const children = childAddresses(words);
  const dictionary = words[arrayWords.dictionary]!;
  return {
    length,
    nullCount: Number(words[arrayWords.nullCount]),
    offset,
    buffers: addresses ? readBuffers(field, addresses, length + offset) : [],
    children: children.map((child, i) => readArray(child, field.children[i]!)),
    ...(field.dictionary && dictionary !== 0n
      ? { dictionary: readArray(dictionary, field.dictionary.valueField) }
      : {}),
  };
}

/** `elements` counts from the start of the buffers, offset included. */
function readBuffers(field: ArrowField, addresses: BigInt64Array, elements: number): (Uint8Array | null)[] {
  const data = (index: number, length: number) => {
    const address = addresses[index]!;
    return address === 0n ? new Uint8Array(0) : bytesAt(address, length);
  };
  const { type } = field;
  if (type.kind === 'union') {
    const typeIds = data(0, elements);
    return type.mode === 'dense' ? [typeIds, data(1, elements * 4)] : [typeIds];
  }
  const validity = addresses[0] === 0n ? null : bytesAt(addresses[0]!, (elements + 7) >> 3);
  switch (type.kind) {
    case 'struct':
    case 'fixed-size-list':
      return [validity];
    case 'list':
      return [validity, data(1, (elements + 1) * (type.large ? 8 : 4))];
    case 'map':
      return [validity, data(1, (elements + 1) * 4)];
    case 'utf8':
    case 'binary': {
      const offsets = data(1, (elements + 1) * (type.large ? 8 : 4));
      return [validity, offsets, data(2, lastOffset(offsets, type.large))];
    }
    default:
      return [validity, data(1, Math.ceil((elements * bitsOf(field)) / 8))];
  }
}

function lastOffset(offsets: Uint8Array, large: boolean): number {
  if (offsets.length === 0) return 0;
  const view = new DataView(offsets.buffer, offsets.byteOffset, offsets.length);
  return large ? Number(view.getBigInt64(offsets.length - 8, true)) : view.getInt32(offsets.length - 4, true);
}

/** Width of one element in the data buffer of a fixed-width layout. */
export function bitsOf({ type }: ArrowField): number {
  switch (type.kind) {
    case 'bool':
      return 1;
    case 'int':
    case 'float':
    case 'decimal':
      return type.bits;
    case 'fixed-size-binary':
      return type.bytes * 8;
    case 'date':
      return type.unit === 'day' ? 32 : 64;
    case 'time':
      return type.unit === 'second' || type.unit === 'millisecond' ? 32 : 64;
    case 'timestamp':
    case 'duration':
      return 64;
    case 'interval':
      return { 'year-month': 32, 'day-time': 64, 'month-day-nano': 128 }[type.unit];
    default:
      throw failures.unsupported({
        what: `An Arrow ${type.kind} in a fixed-width layout`,
        instead: 'Cast the column.',
      });
  }
}

/** Whether building a batch of these columns may copy much memory (a text of a gigabyte), so that it belongs off the event loop. */
export function mayBeLarge(fields: readonly ArrowField[]): boolean {
  return fields.some((field) => !smallKinds.has(field.type.kind) && field.dictionary === undefined);
}
const smallKinds = new Set([
  'null',
  'bool',
  'int',
  'float',
  'decimal',
  'date',
  'time',
  'timestamp',
  'duration',
  'interval',
]);

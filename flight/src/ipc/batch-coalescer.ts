import type { ArrowArray, ArrowBatch, ArrowField, ArrowSchema } from '@brooder/contracts';
import type { FlightFrame } from '../framing/index.ts';
import { ArrayBuilder } from './array-builder.ts';
import { type FlatArrays, flatten } from './flatten.ts';
import { IpcWriter } from './ipc-writer.ts';
import { childrenOf, layoutOfField } from './layout.ts';
import { readOffsets } from './offsets.ts';

/**
 * Some clients refuse messages above 4 MiB. Larger messages cost more CPU per byte, not less: from 256 kB to 1 MB they are cheapest
 * (measured over TLS), and the first row leaves sooner.
 */
const maxBatchBytes = 1_000_000;

/**
 * Copies several small batches into one record batch: the engine gives 2048 rows at a time, and each message has its price. A batch given
 * to `push` may be released as soon as it returns. The frames view memory that the next `push` overwrites: encode them first.
 */
export class BatchCoalescer {
  readonly #writer: IpcWriter;
  readonly #fields: readonly ArrowField[];
  readonly #targetRows: number;
  #builders: ArrayBuilder[];
  #rows = 0;
  #bytes = 0;
  /** Dictionaries of the rows gathered so far, by column. */
  readonly #dictionaries: (DictionaryTree | undefined)[];

  constructor(schema: ArrowSchema, targetRows = 65_536) {
    this.#writer = new IpcWriter(schema);
    this.#fields = schema.fields;
    this.#targetRows = targetRows;
    this.#builders = schema.fields.map((field) => new ArrayBuilder(field));
    this.#dictionaries = schema.fields.map(() => undefined);
  }

  schemaFrame(): FlightFrame {
    return this.#writer.schemaFrame();
  }

  /** Frames that became full; often none. */
  push(batch: ArrowBatch): FlightFrame[] {
    this.#turned = false;
    const frames = this.#takeDictionaries(batch);
    this.#pushSlice(batch, 0, batch.rows, frames);
    return frames;
  }

  /** The rest; none when nothing is left. */
  flush(): FlightFrame[] {
    if (this.#rows === 0) return [];
    const columns = this.#builders.map((builder, i) => withDictionaries(builder.array(), this.#dictionaries[i]));
    const frames = this.#writer.frames({ rows: this.#rows, columns, release() {} });
    this.#rows = 0;
    this.#bytes = 0;
    this.#stale = true;
    return frames;
  }

  /** True once frames went out that view the builders' memory. */
  #stale = false;
  #spare: ArrayBuilder[] | undefined;
  /** True when frames of this `push` view the spare set. */
  #turned = false;

  #pushSlice(batch: ArrowBatch, from: number, length: number, frames: FlightFrame[]): void {
    if (length === 0) return;
    let bytes = 0;
    this.#fields.forEach((field, i) => {
      bytes += sizeOf(field, batch.columns[i]!, from, length);
    });
    if (bytes > maxBatchBytes && length > 1) {
      const half = length >> 1;
      this.#pushSlice(batch, from, half, frames);
      this.#pushSlice(batch, from + half, length - half, frames);
      return;
    }
    if (this.#rows > 0 && (this.#bytes + bytes > maxBatchBytes || this.#rows + length > this.#targetRows)) {
      frames.push(...this.flush());
    }
    if (this.#stale) this.#changeBuilders(frames.length > 0);
    this.#builders.forEach((builder, i) => {
      builder.append(batch.columns[i]!, from, length);
    });
    this.#rows += length;
    this.#bytes += bytes;
  }

  /** Other memory than that of the frames just made. Two sets take turns, unless one `push` fills more than one batch. */
  #changeBuilders(framesWait: boolean): void {
    const next = framesWait && this.#turned ? undefined : this.#spare;
    this.#spare = this.#builders;
    this.#turned = framesWait;
    this.#builders = next ?? this.#fields.map((field) => new ArrayBuilder(field));
    for (const builder of this.#builders) builder.clear();
    this.#stale = false;
  }

  /** Flushes when a dictionary changed: one record batch has one set of dictionaries. */
  #takeDictionaries(batch: ArrowBatch): FlightFrame[] {
    let frames: FlightFrame[] = [];
    this.#fields.forEach((field, i) => {
      const known = this.#dictionaries[i];
      const array = batch.columns[i]!;
      if (known ? sameDictionaries(field, array, known) : !hasDictionaries(field)) return;
      if (frames.length === 0) frames = this.flush();
      this.#dictionaries[i] = copyDictionaries(field, array);
    });
    return frames;
  }
}

/** Copies of the dictionaries of an array and its children. */
interface DictionaryTree {
  values?: ArrowArray;
  children: readonly DictionaryTree[];
}

const hasDictionaries = (field: ArrowField): boolean =>
  field.dictionary !== undefined || field.children.some(hasDictionaries);

function copyDictionaries(field: ArrowField, array: ArrowArray): DictionaryTree {
  const children = childrenOf(field).map((child, i) => copyDictionaries(child, array.children[i]!));
  if (!field.dictionary || !array.dictionary) return { children };
  const builder = new ArrayBuilder(field.dictionary.valueField);
  builder.append(array.dictionary, 0, array.dictionary.length);
  return { values: builder.array(), children };
}

function sameDictionaries(field: ArrowField, array: ArrowArray, known: DictionaryTree): boolean {
  if (field.dictionary && array.dictionary) {
    if (!known.values || !sameValues(field.dictionary.valueField, array.dictionary, known.values)) return false;
  }
  return childrenOf(field).every((child, i) => sameDictionaries(child, array.children[i]!, known.children[i]!));
}

function sameValues(field: ArrowField, a: ArrowArray, b: ArrowArray): boolean {
  if (a.length !== b.length) return false;
  const flats = [a, b].map((array) => {
    const flat: FlatArrays = { nodes: [], buffers: [] };
    flatten(field, array, 0, array.length, flat);
    return flat;
  }) as [FlatArrays, FlatArrays];
  return (
    flats[0].nodes.every((node, i) => node === flats[1].nodes[i]) &&
    flats[0].buffers.every((buffer, i) => Buffer.compare(buffer, flats[1].buffers[i]!) === 0)
  );
}

function withDictionaries(array: ArrowArray, tree: DictionaryTree | undefined): ArrowArray {
  if (!tree) return array;
  return {
    ...array,
    children: array.children.map((child, i) => withDictionaries(child, tree.children[i])),
    ...(tree.values && { dictionary: tree.values }),
  };
}

/** Bytes of `length` values, validity bitmaps apart. */
function sizeOf(field: ArrowField, array: ArrowArray, from: number, length: number): number {
  const layout = layoutOfField(field);
  const start = array.offset + from;
  switch (layout.kind) {
    case 'null':
      return 0;
    case 'bits':
      return length / 8;
    case 'fixed':
      return length * layout.width;
    case 'variable':
    case 'list': {
      const [first, last] = [start, start + length].map((at) =>
        length === 0 ? 0 : readOffsets(array.buffers[1]!, layout.offsetWidth, at, 1)[0]!,
      ) as [number, number];
      const own = length * layout.offsetWidth;
      if (layout.kind === 'variable') return own + last - first;
      return own + sizeOf(field.children[0]!, array.children[0]!, first, last - first);
    }
    case 'fixed-list':
      return sizeOf(field.children[0]!, array.children[0]!, start * layout.size, length * layout.size);
    case 'struct':
    case 'sparse-union':
      return childrenOf(field).reduce(
        (sum, child, i) => sum + sizeOf(child, array.children[i]!, start, length),
        length,
      );
    case 'dense-union':
      return childrenOf(field).reduce(
        (sum, child, i) => sum + sizeOf(child, array.children[i]!, 0, array.children[i]!.length),
        length * 5,
      );
  }
}

/** Contracts' schemas and batches as C structures, for DuckDB to read. Everything is copied, so the sender's memory may move or go. */
import type { ArrowArray, ArrowField, ArrowSchema } from '@brooder/contracts';
import { writeFormat } from './arrow-schema.ts';
import { inertRelease, type Pointer } from './library.ts';
import { arrayWords, Block, bytesAt, schemaWords } from './structs.ts';

const nullable = 2n;

/** Memory of one C structure and all it points to. */
export class CStructure {
  readonly #blocks: Block[] = [];
  address: Pointer = 0n;

  block(words: number): Block {
    const block = new Block(Math.max(1, words));
    this.#blocks.push(block);
    return block;
  }

  bytes(source: Uint8Array): Pointer {
    const block = this.block((source.length >> 3) + 1);
    bytesAt(block.address, source.length).set(source);
    return block.address;
  }

  text(text: string): Pointer {
    return this.bytes(Buffer.from(`${text.replaceAll('\0', '')}\0`, 'utf8'));
  }

  pointers(addresses: readonly Pointer[]): Pointer {
    const block = this.block(addresses.length);
    for (const [i, address] of addresses.entries()) block.words[i] = address;
    return block.address;
  }

  free(): void {
    for (const block of this.#blocks.splice(0)) block.free();
  }
}

export function writeSchema(schema: ArrowSchema): CStructure {
  const memory = new CStructure();
  const root: ArrowField = { name: '', type: { kind: 'struct' }, nullable: false, children: schema.fields };
  memory.address = writeField(memory, root);
  return memory;
}

function writeField(memory: CStructure, field: ArrowField): Pointer {
  const { words, address } = memory.block(schemaWords.words);
  words[schemaWords.format] = memory.text(writeFormat(field.type));
  words[schemaWords.name] = memory.text(field.name);
  words[schemaWords.metadata] = field.metadata ? memory.bytes(metadataBytes(field.metadata)) : 0n;
  words[schemaWords.flags] = field.nullable ? nullable : 0n;
  words[schemaWords.childCount] = BigInt(field.children.length);
  words[schemaWords.children] = memory.pointers(field.children.map((child) => writeField(memory, child)));
  words[schemaWords.dictionary] = field.dictionary ? writeField(memory, field.dictionary.valueField) : 0n;
  // DuckDB takes a null release for a structure already given back. It never calls this one: it does not own schemas.
  words[schemaWords.release] = inertRelease;
  return address;
}

function metadataBytes(metadata: Readonly<Record<string, string>>): Uint8Array {
  const int = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(value);
    return bytes;
  };
  const parts = Object.entries(metadata).flatMap((pair) =>
    pair.map((text) => Buffer.from(text, 'utf8')).flatMap((bytes) => [int(bytes.length), bytes]),
  );
  return Buffer.concat([int(parts.length / 4), ...parts]);
}

/**
 * A record batch as the struct array DuckDB expects. It has no release callback, which for DuckDB means "borrowed": chunks made from it
 * must be gone before `free`.
 */
export function writeArray(columns: readonly ArrowArray[], rows: number): CStructure & { slice: Slice } {
  const memory = new CStructure();
  const children = columns.map((column) => writeColumn(memory, column));
  const root: ArrowArray = { length: rows, nullCount: 0, offset: 0, buffers: [null], children: [] };
  const top = writeStructure(
    memory,
    root,
    children.map((child) => child.address),
  );
  memory.address = top.address;
  const slice: Slice = (from, count) => {
    top.words[arrayWords.length] = BigInt(count);
    for (const [i, child] of children.entries()) {
      child.words[arrayWords.length] = BigInt(count);
      child.words[arrayWords.offset] = BigInt(columns[i]!.offset + from);
    }
  };
  return Object.assign(memory, { slice });
}

/** Makes the written array show rows `from` to `from + count`. */
export type Slice = (from: number, count: number) => void;

function writeColumn(memory: CStructure, array: ArrowArray): Block {
  return writeStructure(
    memory,
    array,
    array.children.map((child) => writeColumn(memory, child).address),
  );
}

function writeStructure(memory: CStructure, array: ArrowArray, children: readonly Pointer[]): Block {
  const block = memory.block(arrayWords.words);
  const { words } = block;
  words[arrayWords.length] = BigInt(array.length);
  // DuckDB skips the validity of a dictionary column unless this is positive, and no reader of it needs the exact count: so neither
  // "unknown" (-1) nor a sender's wrong 0 may reach it.
  words[arrayWords.nullCount] = array.buffers[0] ? BigInt(Math.max(1, array.length)) : 0n;
  words[arrayWords.offset] = BigInt(array.offset);
  words[arrayWords.bufferCount] = BigInt(array.buffers.length);
  words[arrayWords.buffers] = memory.pointers(array.buffers.map((bytes) => (bytes ? memory.bytes(bytes) : 0n)));
  words[arrayWords.childCount] = BigInt(children.length);
  words[arrayWords.children] = memory.pointers(children);
  words[arrayWords.dictionary] = array.dictionary ? writeColumn(memory, array.dictionary).address : 0n;
  return block;
}

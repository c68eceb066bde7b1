/** What the connections of one DuckDB instance share: how results become Arrow, and the one way an instance is given up. */
import { type ArrowSchema, type DuckType, type Failure, failures } from '@brooder/contracts';
import { hasTimeZone, readSchema, withTimeZone } from './arrow-schema.ts';
import { consumeErrorData, errorTypes } from './engine-error.ts';
import { callRelease, duck, type Pointer, type PointerSlot } from './library.ts';
import { withType } from './logical-type.ts';
import { Block, schemaWords } from './structs.ts';

/**
 * Arrow options captured before any session: a tenant's SET of an `arrow_…` option must not change the layout of buffers
 * that this process reads by address. They carry the capturing connection's context, so that connection outlives them.
 */
export interface ArrowOptions {
  lossless: Pointer;
  plain: Pointer;
}

export class Instance {
  readonly options: ArrowOptions;
  #fatal: Failure | undefined;
  readonly #listeners = new Set<(failure: Failure) => void>();

  constructor(options: ArrowOptions) {
    this.options = options;
  }

  get fatal(): Failure | undefined {
    return this.#fatal;
  }

  onFatal(listener: (failure: Failure) => void): void {
    if (this.#fatal) listener(this.#fatal);
    else this.#listeners.add(listener);
  }

  /** Notes an error by its type, and gives its failure back for throwing. */
  note({ type, failure }: { type: number; failure: Failure }): Failure {
    if (type !== errorTypes.FATAL && type !== errorTypes.INTERNAL) return failure;
    if (!this.#fatal) {
      this.#fatal = failure;
      for (const listener of this.#listeners) listener(failure);
      this.#listeners.clear();
    }
    return failure;
  }

  /** Schema of columns; timestamps with a zone get the zone `connection` is set to. */
  schema(connection: Pointer, lossless: boolean, types: readonly Pointer[], names: readonly string[]): ArrowSchema {
    const schema = describe(lossless ? this.options.lossless : this.options.plain, types, names);
    return this.zoned(connection, schema);
  }

  zoned(connection: Pointer, schema: ArrowSchema): ArrowSchema {
    return hasTimeZone(schema.fields) ? withTimeZone(schema, sessionTimeZone(connection)) : schema;
  }
}

/** DuckDB keeps the zone only inside the Arrow options of a connection; a TIMESTAMPTZ schema brings it out. */
function sessionTimeZone(connection: Pointer): string {
  const options: PointerSlot = [null];
  duck.arrowOptions(connection, options);
  const type: DuckType = { id: 'TIMESTAMPTZ' };
  try {
    const schema = withType(type, (handle) => describe(options[0]!, [handle], ['zone']));
    const zone = schema.fields[0]!.type;
    return zone.kind === 'timestamp' && zone.timeZone ? zone.timeZone : 'UTC';
  } finally {
    duck.destroyArrowOptions(options);
  }
}

function describe(options: Pointer, types: readonly Pointer[], names: readonly string[]): ArrowSchema {
  if (types.length === 0) return { fields: [] };
  const block = new Block(schemaWords.words);
  try {
    const error = duck.toArrowSchema(options, types, names, types.length, block.address);
    if (error !== null) {
      const { failure } = consumeErrorData(error);
      throw failures.unsupported({ what: 'A column of this result', instead: `Cast it: ${failure.message}` });
    }
    return readSchema(block.address);
  } finally {
    const release = block.words[schemaWords.release]!;
    if (release !== 0n) callRelease(release, block.address);
    block.free();
  }
}

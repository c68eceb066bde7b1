/** Opens DuckDB in memory, sized and with its extensions loaded before any session can exist. */
import { type Failure, failures } from '@brooder/contracts';
import { DuckConnection } from './connection.ts';
import type { Engine, EngineConnection, EngineOptions } from './engine.ts';
import { Instance } from './instance.ts';
import { duck, offload, type Pointer, type PointerSlot } from './library.ts';

export async function openEngine(options: EngineOptions): Promise<Engine> {
  const database = await openDatabase(options);
  const keeper = await connectTo(database);
  // The keeper's context is inside the captured Arrow options, so it lives as long as the engine.
  const instance = new Instance({ lossless: 0n, plain: 0n });
  const internal = new DuckConnection(keeper, instance, () => {});
  try {
    instance.options.plain = arrowOptionsOf(keeper);
    await internal.run('SET arrow_lossless_conversion = true');
    instance.options.lossless = arrowOptionsOf(keeper);
    await internal.run('SET arrow_lossless_conversion = false');
    for (const extension of options.extensions) await internal.run(`LOAD ${quoteName(extension)}`);
  } catch (error) {
    await internal.close();
    await offload(duck.close, [database]);
    throw error;
  }
  return new DuckEngine(database, internal, instance);
}

class DuckEngine implements Engine {
  readonly version = duck.libraryVersion();
  readonly #database: Pointer;
  readonly #internal: DuckConnection;
  readonly #instance: Instance;
  readonly #connections = new Set<DuckConnection>();
  #closed: Promise<void> | undefined;

  constructor(database: Pointer, internal: DuckConnection, instance: Instance) {
    this.#database = database;
    this.#internal = internal;
    this.#instance = instance;
  }

  get fatal(): Failure | undefined {
    return this.#instance.fatal;
  }

  onFatal(listener: (failure: Failure) => void): void {
    this.#instance.onFatal(listener);
  }

  async connect(): Promise<EngineConnection> {
    if (this.#closed) throw failures.engine({ message: 'The engine is closed.' }, { sqlstate: '57P01' });
    const handle = await connectTo(this.#database);
    const connection: DuckConnection = new DuckConnection(handle, this.#instance, () =>
      this.#connections.delete(connection),
    );
    this.#connections.add(connection);
    return connection;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const connections = [...this.#connections];
    for (const connection of connections) connection.interrupt();
    await Promise.all(connections.map((connection) => connection.close()));
    const { plain, lossless } = this.#instance.options;
    for (const options of [plain, lossless]) duck.destroyArrowOptions([options]);
    await this.#internal.close();
    await offload(duck.close, [this.#database]);
  }
}

async function openDatabase(options: EngineOptions): Promise<Pointer> {
  const settings: Record<string, string> = {
    memory_limit: `${Math.floor(options.memoryBytes)}B`,
    threads: String(options.threads),
    temp_directory: options.tempDirectory,
    // Extensions are loaded below, once: DuckDB must not fetch or load others on a tenant's word.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...(options.extensionDirectory === undefined ? {} : { extension_directory: options.extensionDirectory }),
  };
  const config: PointerSlot = [null];
  duck.createConfig(config);
  try {
    for (const [name, value] of Object.entries(settings)) {
      if (duck.setConfig(config[0]!, name, value) !== 0) {
        throw failures.invalidSetting({
          name,
          expected: 'a value DuckDB accepts',
          actual: value,
          source: 'the engine',
        });
      }
    }
    const database: PointerSlot = [null];
    const error: [string | null] = [null];
    if ((await offload(duck.open, ':memory:', database, config[0]!, error)) !== 0) {
      throw failures.engine({ message: `DuckDB could not be opened: ${error[0]}` });
    }
    return database[0]!;
  } finally {
    duck.destroyConfig(config);
  }
}

async function connectTo(database: Pointer): Promise<Pointer> {
  const slot: PointerSlot = [null];
  if ((await offload(duck.connect, database, slot)) !== 0) {
    throw failures.engine({ message: 'DuckDB gave no connection.' });
  }
  return slot[0]!;
}

function arrowOptionsOf(connection: Pointer): Pointer {
  const slot: PointerSlot = [null];
  duck.arrowOptions(connection, slot);
  return slot[0]!;
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

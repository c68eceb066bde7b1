import type { Engine, EngineOptions } from './engine.ts';

/** Opens an in-memory instance and loads its extensions, one after another, before any session can exist. */
export async function openEngine(_options: EngineOptions): Promise<Engine> {
  throw new Error('engine under construction');
}

/**
 * Whose turn it is on a connection: first come, first served. The holder can see that somebody waits and may then finish early,
 * as a stream does whose client reads slowly.
 */
export class Turn {
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;
  #wanted: PromiseWithResolvers<void> | undefined;

  /** True while somebody waits for the holder. */
  get isWanted(): boolean {
    return this.#waiting > 0;
  }

  /** Resolves once somebody waits for the holder. */
  whenWanted(): Promise<void> {
    if (this.isWanted) return Promise.resolve();
    this.#wanted ??= Promise.withResolvers<void>();
    return this.#wanted.promise;
  }

  async take<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#tail;
    const mine = Promise.withResolvers<void>();
    this.#tail = mine.promise;
    this.#waiting++;
    this.#wanted?.resolve();
    await before;
    this.#waiting--;
    this.#wanted = undefined;
    try {
      return await work();
    } finally {
      mine.resolve();
    }
  }
}

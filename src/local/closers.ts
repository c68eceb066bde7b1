/** Everything that was started, closed in the opposite order; one that fails to close does not keep the others open. */
export interface Closers {
  add(close: () => void | Promise<void>): void;
  /** @throws AggregateError with every failure, after all were tried */
  closeAll(): Promise<void>;
}

export function createClosers(): Closers {
  const stack: (() => void | Promise<void>)[] = [];
  return {
    add: (close) => void stack.push(close),
    async closeAll() {
      const errors: unknown[] = [];
      for (let close = stack.pop(); close; close = stack.pop()) {
        try {
          await close();
        } catch (error) {
          errors.push(error);
        }
      }
      if (errors.length > 0) throw new AggregateError(errors, 'Not everything could be closed.');
    },
  };
}

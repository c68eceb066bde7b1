import { type CallListener, type ClientCall, cancelledHere } from './client-call.ts';

/** The messages of a call as an async iterable: one is asked for at a time, so the consumer's pace becomes the server's. */
export class MessageStream implements AsyncIterableIterator<Buffer>, CallListener {
  #call: ClientCall | undefined;
  #ready: Buffer | undefined;
  #asked = false;
  #end: { error: Error | undefined } | undefined;
  #waiting: PromiseWithResolvers<IteratorResult<Buffer>> | undefined;

  /** Binds the call this listens to, and asks for its first message. */
  attach(call: ClientCall): void {
    this.#call = call;
    this.#ask();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Buffer>> {
    if (this.#ready) {
      const value = this.#ready;
      this.#ready = undefined;
      this.#ask();
      return Promise.resolve({ done: false, value });
    }
    if (this.#end) {
      const { error } = this.#end;
      this.#end = { error: undefined };
      return error ? Promise.reject(error) : Promise.resolve({ done: true, value: undefined });
    }
    this.#waiting ??= Promise.withResolvers<IteratorResult<Buffer>>();
    return this.#waiting.promise;
  }

  /** A consumer that stops early resets the stream. */
  return(): Promise<IteratorResult<Buffer>> {
    this.#ready = undefined;
    this.#call?.cancel(cancelledHere());
    this.#end = { error: undefined };
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Gives what has come so far to another listener, which takes the call from here. */
  takeOver(): { message: Buffer | undefined; end: { error: Error | undefined } | undefined } {
    const message = this.#ready;
    this.#ready = undefined;
    return { message, end: this.#end };
  }

  onMessage(message: Buffer): void {
    this.#asked = false;
    if (this.#waiting) {
      const waiting = this.#waiting;
      this.#waiting = undefined;
      this.#ask();
      waiting.resolve({ done: false, value: message });
    } else {
      this.#ready = message;
    }
  }

  onEnd(error: Error | undefined): void {
    this.#end = { error };
    const waiting = this.#waiting;
    if (!waiting) return;
    this.#waiting = undefined;
    this.#end = { error: undefined };
    if (error) waiting.reject(error);
    else waiting.resolve({ done: true, value: undefined });
  }

  #ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    this.#call?.read();
  }
}

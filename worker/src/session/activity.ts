import { asFailure, type Failure, failures } from '@brooder/contracts';

/** DuckDB forgets an interrupt that comes before the statement started, so it is repeated until the work ends. Milliseconds. */
const repeatInterrupt = 50;

/** What a session runs at the moment, and the wish to stop it. One piece of work at a time. */
export class Activity {
  readonly #interrupt: () => void;
  /** `performance.now()` of the running work's start. */
  #since: number | undefined;
  #stop: Failure | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #throwIfStopped = () => {
    if (this.#stop) throw this.#stop;
  };

  constructor(interrupt: () => void) {
    this.#interrupt = interrupt;
  }

  get busy(): boolean {
    return this.#since !== undefined;
  }

  /** Milliseconds the running work has taken; 0 when none runs. */
  get runningMs(): number {
    return this.#since === undefined ? 0 : performance.now() - this.#since;
  }

  /** To be called between steps of the work. */
  get throwIfStopped(): () => void {
    return this.#throwIfStopped;
  }

  /** Runs `work`; once `stop` was called, whatever it fails with becomes that reason. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    this.#since = performance.now();
    try {
      return await work();
    } catch (thrown) {
      throw this.#stop ?? asFailure(thrown);
    } finally {
      this.#since = undefined;
      if (this.#stop) {
        this.#stop = undefined;
        clearInterval(this.#timer);
      }
    }
  }

  /** Interrupts the running work; false when none runs. */
  stop(reason: Failure = failures.cancelled({ reason: 'user request' })): boolean {
    if (this.#since === undefined) return false;
    if (this.#stop === undefined) {
      this.#stop = reason;
      this.#timer = setInterval(this.#interrupt, repeatInterrupt);
      this.#timer.unref();
    }
    this.#interrupt();
    return true;
  }
}

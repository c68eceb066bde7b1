/** Whose worker this is. Pure: the process decides what to do when a rule is broken. */
import { type ActivateRequest, failures } from '@brooder/contracts';

/** Largest epoch: an unsigned 64-bit number. */
const maxEpoch = 2n ** 64n - 1n;

/**
 * The one-shot latch and the fencing number of a worker. An org that was once accepted stays for the life of the process; the
 * highest epoch seen is the only one obeyed.
 */
export class Lease {
  #holder: { org: string; claimId: string; terms: string } | undefined;
  #epoch = 0n;

  get org(): string | undefined {
    return this.#holder?.org;
  }
  get epoch(): bigint {
    return this.#epoch;
  }

  /**
   * Every request that names an epoch passes here before it acts.
   * @throws staleEpoch      a gateway that lost this worker
   * @throws invalidRequest  not the decimal text of an unsigned 64-bit number
   */
  observe(epoch: unknown): void {
    if (typeof epoch !== 'string' || !/^\d{1,20}$/.test(epoch) || BigInt(epoch) > maxEpoch) {
      throw failures.invalidRequest({ reason: 'The epoch must be the decimal text of an unsigned 64-bit number.' });
    }
    const seen = BigInt(epoch);
    if (seen < this.#epoch) throw failures.staleEpoch({ expected: String(this.#epoch), actual: epoch });
    this.#epoch = seen;
  }

  /**
   * Answers `first` when this request activates the worker, `repeat` when it asks again for what is already there: the same org
   * and warehouse, from the same claim or a later one.
   * @throws staleEpoch
   * @throws workerAlreadyLeased  another org, or another warehouse of the org; the process must exit
   */
  take(request: ActivateRequest): 'first' | 'repeat' {
    this.observe(request.epoch);
    const terms = JSON.stringify([request.database, request.warehouse]);
    if (this.#holder === undefined) {
      this.#holder = { org: request.org, claimId: request.claimId, terms };
      return 'first';
    }
    if (this.#holder.org !== request.org || this.#holder.terms !== terms) throw failures.workerAlreadyLeased({});
    return 'repeat';
  }

  /** @throws notActivated, unknownSession when the session is meant for another org */
  belongsTo(org: string): void {
    if (this.#holder === undefined) throw failures.notActivated({});
    if (this.#holder.org !== org) throw failures.unknownSession({});
  }
}

import { asFailure, Failure } from '@brooder/contracts';

/** A thrown value as a person reads it on standard error: what happened, the detail, what to do. */
export function printFailure(thrown: unknown): void {
  const failure = asFailure(thrown);
  process.stderr.write(`brooder: ${failure.message}\n`);
  if (failure.fields.detail) process.stderr.write(`  ${failure.fields.detail}\n`);
  if (failure.fields.hint) process.stderr.write(`  ${failure.fields.hint}\n`);
  // An unexpected error has a cause that only its stack tells.
  if (!(thrown instanceof Failure))
    process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
}

import { asFailure, durationText, type Failure, failures } from '@brooder/contracts';
import { failureOf } from './failure-of.ts';
import { pingClosed } from './ping-closed.ts';
import { pingApi, pingMetrics } from './ping-http.ts';
import type { PingDoor, PingTarget } from './target.ts';

export interface PingReport {
  target: PingDoor;
  host: string;
  port: number;
  ok: boolean;
  /** Milliseconds from the first packet to the answer, or to the failure. */
  tookMs: number;
  /** What the answer told, in a few words. */
  told?: string;
  failure?: Failure;
}

/** Says what is being done, so that a deadline can name the step that took too long. */
export type Step = (doing: string) => void;

/** Asks one question and reads the whole answer. Never throws for what the server does: that is in the report. */
export async function ping(target: PingTarget): Promise<PingReport> {
  const { door, host, port, timeoutMs } = target;
  let doing = 'connecting';
  const controller = new AbortController();
  const late = () =>
    controller.abort(
      failures.invalidRequest({
        reason: `${host}:${port} did not answer within ${durationText(timeoutMs)}, while ${doing}.`,
      }),
    );
  const timer = setTimeout(late, timeoutMs);
  const began = performance.now();
  const report = (): Omit<PingReport, 'ok'> => ({
    target: door,
    host,
    port,
    tookMs: Math.round(performance.now() - began),
  });
  try {
    const told = await (await asker(target))(target, controller.signal, (step) => {
      doing = step;
    });
    return { ...report(), ok: true, told };
  } catch (thrown) {
    const cause = controller.signal.aborted ? controller.signal.reason : thrown;
    return { ...report(), ok: false, failure: asFailure(failureOf(cause, target, doing)) };
  } finally {
    clearTimeout(timer);
  }
}

type Ask = (target: PingTarget, signal: AbortSignal, step: Step) => Promise<string>;

/** A client library loads only when it is needed: a probe is a process of its own each time. */
async function asker({ door, expectRefused }: PingTarget): Promise<Ask> {
  if (expectRefused) return pingClosed;
  switch (door) {
    case 'pg':
      return (await import('./ping-pg.ts')).pingPg;
    case 'flight':
      return (await import('./ping-flight.ts')).pingFlight;
    case 'api':
      return pingApi;
    case 'metrics':
      return pingMetrics;
  }
}

/** Runs a long-lived thing until SIGINT or SIGTERM, then closes it; a second signal ends the process at once. */
export interface Closable {
  close(): Promise<void>;
  /** Settles when it ends by itself, with the reason when that is a failure. */
  readonly ended?: Promise<void>;
}

export async function runUntilSignal(start: (signal: AbortSignal) => Promise<Closable>): Promise<void> {
  const controller = new AbortController();
  const signalled = new Promise<void>((resolve) => {
    const stop = (name: NodeJS.Signals) => {
      if (controller.signal.aborted) process.exit(name === 'SIGINT' ? 130 : 143);
      controller.abort(new Error(`stopped by ${name}`));
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
  let running: Closable;
  try {
    running = await start(controller.signal);
  } catch (error) {
    // Stopped while it was still starting: what had been started was closed by `start` itself.
    if (controller.signal.aborted) return;
    throw error;
  }
  try {
    await Promise.race([signalled, ...(running.ended ? [running.ended] : [])]);
  } finally {
    await running.close();
  }
}

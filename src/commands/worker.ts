import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { addSettingOptions, readSettings } from '../command-settings.ts';

/** Path of the worker's own entry, for whoever starts workers as processes. */
export const workerMain = () => fileURLToPath(import.meta.resolve('@brooder/worker/main'));

export function registerWorker(program: Command): void {
  const command = program
    .command('worker')
    .description('run one worker: a DuckDB process that a gateway activates for one org')
    .addHelpText(
      'after',
      '\nExample:\n  $ BROODER_WORKER_BEARER_FILE=token brooder worker --worker-id w1 --tls-cert-file c.pem --tls-key-file k.pem',
    );
  addSettingOptions(command, 'worker').action(async (options: Record<string, unknown>) => {
    const { values } = readSettings('worker', options);
    const { runWorker } = await import('@brooder/worker');
    await runWorker(values);
  });
}

import { environmentOf } from '@brooder/contracts';
import type { Command } from 'commander';
import { addSettingOptions, readSettings } from '../command-settings.ts';

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
    // The worker process reads its settings from the environment, wherever it is started; what flags and file said goes there.
    for (const [name, value] of Object.entries(values)) {
      if (value !== undefined && value !== '' && name in options) process.env[environmentOf(name)] = String(value);
    }
    const { runWorkerProcess } = await import('@brooder/worker');
    await runWorkerProcess([], () => {});
  });
}

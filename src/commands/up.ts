import type { Command } from 'commander';
import { banner } from '../banner.ts';
import { addSettingOptions, readSettings } from '../command-settings.ts';

export function registerUp(program: Command): void {
  const command = program
    .command('up')
    .description('run everything on this machine: config store, gateway, warm workers, demo data')
    .addHelpText(
      'after',
      '\nExample:\n  $ brooder up --pg-port 6432 --warm-target 4\n  $ brooder up --pg-port 0 --ready-file ready.json',
    );
  addSettingOptions(command, 'up').action(async (options: Record<string, unknown>) => {
    const { values } = readSettings('up', options);
    const { startLocal } = await import('../local/index.ts');
    const { runUntilSignal } = await import('../run-until-signal.ts');
    await runUntilSignal(async (signal) => {
      const local = await startLocal(values, signal, (line) => process.stderr.write(`${line}\n`));
      process.stdout.write(banner(local.addresses, values));
      return local;
    });
  });
}

import type { Command } from 'commander';
import { addSettingOptions, readSettings, requireSettings } from '../command-settings.ts';
import { neededSettings } from '../provisioned-names.ts';

export function registerGateway(program: Command): void {
  const command = program
    .command('gateway')
    .description('run one gateway on a config store of yours; any number may share it')
    .addHelpText(
      'after',
      '\nExample:\n  $ BROODER_CONFIG_STORE_FILE=dsn BROODER_INTERNAL_SECRET_FILE=secret \\\n      brooder gateway --tls-cert-file server.crt --tls-key-file server.key',
    );
  addSettingOptions(command, 'gateway').action(async (options: Record<string, unknown>) => {
    const { values } = readSettings('gateway', options);
    requireSettings(values, neededSettings(values));
    const { startShared } = await import('../local/index.ts');
    const { runUntilSignal } = await import('../run-until-signal.ts');
    await runUntilSignal((signal) => startShared(values, signal));
  });
}

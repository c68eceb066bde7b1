import type { Command } from 'commander';
import { addSettingOptions, readSettings, requireSettings } from '../command-settings.ts';
import { durationOption } from '../duration-option.ts';

export function registerMigrate(program: Command): void {
  const command = program
    .command('migrate')
    .description("bring the config store's schema up to date and end; does nothing when it is")
    .addOption(durationOption('--wait <time>', 'how long to wait for the config store to answer', '60s'))
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ PGPASSWORD=… brooder migrate --config-store postgres://brooder@store/brooder',
    );
  addSettingOptions(command, 'migrate').action(async (options: Record<string, unknown>) => {
    const { values } = readSettings('migrate', options);
    requireSettings(values, ['configStore']);
    const { migrateStore, realClock, realRandom } = await import('@brooder/gateway');
    const report = await migrateStore({
      connection: { url: values.configStore! },
      clock: realClock,
      random: realRandom,
      waitMs: options.wait as number,
      onWait: (reason) => process.stderr.write(`Waiting for the config store: ${reason}\n`),
    });
    if (options.json) {
      process.stdout.write(`${JSON.stringify(report)}\n`);
      return;
    }
    for (const { number, name } of report.applied) process.stdout.write(`Applied ${number} ${name}\n`);
    const before = report.applied.length === 0 ? 'was already' : 'is';
    process.stdout.write(`The schema ${before} up to date (version ${report.schema}).\n`);
  });
}

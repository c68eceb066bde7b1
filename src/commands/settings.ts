import { type CommandName, environmentOf, flagOf, type Setting, settings, settingsOf } from '@brooder/contracts';
import { type Command, Option } from 'commander';
import { readSettings } from '../command-settings.ts';
import { textTable } from '../printing/index.ts';

export function registerSettings(program: Command): void {
  program
    .command('settings')
    .description('print every setting, its value here, and where the value comes from')
    .addOption(
      new Option('--for <command>', 'whose settings')
        .choices(['up', 'gateway', 'worker', 'migrate', 'seed'])
        .default('up'),
    )
    .option('--config <file>', 'YAML file with settings')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ BROODER_PG_PORT=6432 brooder settings')
    .action((options: { for: CommandName; config?: string; json?: boolean }) => {
      const resolved = readSettings(options.for, options.config === undefined ? {} : { config: options.config });
      const entries = settingsOf(options.for).map((name) => {
        const setting: Setting = settings[name];
        return {
          name,
          value: resolved.shown[name],
          origin: resolved.origin[name],
          flag: setting.secret === true ? null : flagOf(name),
          environment: environmentOf(name),
          doc: setting.doc,
        };
      });
      if (options.json) {
        process.stdout.write(`${JSON.stringify(entries, null, 2)}\n`);
        return;
      }
      const columns = ['setting', 'value', 'from', 'flag', 'environment'].map((title) => ({ title }));
      const rows = entries.map((e) => [e.name, e.value, e.origin, e.flag ?? '(secret)', e.environment]);
      process.stdout.write(`${textTable(columns, rows)}\n`);
    });
}

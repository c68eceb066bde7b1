/** Command-line options made from the settings table, and their values after flag, environment, file and default. */
import { readFileSync } from 'node:fs';
import {
  type CommandName,
  durationText,
  environmentOf,
  failures,
  flagOf,
  type ResolvedSettings,
  resolveSettings,
  type Setting,
  type SettingName,
  type Settings,
  settings,
  settingsOf,
} from '@brooder/contracts';
import { type Command, Option } from 'commander';
import { parse } from 'yaml';

const placeholder = (setting: Setting) => {
  const { type } = setting;
  if (typeof type === 'object') return type.oneOf.join('|');
  return {
    string: 'text',
    boolean: 'true|false',
    integer: 'n',
    port: 'port',
    bytes: 'size',
    duration: 'time',
    list: 'a,b',
  }[type];
};

/** Adds every setting of `name` that a flag may carry, and `--config`. */
export function addSettingOptions(command: Command, name: CommandName): Command {
  command.option('--config <file>', 'YAML file with settings, keys as "brooder settings" lists them');
  for (const key of settingsOf(name)) {
    const setting: Setting = settings[key];
    if (setting.secret === true) continue;
    const argument = setting.type === 'boolean' ? '[true|false]' : `<${placeholder(setting)}>`;
    const fallback = name === 'up' ? (setting.upDefault ?? setting.default) : setting.default;
    const option = new Option(`${flagOf(key)} ${argument}`, setting.doc);
    // Shown only; the value itself is resolved below, where the origin is known.
    if (fallback !== undefined && fallback !== '') option.description += ` (default ${showDefault(setting, fallback)})`;
    command.addOption(option);
  }
  return command;
}

function showDefault(setting: Setting, value: string | number | boolean): string {
  return setting.type === 'duration' ? durationText(Number(value)) : String(value);
}

export function readSettings(
  name: CommandName,
  options: Readonly<Record<string, unknown>>,
  environment: NodeJS.ProcessEnv = process.env,
): ResolvedSettings {
  const { config, ...given } = options;
  const mine = new Set<string>(settingsOf(name));
  const flags = Object.fromEntries(Object.entries(given).filter(([key]) => mine.has(key)));
  return resolveSettings(name, {
    flags,
    environment,
    readSecretFile: (path) => readText(path),
    ...(typeof config === 'string' ? { file: { path: config, values: readConfigFile(config) } } : {}),
  });
}

/** @throws missingSetting  the first of `names` without a value */
export function requireSettings(values: Settings, names: readonly SettingName[]): void {
  for (const name of names) {
    const value = values[name];
    if (value === undefined || (Array.isArray(value) && value.length === 0))
      throw failures.missingSetting({ name, flag: flagOf(name), env: environmentOf(name) });
  }
}

function readConfigFile(path: string): Record<string, unknown> {
  const text = readText(path);
  let values: unknown;
  try {
    values = parse(text) ?? {};
  } catch (cause) {
    throw failures.invalidSetting(
      { name: '--config', expected: 'a YAML file', actual: (cause as Error).message.split('\n')[0]!, source: path },
      { cause },
    );
  }
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw failures.invalidSetting({
      name: '--config',
      expected: 'a map of settings',
      actual: typeof values,
      source: path,
    });
  }
  return values as Record<string, unknown>;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw failures.missingFile({ file: path }, { cause });
  }
}

import { failures } from './failure.ts';
import {
  type CommandName,
  environmentOf,
  flagOf,
  type Setting,
  type SettingName,
  type Settings,
  settings,
  settingsOf,
} from './settings.ts';

export interface SettingSources {
  /** Parsed flags by setting name. */
  flags?: Readonly<Record<string, unknown>>;
  environment?: Readonly<Record<string, string | undefined>>;
  /** Content of the config file, already parsed, and its path for messages. */
  file?: { path: string; values: Readonly<Record<string, unknown>> };
  /** Reads a secret's file (`BROODER_X_FILE`); the caller owns the file system. */
  readSecretFile?: (path: string) => string;
}

/** Values beside where each came from, for `brooder settings`. Secrets are there only as '(secret)' in `shown`. */
export interface ResolvedSettings {
  values: Settings;
  origin: Readonly<Record<SettingName, 'flag' | 'environment' | 'file' | 'default' | 'unset'>>;
  shown: Readonly<Record<SettingName, string>>;
}

/**
 * Flag, then environment, then file, then default. Settings of other commands keep their defaults.
 *
 * @throws unknownSetting   a key of the file or a BROODER_ variable that is no setting, with the nearest name
 * @throws invalidSetting   a value of the wrong shape, or a secret given as a flag
 */
export function resolveSettings(command: CommandName, sources: SettingSources): ResolvedSettings {
  const mine = new Set<string>(settingsOf(command));
  refuseUnknown(sources);
  const values: Record<string, unknown> = {};
  const origin: Record<string, string> = {};
  const shown: Record<string, string> = {};
  for (const name of Object.keys(settings) as SettingName[]) {
    const setting: Setting = settings[name];
    const found = mine.has(name) ? find(name, setting, sources) : undefined;
    const fallback = command === 'up' ? (setting.upDefault ?? setting.default) : setting.default;
    const raw = found?.raw ?? fallback;
    values[name] = raw === undefined ? undefined : parse(name, setting, raw, found?.source ?? 'the default');
    origin[name] = found?.origin ?? (fallback === undefined ? 'unset' : 'default');
    shown[name] =
      values[name] === undefined
        ? ''
        : setting.secret
          ? showSecret(setting, String(values[name]))
          : show(setting, values[name]);
  }
  return { values, origin, shown } as unknown as ResolvedSettings;
}

const urlWithPassword = /^([a-z]+:\/\/[^:@/]*):[^@]*@/i;

const showSecret = (setting: Setting, value: string) =>
  setting.secret === 'password-in-url' ? value.replace(urlWithPassword, '$1:(secret)@') : '(secret)';

interface Found {
  raw: unknown;
  origin: 'flag' | 'environment' | 'file';
  source: string;
}

function find(name: SettingName, setting: Setting, sources: SettingSources): Found | undefined {
  const flag = sources.flags?.[name];
  if (flag !== undefined) {
    if (setting.secret === true || (setting.secret && urlWithPassword.test(String(flag)))) {
      throw failures.invalidSetting({
        name,
        expected: `given by ${environmentOf(name)} or ${environmentOf(name)}_FILE, because it holds a secret`,
        actual: 'a flag',
        source: flagOf(name),
      });
    }
    return { raw: flag, origin: 'flag', source: flagOf(name) };
  }
  const variable = sources.environment?.[environmentOf(name)];
  if (variable !== undefined && variable !== '')
    return { raw: variable, origin: 'environment', source: environmentOf(name) };
  const secretFile = setting.secret ? sources.environment?.[`${environmentOf(name)}_FILE`] : undefined;
  if (secretFile && sources.readSecretFile) {
    return {
      raw: sources.readSecretFile(secretFile).trimEnd(),
      origin: 'environment',
      source: `${environmentOf(name)}_FILE`,
    };
  }
  const fromFile = sources.file?.values[name];
  if (fromFile !== undefined && fromFile !== null) return { raw: fromFile, origin: 'file', source: sources.file!.path };
  return undefined;
}

function refuseUnknown(sources: SettingSources): void {
  const names = Object.keys(settings);
  for (const key of Object.keys(sources.file?.values ?? {})) {
    if (!Object.hasOwn(settings, key)) throw unknown(key, sources.file!.path, names);
  }
  const variables = names.flatMap((name) => [environmentOf(name), `${environmentOf(name)}_FILE`]);
  for (const key of Object.keys(sources.environment ?? {})) {
    if (key.startsWith('BROODER_') && !key.startsWith('BROODER_TEST_') && !variables.includes(key)) {
      throw unknown(key, 'the environment', variables);
    }
  }
}

function unknown(name: string, source: string, candidates: readonly string[]) {
  const best = nearestName(name, candidates);
  return failures.unknownSetting({ name, source, ...(best === undefined ? {} : { nearest: best }) });
}

/** The candidate with the smallest edit distance, if it is near enough to be a typing error (a third of its length). */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best !== undefined && least <= Math.max(2, best.length / 3) ? best : undefined;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row.push(Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    previous = row;
  }
  return previous[b.length]!;
}

const durationUnits: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const byteUnits: Record<string, number> = {
  '': 1,
  B: 1,
  K: 1024,
  Ki: 1024,
  M: 1024 ** 2,
  Mi: 1024 ** 2,
  G: 1024 ** 3,
  Gi: 1024 ** 3,
};

function parse(name: string, setting: Setting, raw: unknown, source: string): unknown {
  const wrong = (expected: string) =>
    failures.invalidSetting({
      name,
      expected,
      actual: setting.secret ? 'something else' : JSON.stringify(raw),
      source,
    });
  const { type } = setting;
  const text = String(raw).trim();
  if (typeof type === 'object') {
    if (!type.oneOf.includes(text)) throw wrong(`one of ${type.oneOf.join(', ')}`);
    return text;
  }
  switch (type) {
    case 'string':
      if (typeof raw !== 'string') throw wrong('text');
      return raw;
    case 'boolean':
      if (/^(true|on|yes|1)$/i.test(text)) return true;
      if (/^(false|off|no|0)$/i.test(text)) return false;
      throw wrong('true or false');
    case 'integer':
      if (!/^\d{1,9}$/.test(text)) throw wrong(`a whole number${setting.unit ? ` of ${setting.unit}` : ''}`);
      return Number(text);
    case 'port':
      if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw wrong('a port from 0 to 65535');
      return Number(text);
    case 'duration': {
      if (typeof raw === 'number' && Number.isFinite(raw) && raw >= 0) return raw;
      const ms = parseDuration(text);
      if (ms === undefined) throw wrong('a duration such as 250ms, 30s, 15m or 1h');
      return ms;
    }
    case 'bytes': {
      if (typeof raw === 'number' && Number.isSafeInteger(raw) && raw >= 0) return raw;
      const match = /^(\d+(?:\.\d+)?)\s*(B|Ki?|Mi?|Gi?)?B?$/.exec(text);
      if (!match) throw wrong('a size such as 512Mi or 4Gi');
      return Math.floor(Number(match[1]) * byteUnits[match[2] ?? '']!);
    }
    case 'list':
      if (Array.isArray(raw)) return raw.map(String);
      return text === '' ? [] : text.split(',').map((item) => item.trim());
  }
}

function show(setting: Setting, value: unknown): string {
  if (setting.type === 'duration') return durationText(value as number);
  return Array.isArray(value) ? value.join(',') : String(value);
}

/** Milliseconds of `250ms`, `30s`, `15m` or `1h`; undefined for what is no duration. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  return match ? Number(match[1]) * durationUnits[match[2]!]! : undefined;
}

/** Milliseconds in the largest unit that needs no fraction, as settings are written: `15m`, `30s`, `250ms`. */
export function durationText(ms: number): string {
  if (ms !== 0 && ms % 60_000 === 0) return `${ms / 60_000}m`;
  return ms !== 0 && ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`;
}

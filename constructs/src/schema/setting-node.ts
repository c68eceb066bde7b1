import { durationText, type Setting, type SettingName, settings } from '@brooder/contracts';
import { flag, integer, list, optionalFlag, optionalInteger, type TextForm, text, type ValueNode } from './nodes.ts';

type SettingOf<N extends SettingName> = (typeof settings)[N];
type Absent<N extends SettingName> = SettingOf<N> extends { default: string | number | boolean } ? never : undefined;

/** How a setting looks in the chart: durations and sizes are text such as "15m" and "4Gi"; text without a default is ''. */
export type SettingValue<N extends SettingName> = SettingOf<N>['type'] extends 'boolean'
  ? boolean | Absent<N>
  : SettingOf<N>['type'] extends 'integer' | 'port'
    ? number | Absent<N>
    : SettingOf<N>['type'] extends 'list'
      ? readonly string[]
      : SettingOf<N>['type'] extends { oneOf: infer O extends readonly string[] }
        ? O[number] | (Absent<N> extends never ? never : '')
        : string;

/** What a chart says differently. */
export interface SettingOverrides<T> {
  readonly default?: T;
  readonly doc?: string;
  /** What a text must look like in the chart. */
  readonly form?: TextForm;
}

/** Digits that a setting's number may have. */
const largest = 999_999_999;

/**
 * The leaf of a setting: its type, default and documentation come from the settings table, so a knob is added once.
 *
 * @param overrides  for the few whose default is another one on Kubernetes
 */
export function settingNode<const N extends SettingName>(
  name: N,
  overrides: SettingOverrides<NonNullable<SettingValue<N>>> = {},
): ValueNode<SettingValue<N>> {
  return leafOf(settings[name], overrides) as ValueNode<SettingValue<N>>;
}

function leafOf(setting: Setting, overrides: SettingOverrides<unknown>): ValueNode<unknown> {
  const { type } = setting;
  const doc = overrides.doc ?? docOf(setting);
  const standard = overrides.default ?? setting.default;
  if (typeof type === 'object') {
    const oneOf = standard === undefined ? ['', ...type.oneOf] : type.oneOf;
    return text(doc, { oneOf, default: String(standard ?? '') });
  }
  switch (type) {
    case 'string':
      return text(doc, { default: String(standard ?? ''), ...(overrides.form && { form: overrides.form }) });
    case 'boolean':
      return standard === undefined ? optionalFlag(doc) : flag(doc, Boolean(standard));
    case 'integer':
      return wholeNumber(doc, standard, { minimum: 0, maximum: largest });
    case 'port':
      // Port 0, "any free one", is of no use in a manifest.
      return wholeNumber(doc, standard, { minimum: 1, maximum: 65_535 });
    case 'bytes':
      return text(doc, { default: String(standard ?? ''), form: 'bytes', mayBeEmpty: standard === undefined });
    case 'duration': {
      const shown = typeof standard === 'number' ? durationText(standard) : String(standard ?? '');
      return text(doc, { default: shown, form: 'duration', mayBeEmpty: shown === '' });
    }
    case 'list':
      return list(text('One of them.', { mayBeEmpty: false }), doc, { default: itemsOf(standard) });
  }
}

const wholeNumber = (doc: string, standard: unknown, range: { minimum: number; maximum: number }) =>
  standard === undefined ? optionalInteger(doc, range) : integer(doc, Number(standard), range);

function itemsOf(standard: unknown): readonly string[] {
  if (Array.isArray(standard)) return standard.map(String);
  return String(standard ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function docOf({ type, doc, unit }: Setting): string {
  // What is true of flags and environment only: a manifest needs a fixed port, and a values file has lists.
  const fixed = doc.replace('; 0 picks a free one', '').replace(', comma-separated', '');
  return unit === undefined || fixed.toLowerCase().includes(unit) || type === 'bytes' ? fixed : `${fixed} In ${unit}.`;
}

/** The settings of gateway and worker that have a place in the chart. */
export const settingsWithChartPath = (): SettingName[] =>
  (Object.keys(settings) as SettingName[]).filter((name) => {
    const setting: Setting = settings[name];
    return (
      setting.chart !== undefined && setting.commands.some((command) => command === 'gateway' || command === 'worker')
    );
  });

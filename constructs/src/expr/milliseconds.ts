import { fold, type Value } from './expr.ts';

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a duration such as "15m" or "250ms", as the settings table writes them. The values' schema has checked the form. */
export const milliseconds = (duration: Value<string>): Value<number> =>
  fold(
    [duration] as const,
    'integer',
    (d) => {
      const [, number, unit] = /^([0-9]+)(ms|s|m|h)$/.exec(d) ?? ['', '0', 'ms'];
      return Number(number) * unitMs[unit as keyof typeof unitMs];
    },
    (d) => `include "brooder.milliseconds" ${d} | int64`,
  );

/** The named template behind `milliseconds`, for the chart's helper file. */
export const millisecondsTemplate = `{{- define "brooder.milliseconds" }}
{{- $units := dict ${Object.entries(unitMs)
  .map(([unit, ms]) => `"${unit}" ${ms}`)
  .join(' ')} }}
{{- mul (regexFind "^[0-9]+" . | int64) (get $units (regexFind "[a-z]+$" .)) }}
{{- end }}`;

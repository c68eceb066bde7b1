/** Intervals from text: `1 year 2 mons -3 days 04:05:06.789`, `P1Y2M3DT4H5M6S`, `1 day ago`. Source: PostgreSQL docs 8.5.4. */
import type { IntervalValue } from '@brooder/contracts';
import { invalid, outOfRange } from './refuse.ts';

const minute = 60_000_000;
/** Months, days and microseconds of one unit. */
const units: readonly (readonly [RegExp, months: number, days: number, micros: number])[] = [
  [/^(microsecon(d|ds)|usecs?|us)$/, 0, 0, 1],
  [/^(milliseconds?|msecs?|ms)$/, 0, 0, 1000],
  [/^(seconds?|secs?|s)$/, 0, 0, 1_000_000],
  [/^(minutes?|mins?|m)$/, 0, 0, minute],
  [/^(hours?|hrs?|h)$/, 0, 0, 60 * minute],
  [/^(days?|d)$/, 0, 1, 0],
  [/^(weeks?|w)$/, 0, 7, 0],
  [/^(months?|mons?)$/, 1, 0, 0],
  [/^(years?|yrs?|y)$/, 12, 0, 0],
  [/^(decades?|decs?)$/, 120, 0, 0],
  [/^(century|centuries|cent|c)$/, 1200, 0, 0],
  [/^(millennium|millennia|mils?)$/, 12_000, 0, 0],
];

class Sum {
  months = 0;
  days = 0;
  micros = 0n;

  /** Fractions of a month go to days of 30, fractions of a day to microseconds, as PostgreSQL does. */
  add(amount: number, months: number, days: number, micros: number): void {
    if (months !== 0) {
      const total = amount * months;
      const whole = Math.trunc(total);
      this.months += whole;
      // Twelve digits hide the error of binary fractions: 0.1 years are 1.2 months, not 1.2000000000000002.
      this.add(Number(((total - whole) * 30).toFixed(12)), 0, 1, 0);
    } else if (days !== 0) {
      const total = amount * days;
      const whole = Math.trunc(total);
      this.days += whole;
      this.micros += BigInt(Math.round((total - whole) * 86_400_000_000));
    } else {
      const whole = Math.trunc(amount);
      this.micros += BigInt(whole) * BigInt(micros) + BigInt(Math.round((amount - whole) * micros));
    }
  }
}

function readIso(text: string, sum: Sum): boolean {
  const match = /^(-?)P((?:[+-]?\d+(?:\.\d+)?[YMWD])*)(?:T((?:[+-]?\d+(?:\.\d+)?[HMS])+))?$/i.exec(text);
  if (match === null || text.length < 3) return false;
  const sign = match[1] === '-' ? -1 : 1;
  const datePart = { Y: [12, 0, 0], M: [1, 0, 0], W: [0, 7, 0], D: [0, 1, 0] } as const;
  const timePart = { H: [0, 0, 60 * minute], M: [0, 0, minute], S: [0, 0, 1_000_000] } as const;
  const read = (part: string | undefined, table: Readonly<Record<string, readonly [number, number, number]>>) => {
    for (const [, amount, unit] of (part ?? '').matchAll(/([+-]?\d+(?:\.\d+)?)([A-Z])/gi))
      sum.add(sign * Number(amount), ...table[unit!.toUpperCase()]!);
  };
  read(match[2], datePart);
  read(match[3], timePart);
  return true;
}

function readClock(word: string, sum: Sum): boolean {
  const match = /^([+-]?)(\d+):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?$/.exec(word);
  if (match === null) return false;
  const [, sign, hours, minutes, seconds = '0', fraction = ''] = match;
  if (Number(minutes) > 59 || Number(seconds) > 59) return false;
  const micros =
    BigInt(hours!) * 3_600_000_000n +
    BigInt(Number(minutes) * minute + Number(seconds) * 1_000_000 + Math.round(Number(`0.${fraction}0`) * 1e6));
  sum.micros += sign === '-' ? -micros : micros;
  return true;
}

function readWords(text: string, sum: Sum): boolean {
  const words = text.toLowerCase().replace(/^@\s*/, '').split(/\s+/);
  const ago = words.at(-1) === 'ago';
  if (ago) words.pop();
  if (words.length === 0) return false;
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    if (readClock(word, sum)) continue;
    const [, amount, attached] = /^([+-]?(?:\d+\.?\d*|\.\d+))([a-z]*)$/.exec(word) ?? [];
    if (amount === undefined) return false;
    // A number at the end without a unit is seconds.
    const name = attached || words[++index] || 's';
    const unit = units.find(([pattern]) => pattern.test(name));
    if (unit === undefined) return false;
    sum.add(Number(amount), unit[1], unit[2], unit[3]);
  }
  if (ago) {
    sum.months = -sum.months;
    sum.days = -sum.days;
    sum.micros = -sum.micros;
  }
  return true;
}

export function parseInterval(text: string): IntervalValue {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > 500) throw invalid('interval', text);
  const sum = new Sum();
  if (!readIso(trimmed, sum) && !readWords(trimmed, sum)) throw invalid('interval', text);
  const { months, days, micros } = sum;
  if (months !== (months | 0) || days !== (days | 0) || micros !== BigInt.asIntN(64, micros))
    throw outOfRange('interval', text);
  // `+ 0` turns the -0 of "ago" into 0.
  return { months: months + 0, days: days + 0, micros };
}

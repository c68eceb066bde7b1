/** Dates and times from text, in the ISO forms that drivers send. Source: PostgreSQL docs 8.5 and appendix B. */
import { type TimeTzValue, timestampInfinity } from '@brooder/contracts';
import { ZoneOffsets } from '../zones/index.ts';
import { invalid, outOfRange } from './refuse.ts';

export const dateInfinity = { positive: 2147483647, negative: -2147483647 } as const;
const dayMicros = 86_400_000_000n;

const daysIn = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year: number) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** Civil date to days since 1970 (Howard Hinnant's algorithm); year 0 is 1 BC. Undefined when there is no such day. */
function daysFromCivil(year: number, month: number, day: number): number | undefined {
  const last = month === 2 && isLeap(year) ? 29 : daysIn[month - 1];
  if (last === undefined || day < 1 || day > last) return undefined;
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function infinityOf<T>(text: string, ends: { positive: T; negative: T }): T | undefined {
  if (/^\s*\+?infinity\s*$/i.test(text)) return ends.positive;
  return /^\s*-infinity\s*$/i.test(text) ? ends.negative : undefined;
}

const datePart = '(\\d{4,7})-(\\d{1,2})-(\\d{1,2})|(\\d{4})(\\d{2})(\\d{2})';
const timePart = '(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,12}))?)?';
const zonePart = '(z|[+-]\\d{1,2}(?::?\\d{2}(?::?\\d{2})?)?|[a-z][a-z0-9_+-]*(?:/[a-z0-9_+-]+)*)';
const datePattern = new RegExp(`^\\s*(?:${datePart})(?:[ t]+${timePart})?\\s*${zonePart}?\\s*?( bc| ad)?\\s*$`, 'i');
const timePattern = new RegExp(`^\\s*${timePart}\\s*${zonePart}?\\s*$`, 'i');

/** Zones by name keep their cache; a client may name any, so the count is bounded. */
const zones = new Map<string, ZoneOffsets>();
function zoneOf(name: string): ZoneOffsets {
  const known = zones.get(name);
  if (known) return known;
  if (zones.size >= 64) zones.clear();
  const zone = new ZoneOffsets(name);
  zones.set(name, zone);
  return zone;
}

/** Nanoseconds of the day; 24:00:00 is allowed, a 60th second is the next minute. */
function clockNanos(parts: readonly (string | undefined)[]): bigint | undefined {
  const [hours = '0', minutes = '0', seconds = '0', fraction = ''] = parts;
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  const nanos = BigInt(total) * 1_000_000_000n + fractionNanos(fraction);
  const valid = Number(minutes) < 60 && Number(seconds) <= 60 && nanos <= 86_400_000_000_000n;
  return valid ? nanos : undefined;
}

/** PostgreSQL rounds further digits away; nanoseconds are kept for DuckDB's finer types. */
export function fractionNanos(digits: string): bigint {
  return BigInt(Math.round(Number(`0.${digits || '0'}`) * 1e9));
}

/** The nearest microsecond; halves go up. */
function roundMicros(nanos: bigint): bigint {
  const shifted = nanos + 500n;
  return (shifted - (((shifted % 1000n) + 1000n) % 1000n)) / 1000n;
}

interface Moment {
  days: number;
  nanos: bigint;
  zone: string | undefined;
}

function parseMoment(type: string, text: string): Moment {
  const match = text.length > 200 ? null : datePattern.exec(text);
  if (match === null) throw invalid(type, text);
  const [, y, m, d, y2, m2, d2, hours, minutes, seconds, fraction, zone, era] = match;
  const isBc = / bc/i.test(era ?? '') || /^bc$/i.test(zone ?? '');
  const year = Number(y ?? y2);
  if (year === 0) throw outOfRange(type, text);
  const days = daysFromCivil(isBc ? 1 - year : year, Number(m ?? m2), Number(d ?? d2));
  const nanos = clockNanos([hours, minutes, seconds, fraction]);
  if (days === undefined || nanos === undefined) throw outOfRange(type, text);
  return { days, nanos, zone: /^(bc|ad)$/i.test(zone ?? '') ? undefined : zone };
}

/** Days since 1970. A time of day behind the date is ignored, as PostgreSQL does. */
export function parseDate(text: string): number {
  return infinityOf(text, dateInfinity) ?? parseMoment('date', text).days;
}

const check64 = (type: string, text: string, value: bigint): bigint => {
  if (value !== BigInt.asIntN(64, value)) throw outOfRange(type, text);
  return value;
};

/** Nanoseconds since 1970 without bound; a zone in the text is ignored, as PostgreSQL does for timestamp. */
export function parseTimestampNanos(text: string): bigint | 'infinity' | '-infinity' {
  const end = infinityOf(text, { positive: 'infinity', negative: '-infinity' } as const);
  if (end !== undefined) return end;
  const { days, nanos } = parseMoment('timestamp without time zone', text);
  return BigInt(days) * dayMicros * 1000n + nanos;
}

/** A count of `perSecond` units since 1970. */
export function parseTimestamp(text: string, perSecond: bigint): bigint {
  const nanos = parseTimestampNanos(text);
  if (nanos === 'infinity') return timestampInfinity.positive;
  if (nanos === '-infinity') return timestampInfinity.negative;
  const type = 'timestamp without time zone';
  if (perSecond === 1_000_000_000n) return check64(type, text, nanos);
  const micros = roundMicros(nanos);
  const unit = 1_000_000n / perSecond;
  return check64(type, text, (micros - (((micros % unit) + unit) % unit)) / unit);
}

/** Microseconds since 1970 UTC. Without a zone the time is taken as UTC. @throws invalidText for an unknown zone */
export function parseTimestampTz(text: string): bigint {
  const type = 'timestamp with time zone';
  const end = infinityOf(text, timestampInfinity);
  if (end !== undefined) return end;
  const { days, nanos, zone } = parseMoment(type, text);
  const local = BigInt(days) * dayMicros + roundMicros(nanos);
  if (zone === undefined) return check64(type, text, local);
  const offsets = zoneOrInvalid(zone, type, text);
  // The offset depends on UTC, which is looked for: the first guess is at most a day off, the second one is right outside of gaps.
  const seconds = Number(local / 1_000_000n);
  const offset = offsets.at(seconds - offsets.at(seconds));
  return check64(type, text, local - BigInt(offset) * 1_000_000n);
}

function zoneOrInvalid(zone: string, type: string, text: string): ZoneOffsets {
  try {
    return zoneOf(zone.toLowerCase() === 'z' ? 'UTC' : zone);
  } catch (cause) {
    throw Object.assign(invalid(type, text), { cause });
  }
}

function parseClock(type: string, text: string): { nanos: bigint; zone: string | undefined } {
  const match = text.length > 200 ? null : timePattern.exec(text);
  if (match === null) throw invalid(type, text);
  const nanos = clockNanos(match.slice(1, 5));
  if (nanos === undefined) throw outOfRange(type, text);
  return { nanos, zone: match[5] };
}

export const parseTimeNanos = (text: string): bigint => parseClock('time without time zone', text).nanos;
export const parseTime = (text: string): bigint => roundMicros(parseTimeNanos(text));

/** Without a zone the time is UTC's. */
export function parseTimeTz(text: string): TimeTzValue {
  const type = 'time with time zone';
  const { nanos, zone } = parseClock(type, text);
  const offsets = zone === undefined ? undefined : zoneOrInvalid(zone, type, text);
  return { micros: roundMicros(nanos), offsetSeconds: offsets?.fixed ?? offsets?.at(0) ?? 0 };
}

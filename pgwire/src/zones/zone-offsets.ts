import { failures } from '@brooder/contracts';

/** Width of a cached span of time in seconds, about three days: no zone changes its clock twice within one. */
const spanSeconds = 2 ** 18;
/** Spans kept for a zone; a scan over all of recorded time has fewer. */
const maxSpans = 65_536;
/** The Gregorian calendar, weekdays included, repeats after 400 years; rules after 2400 are read there. */
const cycleSeconds = 146_097 * 86_400;
const year2400 = 13_569_465_600;
/** Before this all zones keep their first offset (local mean time). */
const year1800 = -5_364_662_400;

interface Span {
  before: number;
  /** First second with the offset `after`; Infinity when the span has one offset. */
  change: number;
  after: number;
}

/** Offset of `format`'s zone at a second of UTC, in seconds east of Greenwich. */
function readOffset(format: Intl.DateTimeFormat, second: number): number {
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(second * 1000)) part[type] = Number(value);
  const local = Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second);
  return local / 1000 - second;
}

const fixedPattern = /^([+-])(\d{1,2})(?::?([0-5]\d)(?::?([0-5]\d))?)?$/;

function fixedOffset(zone: string): number | undefined {
  if (/^(etc\/)?(utc|uct|zulu|universal|gmt)$|^z$/i.test(zone)) return 0;
  const [, sign, hours, minutes = '0', seconds = '0'] = fixedPattern.exec(zone) ?? [];
  if (sign === undefined) return undefined;
  const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return sign === '-' ? -offset : offset;
}

/** Offsets of one time zone, cached by span of time. */
export class ZoneOffsets {
  /** Set when the zone has one offset for all times, in seconds east of Greenwich. */
  readonly fixed: number | undefined;
  readonly #format: Intl.DateTimeFormat | undefined;
  readonly #spans = new Map<number, Span>();

  /** `zone` is an IANA name, or a fixed offset such as `+05:30` (east of Greenwich). @throws invalidRequest when there is no such zone */
  constructor(zone: string) {
    this.fixed = fixedOffset(zone);
    if (this.fixed !== undefined) return;
    try {
      this.#format = new Intl.DateTimeFormat('en-US', {
        timeZone: zone,
        calendar: 'gregory',
        numberingSystem: 'latn',
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      });
    } catch (cause) {
      throw failures.invalidRequest({ reason: `time zone "${zone}" not recognized` }, { cause });
    }
  }

  /** Offset at a second since 1970 UTC, in seconds east of Greenwich. */
  at(second: number): number {
    if (this.fixed !== undefined) return this.fixed;
    let probe = Math.max(second, year1800);
    if (probe >= year2400) probe -= Math.floor((probe - year2400) / cycleSeconds + 1) * cycleSeconds;
    const number = Math.floor(probe / spanSeconds);
    const span = this.#spans.get(number) ?? this.#read(number);
    return probe < span.change ? span.before : span.after;
  }

  #read(number: number): Span {
    const format = this.#format!;
    let low = number * spanSeconds;
    let high = low + spanSeconds;
    const before = readOffset(format, low);
    const after = readOffset(format, high);
    let change = Number.POSITIVE_INFINITY;
    if (before !== after) {
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (readOffset(format, middle) === before) low = middle;
        else high = middle;
      }
      change = high;
    }
    if (this.#spans.size >= maxSpans) this.#spans.clear();
    const span = { before, change, after };
    this.#spans.set(number, span);
    return span;
  }
}

import { failures } from '@brooder/contracts';
import { keepsSetting, pgSettings } from '../../sql/index.ts';

interface Value {
  value: string;
  /** Value that comes back at the end of the transaction, for SET LOCAL. */
  outer?: string | undefined;
}

/**
 * The PostgreSQL settings of one session. What a transaction sets is undone by its rollback, and SET LOCAL by its end;
 * both answer the names that changed, so that the engine and the client hear of it.
 */
export class SessionGucs {
  readonly #defaults = new Map<string, string>();
  #values = new Map<string, Value>();
  #atBegin: Map<string, Value> | undefined;

  constructor(defaults: Readonly<Record<string, string>>) {
    for (const [key, setting] of pgSettings) this.#defaults.set(key, setting.default);
    for (const [name, value] of Object.entries(defaults)) this.#defaults.set(name.toLowerCase(), value);
  }

  get(name: string): string | undefined {
    const key = name.toLowerCase();
    return this.#values.get(key)?.value ?? this.#defaults.get(key);
  }

  /** Name as PostgreSQL spells it. */
  spelling(name: string): string {
    return pgSettings.get(name.toLowerCase())?.name ?? name;
  }

  /** All settings with their values, by name. */
  all(): [name: string, value: string][] {
    const names = new Set([...this.#defaults.keys(), ...this.#values.keys()]);
    return [...names].sort().map((key) => [this.spelling(key), this.get(key) ?? '']);
  }

  /** Settings a client is told of at its login. */
  reported(): [name: string, value: string][] {
    return [...pgSettings].flatMap(([key, { name, report }]) =>
      report ? [[name, this.get(key) ?? ''] as [string, string]] : [],
    );
  }

  isReported(name: string): boolean {
    return pgSettings.get(name.toLowerCase())?.report === true;
  }

  /** Value a SET would have, or undefined for the default. @throws invalidRequest (22023), unsupported for a read-only one */
  check(name: string, value: string | undefined): string {
    const key = name.toLowerCase();
    const setting = pgSettings.get(key);
    if (setting?.readOnly)
      throw failures.invalidRequest({ reason: `parameter "${setting.name}" cannot be changed` }, { sqlstate: '55P02' });
    if (!keepsSetting(name))
      throw failures.invalidRequest(
        { reason: `unrecognized configuration parameter "${name.slice(0, 100)}"` },
        { sqlstate: '42704' },
      );
    if (value === undefined) return this.#defaults.get(key) ?? '';
    if (value.length > 64 * 1024)
      throw failures.messageTooLarge({ limit: 64 * 1024, actual: value.length, what: 'A setting' });
    return setting?.check ? setting.check(value) : value;
  }

  /** `value` must come from `check`. */
  set(name: string, value: string, local: boolean): void {
    const key = name.toLowerCase();
    const before = this.#values.get(key);
    if (!before && this.#values.size >= maxSettings)
      throw failures.invalidRequest(
        { reason: `a session keeps at most ${maxSettings} settings` },
        { sqlstate: '53400' },
      );
    if (!local) this.#values.set(key, { value });
    else if (this.#atBegin)
      this.#values.set(key, { value, outer: before && 'outer' in before ? before.outer : before?.value });
  }

  /** The default becomes `value`: what the start-up packet asked for. */
  setDefault(name: string, value: string): void {
    this.#defaults.set(name.toLowerCase(), value);
  }

  resetAll(): string[] {
    return this.#replace(new Map());
  }

  begin(): void {
    this.#atBegin ??= new Map(this.#values);
  }

  get inTransaction(): boolean {
    return this.#atBegin !== undefined;
  }

  /** Names whose value changed. */
  end(committed: boolean): string[] {
    const atBegin = this.#atBegin;
    this.#atBegin = undefined;
    if (!atBegin) return [];
    if (!committed) return this.#replace(atBegin);
    const after = new Map<string, Value>();
    for (const [key, entry] of this.#values) {
      if (!('outer' in entry)) after.set(key, entry);
      else if (entry.outer !== undefined) after.set(key, { value: entry.outer });
    }
    return this.#replace(after);
  }

  #replace(values: Map<string, Value>): string[] {
    const before = new Map([...this.#values.keys(), ...values.keys()].map((key) => [key, this.get(key)]));
    this.#values = values;
    return [...before].filter(([key, value]) => this.get(key) !== value).map(([key]) => key);
  }
}

/** Custom settings are a tenant's to invent, so their number is bounded. */
const maxSettings = 1_000;

/** A `statement_timeout` in milliseconds; a bare number is milliseconds. */
export function timeoutMs(value: string | undefined): number {
  const [, digits, unit] = /^\s*(\d+)\s*(us|ms|s|min|h|d)?\s*$/.exec(value ?? '') ?? [];
  const factor = { us: 0.001, ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 }[unit ?? 'ms'] ?? 1;
  return Number(digits ?? 0) * factor;
}

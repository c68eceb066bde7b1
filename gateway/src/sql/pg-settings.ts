/**
 * Settings of PostgreSQL that the gateway keeps for each session, because the engine has none of that name. Those marked `report`
 * are told to the client when they change; source: PostgreSQL docs 54.2.7 and chapter 19.
 */
import { failures } from '@brooder/contracts';
import { serverVersion } from './rules/session-functions.ts';

export interface PgSetting {
  /** As PostgreSQL spells it. */
  name: string;
  default: string;
  report?: true;
  readOnly?: true;
  /** The value in its normal form. @throws invalidRequest for one the gateway cannot keep its word on */
  check?: (value: string) => string;
}

const refuse = (name: string, value: string, allowed: string) =>
  failures.invalidRequest({
    reason: `invalid value for parameter "${name}": "${value.slice(0, 100)}"; Brooder takes ${allowed}`,
  });

const only = (name: string, allowed: RegExp, normal: string | undefined, words: string) => (value: string) => {
  if (!allowed.test(value.trim())) throw refuse(name, value, words);
  return normal ?? value;
};

/** Hours east of UTC as an IANA name where there is one: `Etc/GMT-2` is two hours east, by the sign of POSIX. */
function fixedOffset(minutesEast: number): string {
  const sign = minutesEast < 0 ? '-' : '+';
  const [hours, minutes] = [Math.floor(Math.abs(minutesEast) / 60), Math.abs(minutesEast) % 60];
  if (minutesEast === 0) return 'UTC';
  if (minutes === 0 && hours <= 12) return `Etc/GMT${sign === '+' ? '-' : '+'}${hours}`;
  return `${sign}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

/** A number counts hours east; `GMT-02:00` and `+02:00` count by the sign of POSIX, west. Source: PostgreSQL docs 8.5.3, B.5. */
function checkTimeZone(value: string): string {
  const hoursEast = /^[+-]?\d{1,2}(\.\d+)?$/.test(value.trim()) ? Number(value) : undefined;
  if (hoursEast !== undefined && Math.abs(hoursEast) <= 14) return fixedOffset(Math.round(hoursEast * 60));
  const [, sign, hours, minutes] = /^(?:GMT|UTC)?([+-])(\d{1,2})(?::?(\d\d))?$/i.exec(value.trim()) ?? [];
  if (sign && Number(hours) <= 14 && Number(minutes ?? 0) < 60)
    return fixedOffset((sign === '+' ? -1 : 1) * (Number(hours) * 60 + Number(minutes ?? 0)));
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return value;
  } catch {
    throw refuse('TimeZone', value, 'IANA names and offsets such as +02:00');
  }
}

/** A time limit in milliseconds, as PostgreSQL writes it: a number, or a number with a unit. */
function checkDuration(value: string): string {
  if (!/^\s*\d+\s*(us|ms|s|min|h|d)?\s*$/.test(value))
    throw refuse('timeout', value, 'milliseconds, or a number with ms, s, min, h or d');
  return value.trim();
}

const table: readonly PgSetting[] = [
  { name: 'server_version', default: serverVersion, report: true, readOnly: true },
  { name: 'server_version_num', default: '160000', readOnly: true },
  { name: 'server_encoding', default: 'UTF8', report: true, readOnly: true },
  {
    name: 'client_encoding',
    default: 'UTF8',
    report: true,
    check: only('client_encoding', /^'?(utf-?8|unicode)'?$/i, 'UTF8', 'UTF8'),
  },
  {
    name: 'DateStyle',
    default: 'ISO, MDY',
    report: true,
    check: only('DateStyle', /^(iso\b.*|mdy|us|default)$/i, 'ISO, MDY', 'ISO, MDY'),
  },
  {
    name: 'IntervalStyle',
    default: 'postgres',
    report: true,
    check: only('IntervalStyle', /^postgres$/i, 'postgres', 'postgres'),
  },
  { name: 'TimeZone', default: 'UTC', report: true, check: checkTimeZone },
  { name: 'integer_datetimes', default: 'on', report: true, readOnly: true },
  {
    name: 'standard_conforming_strings',
    default: 'on',
    report: true,
    check: only('standard_conforming_strings', /^(on|true|1|yes)$/i, 'on', 'on'),
  },
  { name: 'is_superuser', default: 'off', report: true, readOnly: true },
  { name: 'session_authorization', default: '', report: true, readOnly: true },
  { name: 'role', default: 'none', readOnly: true },
  {
    name: 'application_name',
    default: '',
    report: true,
    check: (value) => value.replace(/[^\x20-\x7e]/g, '?').slice(0, 63),
  },
  { name: 'in_hot_standby', default: 'off', report: true, readOnly: true },
  { name: 'default_transaction_read_only', default: 'off', report: true },
  { name: 'search_path', default: '"$user", public', report: true },
  { name: 'transaction_isolation', default: 'repeatable read' },
  { name: 'default_transaction_isolation', default: 'repeatable read' },
  { name: 'transaction_read_only', default: 'off' },
  { name: 'extra_float_digits', default: '1' },
  { name: 'statement_timeout', default: '0', check: checkDuration },
  { name: 'lock_timeout', default: '0', check: checkDuration },
  { name: 'idle_in_transaction_session_timeout', default: '0', check: checkDuration },
  { name: 'transaction_timeout', default: '0', check: checkDuration },
  { name: 'idle_session_timeout', default: '0', check: checkDuration },
  { name: 'bytea_output', default: 'hex', check: only('bytea_output', /^hex$/i, 'hex', 'hex') },
  { name: 'max_identifier_length', default: '63', readOnly: true },
  ...Object.entries({
    client_min_messages: 'notice',
    row_security: 'on',
    lc_messages: 'C',
    lc_monetary: 'C',
    lc_numeric: 'C',
    lc_time: 'C',
    lc_collate: 'C',
    lc_ctype: 'C',
    synchronize_seqscans: 'on',
    synchronous_commit: 'on',
    default_table_access_method: 'heap',
    default_tablespace: '',
    temp_tablespaces: '',
    xmloption: 'content',
    check_function_bodies: 'on',
    default_with_oids: 'off',
    jit: 'off',
    geqo: 'on',
    work_mem: '4MB',
    maintenance_work_mem: '64MB',
    escape_string_warning: 'on',
    backslash_quote: 'safe_encoding',
    quote_all_identifiers: 'off',
    password_encryption: 'scram-sha-256',
    constraint_exclusion: 'partition',
    tcp_keepalives_idle: '0',
    log_statement: 'none',
    log_min_duration_statement: '-1',
    log_min_messages: 'warning',
    session_replication_role: 'origin',
    plan_cache_mode: 'auto',
    enable_seqscan: 'on',
    enable_indexscan: 'on',
    enable_bitmapscan: 'on',
    enable_hashjoin: 'on',
    enable_mergejoin: 'on',
    enable_nestloop: 'on',
    enable_sort: 'on',
    enable_hashagg: 'on',
  }).map(([name, value]) => ({ name, default: value })),
];

export const pgSettings: ReadonlyMap<string, PgSetting> = new Map(
  table.map((setting) => [setting.name.toLowerCase(), setting]),
);

/** A setting the gateway keeps: one of the table, or a custom one, whose name has a dot. */
export function keepsSetting(name: string): boolean {
  return pgSettings.has(name.toLowerCase()) || /^[a-z_][\w$]*\.[\w$.]+$/i.test(name);
}

/** DuckDB's schemas for a PostgreSQL search path: `public` is its `main`. */
export function engineSearchPath(value: string): string {
  const names = value.split(',').flatMap((part) => {
    const name = part.trim().replace(/^"(.*)"$/, '$1');
    return name === '' || name === '$user' || name === 'pg_catalog' ? [] : [name === 'public' ? 'main' : name];
  });
  return (names.length > 0 ? [...new Set(names)] : ['main']).map((name) => `"${name.replaceAll('"', '""')}"`).join(',');
}

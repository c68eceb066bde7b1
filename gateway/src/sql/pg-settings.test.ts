import { expect, test } from 'vitest';
import { engineSearchPath, keepsSetting, pgSettings } from './pg-settings.ts';

const check = (name: string, value: string) => pgSettings.get(name)!.check!(value);

// Read from PostgreSQL 15: `set time zone 2` shows +02 east, `set timezone = '+02:00'` is west.
test.each([
  ['Europe/Berlin', 'Europe/Berlin'],
  ['UTC', 'UTC'],
  ['2', 'Etc/GMT-2'],
  ['-3.5', '-03:30'],
  ['0', 'UTC'],
  ['GMT-02:00', 'Etc/GMT-2'],
  ['+02:00', 'Etc/GMT+2'],
  ['UTC+5:30', '-05:30'],
])('time zone %s is kept as %s', (value, kept) => {
  expect(check('timezone', value)).toBe(kept);
});

test.each([
  ['timezone', 'Entenhausen'],
  ['timezone', '99'],
  ['client_encoding', 'LATIN1'],
  ['datestyle', 'German'],
  ['bytea_output', 'escape'],
  ['statement_timeout', 'soon'],
  ['standard_conforming_strings', 'off'],
])('%s = %s is refused, because the gateway could not keep its word', (name, value) => {
  expect(() => check(name, value)).toThrow(/invalid value for parameter/);
});

test('a search path names schemas of DuckDB, where public is main', () => {
  expect(engineSearchPath('"$user", public')).toBe('"main"');
  expect(engineSearchPath('a, "B c", public, a')).toBe('"a","B c","main"');
  expect(engineSearchPath('')).toBe('"main"');
});

test("custom settings have a dot; DuckDB's own are left to DuckDB", () => {
  expect(['app.user', 'TIMEZONE', 'search_path'].every(keepsSetting)).toBe(true);
  expect(['threads', 'memory_limit', 'a b.c', '.x'].some(keepsSetting)).toBe(false);
});

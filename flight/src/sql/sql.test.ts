import { failures } from '@brooder/contracts';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import { tableFromIPC } from 'apache-arrow';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ActionSchema,
  FlightInfoSchema,
  PutResultSchema,
  ResultSchema,
  SetSessionOptionsRequestSchema,
} from '../gen/Flight_pb.ts';
import * as sql from '../gen/FlightSql_pb.ts';
import { decodeSchemaMessage, IpcReader, IpcWriter } from '../ipc/index.ts';
import { received, toStream } from '../testing/ipc-stream.ts';
import { pack, unpack } from '../wire/index.ts';
import {
  decodeAction,
  decodeCommand,
  flightSqlSchemas,
  likeMatcher,
  packAny,
  packCommand,
  packDescriptor,
  packFlightInfo,
  packPreparedPutResult,
  packPreparedResult,
  packTicket,
  packUpdateResult,
  sqlInfoBatch,
  unpackDescriptor,
  unpackTicket,
  unpackUpdateResult,
} from './index.ts';

test('a command comes back as itself', () => {
  const bytes = packCommand('getTables', {
    catalog: 'c',
    tableNameFilterPattern: 't%',
    tableTypes: ['VIEW'],
    includeSchema: true,
  });
  const decoded = decodeCommand(bytes);
  expect(decoded.kind).toBe('getTables');
  expect(decoded.command).toMatchObject({
    catalog: 'c',
    tableNameFilterPattern: 't%',
    tableTypes: ['VIEW'],
    includeSchema: true,
  });
  expect((decoded.command as sql.CommandGetTables).dbSchemaFilterPattern).toBeUndefined();
});

test('an unknown command is unsupported, a broken one a protocol violation', () => {
  const foreign = pack(AnySchema, { typeUrl: 'type.googleapis.com/acme.Thing', value: new Uint8Array(0) });
  expect(() => decodeCommand(foreign)).toThrow(
    failures.unsupported({
      what: 'The Flight command "acme.Thing"',
      instead: 'Send one of the commands of FlightSql.proto.',
    }).message,
  );
  const broken = pack(AnySchema, { typeUrl: `x/${sql.CommandGetTablesSchema.typeName}`, value: Uint8Array.of(255) });
  for (const bytes of [broken, Uint8Array.of(10, 200)]) {
    expect(() => decodeCommand(bytes)).toThrow(expect.objectContaining({ code: 'protocolViolation' }));
  }
});

test('actions of Flight SQL come wrapped in Any, those of Flight bare, others as they are', () => {
  const prepare = pack(ActionSchema, {
    type: 'CreatePreparedStatement',
    body: packAny(sql.ActionCreatePreparedStatementRequestSchema, {
      query: 'select 1',
      transactionId: Uint8Array.of(7),
    }),
  });
  expect(decodeAction(prepare)).toMatchObject({
    kind: 'CreatePreparedStatement',
    request: { query: 'select 1', transactionId: Uint8Array.of(7) },
  });
  const options = pack(ActionSchema, {
    type: 'SetSessionOptions',
    body: pack(SetSessionOptionsRequestSchema, {
      sessionOptions: { catalog: { optionValue: { case: 'stringValue', value: 'c' } } },
    }),
  });
  expect(decodeAction(options)).toMatchObject({
    kind: 'SetSessionOptions',
    request: { sessionOptions: { catalog: { optionValue: { value: 'c' } } } },
  });
  expect(decodeAction(pack(ActionSchema, { type: 'activate', body: Uint8Array.of(1) }))).toEqual({
    kind: 'other',
    type: 'activate',
    body: Uint8Array.of(1),
  });
  const swapped = pack(ActionSchema, {
    type: 'EndTransaction',
    body: packAny(sql.ActionBeginTransactionRequestSchema, {}),
  });
  expect(() => decodeAction(swapped)).toThrow(expect.objectContaining({ code: 'protocolViolation' }));
  expect(decodeAction(pack(ActionSchema, { type: 'constructor' })).kind).toBe('other');
});

test('a flight info has one endpoint without a location, its ticket, and the schema', () => {
  const descriptor = packDescriptor(packCommand('getCatalogs', {}));
  const info = unpack(
    FlightInfoSchema,
    packFlightInfo({ schema: flightSqlSchemas.catalogs, descriptor, ticket: Uint8Array.of(1, 2) }),
    'info',
  );
  expect(info.endpoint).toHaveLength(1);
  expect(info.endpoint[0]!.location).toEqual([]);
  expect(info.endpoint[0]!.ticket!.ticket).toEqual(Uint8Array.of(1, 2));
  expect(info.totalRecords).toBe(-1n);
  expect(decodeSchemaMessage(info.schema)).toEqual(flightSqlSchemas.catalogs);
  expect(decodeCommand(unpackDescriptor(descriptor).cmd).kind).toBe('getCatalogs');
  expect(unpackTicket(packTicket(Uint8Array.of(9)))).toEqual(Uint8Array.of(9));
});

test('a prepared update has an empty dataset schema and a parameter schema that is there', () => {
  const result = unpack(
    ResultSchema,
    packPreparedResult({ handle: Uint8Array.of(1), parameters: { fields: [] } }),
    'result',
  );
  const any = unpack(AnySchema, result.body, 'any');
  const reply = unpack(sql.ActionCreatePreparedStatementResultSchema, any.value, 'reply');
  expect(reply.datasetSchema).toHaveLength(0);
  expect(decodeSchemaMessage(reply.parameterSchema)).toEqual({ fields: [] });
});

test('put results carry the count or the handle', () => {
  expect(unpackUpdateResult(unpack(PutResultSchema, packUpdateResult(-1), 'put').appMetadata)).toBe(-1);
  expect(unpackUpdateResult(unpack(PutResultSchema, packUpdateResult(12), 'put').appMetadata)).toBe(12);
  const prepared = unpack(PutResultSchema, packPreparedPutResult(Uint8Array.of(3)), 'put').appMetadata;
  expect(unpack(sql.DoPutPreparedStatementResultSchema, prepared, 'x').preparedStatementHandle).toEqual(
    Uint8Array.of(3),
  );
});

test.each(Object.entries(flightSqlSchemas))('the schema of %s survives the wire', (_, schema) => {
  const reader = new IpcReader();
  reader.read(received(new IpcWriter(schema).schemaFrame()));
  expect(reader.schema).toEqual(schema);
});

test('SqlInfo answers every kind of value, and only what was asked for', () => {
  const entries = new Map<number, Parameters<typeof sqlInfoBatch>[0] extends ReadonlyMap<number, infer V> ? V : never>([
    [0, 'brooder'],
    [3, false],
    [541, 10n],
    [8, 2],
    [508, ['SELECT', 'WITH']],
    [517, new Map([[1, [2, 3]]])],
  ]);
  const shown = (wanted: number[]) => {
    const writer = new IpcWriter(flightSqlSchemas.sqlInfo);
    const stream = toStream([writer.schemaFrame(), ...writer.frames(sqlInfoBatch(entries, wanted))]);
    return tableFromIPC(stream)
      .toArray()
      .map((row) => [row.info_name, row.value?.toJSON?.() ?? row.value]);
  };
  expect(shown([])).toEqual([
    [0, 'brooder'],
    [3, false],
    [541, 10n],
    [8, 2],
    [508, ['SELECT', 'WITH']],
    [517, { 1: expect.anything() }],
  ]);
  expect(shown([8, 0, 8, 9999])).toEqual([
    [8, 2],
    [0, 'brooder'],
  ]);
});

test.each([
  [undefined, 'anything', true],
  ['', '', true],
  ['', 'a', false],
  ['%', '', true],
  ['t%', 'table', true],
  ['t%', 'atable', false],
  ['%able', 'table', true],
  ['t_ble', 'table', true],
  ['t_ble', 'tble', false],
  ['a\\_b', 'a_b', true],
  ['a\\_b', 'axb', false],
  ['_', '\u{1F986}', true],
  ['%a%b%', 'xxaxxbxx', true],
  ['a.c', 'abc', false],
])('the pattern %j on %j matches: %j', (pattern, name, expected) => {
  expect(likeMatcher(pattern)(name)).toBe(expected);
});

test('a pattern agrees with the regular expression of the same meaning', () => {
  const piece = fc.constantFrom('a', 'b', '%', '_');
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 8 }),
      fc.array(fc.constantFrom('a', 'b'), { maxLength: 8 }),
      (pattern, name) => {
        const expression = new RegExp(
          `^${pattern.map((p) => (p === '%' ? '.*' : p === '_' ? '.' : p)).join('')}$`,
          's',
        );
        expect(likeMatcher(pattern.join(''))(name.join(''))).toBe(expression.test(name.join('')));
      },
    ),
  );
});

test('a pattern made to be slow is answered at once', () => {
  const before = process.cpuUsage();
  expect(likeMatcher(`${'%a'.repeat(200)}b`)('a'.repeat(2000))).toBe(false);
  expect(process.cpuUsage(before).user).toBeLessThan(500_000);
});

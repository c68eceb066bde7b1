import type { ArrowSchema } from '@brooder/contracts';
import {
  batchFromRows,
  type CallOptions,
  type CellValue,
  decodeSchemaMessage,
  encapsulatedSchema,
  type FlightFrame,
  flightMessages,
  flightSqlMessages,
  IpcReader,
  IpcWriter,
  pack,
  packAny,
  packCommand,
  packDescriptor,
  rowsOf,
  unpackUpdateResult,
} from '@brooder/flight';
import { type DescMessage, fromBinary } from '@bufbuild/protobuf';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { activateRequest, startTestWorker, type TestWorker } from '../testing/test-worker.ts';

let fixture: TestWorker;
let options: CallOptions;
let sessions = 0;
beforeAll(async () => {
  fixture = await startTestWorker();
  await fixture.client.act('activate', activateRequest());
});
afterAll(() => fixture.stop());
beforeEach(async () => {
  options = await openSession();
  return async () => {
    await fixture.client.act('close-session', { epoch: '1', sessionId: options.metadata!['x-brooder-session']! });
  };
});

async function openSession(): Promise<CallOptions> {
  const sessionId = `flight-${++sessions}`;
  const about = { org: 'ducks', user: 'donald', database: 'ducks', timeZone: 'UTC' };
  await fixture.client.act('open-session', { epoch: '1', sessionId, ...about });
  return { metadata: { 'x-brooder-session': sessionId, 'x-brooder-epoch': '1' } };
}

interface Table {
  schema: ArrowSchema;
  /** Schema of the FlightInfo, as encapsulated bytes. */
  announced: Uint8Array;
  rows: unknown[][];
}

async function read(command: Uint8Array, from = options): Promise<Table> {
  const info = await fixture.client.flight.getFlightInfo(packDescriptor(command), from);
  expect(info.endpoint).toHaveLength(1);
  expect(info.endpoint[0]!.location).toEqual([]);
  return { ...(await readTicket(info.endpoint[0]!.ticket!.ticket, from)), announced: info.schema };
}

async function readTicket(ticket: Uint8Array, from = options): Promise<Omit<Table, 'announced'>> {
  const reader = new IpcReader();
  const rows: unknown[][] = [];
  for await (const frame of fixture.client.flight.doGet(ticket, from)) {
    const item = reader.read(frame);
    if (item?.kind !== 'batch') continue;
    rows.push(...rowsOf(reader.schema!, item.batch).map((row) => row.map((cell) => cell.value)));
  }
  return { schema: reader.schema!, rows };
}

const query = (sql: string, from = options) => read(packCommand('statementQuery', { query: sql }), from);

async function put(command: Uint8Array, frames: FlightFrame[] = []): Promise<Uint8Array> {
  const [first = new IpcWriter({ fields: [] }).schemaFrame(), ...rest] = frames;
  const replies: Uint8Array[] = [];
  const stream = [{ ...first, descriptor: packDescriptor(command) }, ...rest];
  for await (const reply of fixture.client.flight.doPut(stream, options)) replies.push(reply);
  return replies[0]!;
}

const update = async (sql: string) => unpackUpdateResult(await put(packCommand('statementUpdate', { query: sql })));

function framesOf(schema: ArrowSchema, rows: CellValue[][]): FlightFrame[] {
  const writer = new IpcWriter(schema);
  return [writer.schemaFrame(), ...writer.frames(batchFromRows(schema, rows))];
}

const twoColumns: ArrowSchema = {
  fields: [
    { name: 'i', type: { kind: 'int', bits: 64, signed: true }, nullable: true, children: [] },
    { name: 's', type: { kind: 'utf8', large: false }, nullable: true, children: [] },
  ],
};

async function prepare(sql: string) {
  const request = flightSqlMessages.ActionCreatePreparedStatementRequestSchema;
  const [body] = await fixture.client.flight.doAction(
    'CreatePreparedStatement',
    packAny(request, { query: sql }),
    options,
  );
  return unpackResult(flightSqlMessages.ActionCreatePreparedStatementResultSchema, body!);
}

test('a query announces the schema that its stream has, and runs at DoGet', async () => {
  const table = await query(`SELECT i, 'r' || i AS s FROM range(5000) t(i)`);
  expect(table.rows).toHaveLength(5000);
  expect(table.rows[4999]).toEqual([4999n, 'r4999']);
  expect(Buffer.from(encapsulatedSchema(table.schema))).toEqual(Buffer.from(table.announced));
});

test('DDL and DML that come down the query path run exactly once', async () => {
  await query('CREATE TABLE once (i INTEGER)');
  const info = await fixture.client.flight.getFlightInfo(
    packDescriptor(packCommand('statementQuery', { query: 'INSERT INTO once VALUES (1)' })),
    options,
  );
  // ADBC may never open the stream, so the info itself has run it.
  expect((await query('SELECT count(*) FROM once')).rows).toEqual([[1n]]);
  const { schema, rows } = await readTicket(info.endpoint[0]!.ticket!.ticket);
  expect([schema.fields, rows]).toEqual([[], []]);
  expect((await query('SELECT count(*) FROM once')).rows).toEqual([[1n]]);
  await expect(readTicket(info.endpoint[0]!.ticket!.ticket)).rejects.toMatchObject({ code: 'invalidTicket' });
});

test('asking for a schema runs nothing', async () => {
  await update('CREATE TABLE untouched (i INTEGER)');
  const insert = packDescriptor(packCommand('statementQuery', { query: 'INSERT INTO untouched VALUES (1)' }));
  await fixture.client.flight.getSchema(insert, options);
  expect((await query('SELECT count(*) FROM untouched')).rows).toEqual([[0n]]);
});

test('a prepared statement without a result runs once for each time its info is asked for', async () => {
  await update('CREATE TABLE again (i INTEGER)');
  const { preparedStatementHandle } = await prepare('INSERT INTO again VALUES (1)');
  const command = packCommand('preparedStatementQuery', { preparedStatementHandle });
  await read(command);
  await read(command);
  expect((await query('SELECT count(*) FROM again')).rows).toEqual([[2n]]);
});

test('a ticket of one session is worth nothing in another', async () => {
  const other = await openSession();
  const info = await fixture.client.flight.getFlightInfo(
    packDescriptor(packCommand('statementQuery', { query: 'SELECT 1' })),
    options,
  );
  await expect(readTicket(info.endpoint[0]!.ticket!.ticket, other)).rejects.toMatchObject({ code: 'invalidTicket' });
  await expect(query('SELECT 1', { metadata: { 'x-brooder-session': 'nobody' } })).rejects.toMatchObject({
    code: 'unknownSession',
  });
});

test('a refused statement is refused here, too', async () => {
  await expect(query('CALL enable_logging()')).rejects.toMatchObject({ sqlstate: '42501' });
  await expect(update('INSTALL httpfs')).rejects.toMatchObject({ sqlstate: '42501' });
  expect((await query('SELECT 1')).rows).toEqual([[1]]);
});

test('an update answers the rows it changed', async () => {
  expect(await update('CREATE TABLE counted (i INTEGER)')).toBe(0);
  expect(await update('INSERT INTO counted SELECT * FROM range(12)')).toBe(12);
  expect(await update('DELETE FROM counted WHERE i < 5')).toBe(5);
});

test('a prepared query says what it gives and what it takes, and is bound by a batch', async () => {
  const prepared = await prepare('SELECT ?::BIGINT + 1 AS n');
  expect(prepared.parameterSchema.length).toBeGreaterThan(0);
  expect(prepared.datasetSchema.length).toBeGreaterThan(0);
  const command = packCommand('preparedStatementQuery', { preparedStatementHandle: prepared.preparedStatementHandle });
  const schema: ArrowSchema = { fields: [twoColumns.fields[0]!] };
  await put(command, framesOf(schema, [[41n], [1n]]));
  expect((await read(command)).rows).toEqual([[42n], [2n]]);
});

test('a prepared update has no dataset, an explicit empty parameter schema, and takes many rows', async () => {
  await update('CREATE TABLE many (i BIGINT, s VARCHAR)');
  const plain = await prepare(`INSERT INTO many VALUES (0, 'zero')`);
  expect(plain.datasetSchema).toHaveLength(0);
  expect(plain.parameterSchema.length).toBeGreaterThan(0);
  const bound = await prepare('INSERT INTO many VALUES (?, ?)');
  const rows: CellValue[][] = [
    [1n, 'one'],
    [2n, null],
  ];
  const command = packCommand('preparedStatementUpdate', { preparedStatementHandle: bound.preparedStatementHandle });
  expect(unpackUpdateResult(await put(command, framesOf(twoColumns, rows)))).toBe(2);
  expect((await query('SELECT * FROM many ORDER BY i')).rows).toEqual([
    [1n, 'one'],
    [2n, null],
  ]);
});

test('a parameter of unknown type does not fail the prepare, and takes the type of its value', async () => {
  const prepared = await prepare('SELECT ? AS a');
  const command = packCommand('preparedStatementQuery', { preparedStatementHandle: prepared.preparedStatementHandle });
  await put(command, framesOf({ fields: [twoColumns.fields[0]!] }, [[7n]]));
  const table = await read(command);
  expect(table.rows).toEqual([[7n]]);
  expect(Buffer.from(encapsulatedSchema(table.schema))).toEqual(Buffer.from(table.announced));
});

test('catalog commands list what the org owns and nothing else', async () => {
  await update('CREATE SCHEMA pond');
  await update('CREATE TABLE pond.fish (i INTEGER NOT NULL PRIMARY KEY, s VARCHAR)');
  await update('CREATE VIEW pond.big_fish AS SELECT * FROM pond.fish');
  expect((await read(packCommand('getCatalogs', {}))).rows).toEqual([['ducks']]);
  expect((await read(packCommand('getDbSchemas', { catalog: 'ducks', dbSchemaFilterPattern: 'p%' }))).rows).toEqual([
    ['ducks', 'pond'],
  ]);
  expect((await read(packCommand('getDbSchemas', { catalog: 'system' }))).rows).toEqual([]);
  const all = await read(packCommand('getTables', { dbSchemaFilterPattern: 'pond' }));
  expect(all.rows).toEqual([
    ['ducks', 'pond', 'big_fish', 'VIEW'],
    ['ducks', 'pond', 'fish', 'BASE TABLE'],
  ]);
  const views = await read(packCommand('getTables', { tableTypes: ['VIEW'], tableNameFilterPattern: 'big\\_%' }));
  expect(views.rows).toEqual([['ducks', 'pond', 'big_fish', 'VIEW']]);
  const full = await read(packCommand('getTables', { includeSchema: true, tableNameFilterPattern: 'fish' }));
  const message = full.rows[0]![4] as Uint8Array;
  expect(decodeSchemaMessage(message).fields.map((field) => field.name)).toEqual(['i', 's']);
  expect((await read(packCommand('getTableTypes', {}))).rows).toEqual([['BASE TABLE'], ['VIEW']]);
  expect((await read(packCommand('getPrimaryKeys', { table: 'fish' }))).rows).toEqual([
    ['ducks', 'pond', 'fish', 'i', 1, null],
  ]);
});

test('the server tells what it is', async () => {
  const info = await fixture.client.flight.getFlightInfo(packDescriptor(packCommand('getSqlInfo', {})), options);
  let batches = 0;
  for await (const frame of fixture.client.flight.doGet(info.endpoint[0]!.ticket!.ticket, options)) {
    if (frame.body.length > 0) batches++;
  }
  expect(batches).toBe(1);
});

const ingestCommand = (table: string, ifExists: 1 | 2 | 3, ifNotExist: 1 | 2 = 1) =>
  packCommand('statementIngest', { table, tableDefinitionOptions: { ifExists, ifNotExist } });

test('ingest creates, appends by name, replaces, and fails where it was told to', async () => {
  const frames = () =>
    framesOf(twoColumns, [
      [1n, 'a'],
      [2n, null],
    ]);
  expect(unpackUpdateResult(await put(ingestCommand('taken', 1), frames()))).toBe(2);
  await expect(put(ingestCommand('taken', 1), frames())).rejects.toMatchObject({ sqlstate: '42P07' });
  expect(unpackUpdateResult(await put(ingestCommand('taken', 2, 2), frames()))).toBe(2);
  expect((await query('SELECT count(*) FROM taken')).rows).toEqual([[4n]]);
  await put(ingestCommand('taken', 3), frames());
  expect((await query('SELECT * FROM taken ORDER BY i')).rows).toEqual([
    [1n, 'a'],
    [2n, null],
  ]);
  await expect(put(ingestCommand('missing', 2, 2), frames())).rejects.toMatchObject({ sqlstate: '42P01' });
  await update('CREATE TABLE turned (s VARCHAR, extra INTEGER DEFAULT 9, i BIGINT)');
  await put(ingestCommand('turned', 2, 2), frames());
  expect((await query('SELECT s, extra, i FROM turned ORDER BY i')).rows).toEqual([
    ['a', 9, 1n],
    [null, 9, 2n],
  ]);
});

test('an upload that breaks off changes nothing', async () => {
  await update('CREATE TABLE kept AS SELECT 1::BIGINT AS i, NULL::VARCHAR AS s');
  const abort = new AbortController();
  const frames = framesOf(twoColumns, [[5n, 'x']]);
  const stream = (async function* () {
    yield { ...frames[0]!, descriptor: packDescriptor(ingestCommand('kept', 3)) };
    yield frames[1]!;
    await new Promise((resolve) => setImmediate(resolve));
    abort.abort(new Error('the client is gone'));
    await new Promise(() => {});
  })();
  const upload = async () => {
    for await (const _ of fixture.client.flight.doPut(stream, { ...options, signal: abort.signal }));
  };
  await expect(upload()).rejects.toThrow();
  expect((await query('SELECT i FROM kept')).rows).toEqual([[1n]]);
});

test('a transaction is rolled back or committed as the client says', async () => {
  await update('CREATE TABLE ledger (i INTEGER)');
  for (const [action, expected] of [
    [2, 0n],
    [1, 1n],
  ] as const) {
    const begin = packAny(flightSqlMessages.ActionBeginTransactionRequestSchema, {});
    const [body] = await fixture.client.flight.doAction('BeginTransaction', begin, options);
    const { transactionId } = unpackResult(flightSqlMessages.ActionBeginTransactionResultSchema, body!);
    await put(packCommand('statementUpdate', { query: 'INSERT INTO ledger VALUES (1)', transactionId }));
    const end = packAny(flightSqlMessages.ActionEndTransactionRequestSchema, { transactionId, action });
    await fixture.client.flight.doAction('EndTransaction', end, options);
    expect((await query('SELECT count(*) FROM ledger')).rows).toEqual([[expected]]);
  }
});

test('a client that resets its stream stops the query', async () => {
  const endless = packCommand('statementQuery', {
    query: 'SELECT count(*) FROM range(100000000000) t(i) WHERE i % 7 = 3',
  });
  const info = await fixture.client.flight.getFlightInfo(packDescriptor(endless), options);
  const abort = new AbortController();
  const reading = (async () => {
    for await (const _ of fixture.client.flight.doGet(info.endpoint[0]!.ticket!.ticket, {
      ...options,
      signal: abort.signal,
    }));
  })();
  await expect.poll(async () => (await fixture.client.act('describe', {})).busySessions).toBe(1);
  abort.abort(new Error('the client cancels'));
  await expect(reading).rejects.toThrow();
  await expect.poll(async () => (await fixture.client.act('describe', {})).busySessions).toBe(0);
  expect((await query('SELECT 1')).rows).toEqual([[1]]);
});

test('a stream that nobody reads does not keep the session from its next statement', async () => {
  const wide = packCommand('statementQuery', { query: `SELECT i, repeat('x', 200) AS s FROM range(200000) t(i)` });
  const info = await fixture.client.flight.getFlightInfo(packDescriptor(wide), options);
  const slow = fixture.client.flight.doGet(info.endpoint[0]!.ticket!.ticket, options)[Symbol.asyncIterator]();
  await slow.next();
  expect((await query('SELECT 1')).rows).toEqual([[1]]);
  let frames = 1;
  for (let next = await slow.next(); !next.done; next = await slow.next()) frames++;
  expect(frames).toBeGreaterThan(2);
});

test('catalog and schema of the session can be asked for and the schema set', async () => {
  await update('CREATE SCHEMA IF NOT EXISTS lake');
  const text = (value: string) => ({ optionValue: { case: 'stringValue' as const, value } });
  const set = pack(flightMessages.SetSessionOptionsRequestSchema, {
    sessionOptions: { catalog: text('ducks'), schema: text('lake'), colour: text('green') },
  });
  const [reply] = await fixture.client.flight.doAction('SetSessionOptions', set, options);
  expect(Object.keys(unpackBare(flightMessages.SetSessionOptionsResultSchema, reply!).errors)).toEqual(['colour']);
  expect((await query('SELECT current_schema()')).rows).toEqual([['lake']]);
});

function unpackBare<D extends DescMessage>(schema: D, bytes: Uint8Array) {
  return fromBinary(schema, bytes);
}

function unpackResult<D extends DescMessage>(schema: D, bytes: Uint8Array) {
  return fromBinary(schema, fromBinary(AnySchema, bytes).value);
}

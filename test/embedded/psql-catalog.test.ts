/** psql's backslash commands on the schema of one org: every row is compared, so that "no error" is not enough. */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningBrooder, startBrooder } from '../running-brooder/index.ts';
import { makeOrg } from '../running-brooder/org.ts';

const missing = spawnSync('psql', ['--version']).error !== undefined;
if (missing && process.env.CI) throw new Error('psql is not installed; .ci/run installs postgresql-client');
if (missing) console.warn('SKIPPED: psql is not installed');

const schema = `
  CREATE TYPE mood AS ENUM ('calm', 'loud');
  CREATE TABLE ponds (code text PRIMARY KEY, city text NOT NULL);
  CREATE TABLE ducks (
    id integer PRIMARY KEY, name varchar(20) NOT NULL, pond text REFERENCES ponds (code), weight numeric(10,2) DEFAULT 1.5,
    seen timestamp DEFAULT now(), tags text[], flights bigint, ringed boolean, mood mood, hatched timestamptz, CHECK (flights >= 0)
  );
  CREATE VIEW names AS SELECT id, name FROM ducks;
  CREATE INDEX ducks_name ON ducks (name);
  CREATE SEQUENCE rings START 7;
  CREATE MACRO twice(a) AS a * 2;
  CREATE SCHEMA lake;
  CREATE TABLE lake.depths (day date, metres double precision, raw json);
`;

describe.skipIf(missing)('psql', () => {
  let brooder: RunningBrooder;
  let psql: (...commands: string[]) => string;

  beforeAll(async () => {
    brooder = await startBrooder({ args: ['--demo-data', 'false'] });
    const { user, password, database } = makeOrg(brooder, 'pond');
    const { host, port } = brooder.addresses.pg;
    psql = (...commands) => {
      const { stdout, stderr } = spawnSync(
        'psql',
        [
          ...['-X', '-h', host, '-p', String(port), '-U', user, '-d', database, '-A', '-F', '|', '-P', 'footer=off'],
          ...commands.flatMap((command) => ['-c', command]),
        ],
        { encoding: 'utf8', timeout: 60_000, env: { ...process.env, PGPASSWORD: password, PGSSLMODE: 'require' } },
      );
      // An empty listing is told on standard error.
      expect(stderr.replace(/^Did not find any .*\.\n$/, '')).toBe('');
      return stdout.trim();
    };
    for (const statement of schema.split(';\n')) if (statement.trim() !== '') psql(statement);
  });
  afterAll(() => brooder?.stop());

  const lines = (text: string) => text.trim().replaceAll(/^ +/gm, '');

  test.each<[command: string, output: string]>([
    [
      '\\dt',
      `List of relations
       Schema|Name|Type|Owner
       main|ducks|table|ana
       main|ponds|table|ana`,
    ],
    [
      '\\d',
      `List of relations
       Schema|Name|Type|Owner
       main|ducks|table|ana
       main|names|view|ana
       main|ponds|table|ana
       main|rings|sequence|ana`,
    ],
    [
      '\\dt *.*',
      `List of relations
       Schema|Name|Type|Owner
       lake|depths|table|ana
       main|ducks|table|ana
       main|ponds|table|ana`,
    ],
    [
      '\\d ducks',
      `Table "main.ducks"
       Column|Type|Collation|Nullable|Default
       id|integer||not null|
       name|text||not null|
       pond|text|||
       weight|numeric(10,2)|||1.5
       seen|timestamp without time zone|||now()
       tags|text[]|||
       flights|bigint|||
       ringed|boolean|||
       mood|mood|||
       hatched|timestamp with time zone|||
       Indexes:
       "ducks_id_pkey" PRIMARY KEY, btree (id)
       "ducks_name" btree (name)
       Check constraints:
       "ducks_flights_check" CHECK ((flights >= 0))
       Foreign-key constraints:
       "ducks_pond_code_fkey" FOREIGN KEY (pond) REFERENCES ponds(code)`,
    ],
    [
      '\\d lake.depths',
      `Table "lake.depths"
       Column|Type|Collation|Nullable|Default
       day|date|||
       metres|double precision|||
       raw|json|||`,
    ],
    [
      '\\d names',
      `View "main.names"
       Column|Type|Collation|Nullable|Default
       id|integer|||
       name|text|||`,
    ],
    [
      '\\d ducks_name',
      `Index "main.ducks_name"
       Column|Type|Key?|Definition
       name|text|yes|name
       btree, for table "main.ducks"`,
    ],
    [
      '\\d rings',
      `Sequence "main.rings"
       Type|Start|Minimum|Maximum|Increment|Cycles?|Cache
       bigint|7|1|9223372036854775807|1|no|1`,
    ],
    [
      '\\l',
      `List of databases
       Name|Owner|Encoding|Collate|Ctype|ICU Locale|Locale Provider|Access privileges
       pond|ana|UTF8|C|C||libc|`,
    ],
    ['\\dn', 'List of schemas\nName|Owner\nlake|ana\nmain|ana'],
    ['\\dv', 'List of relations\nSchema|Name|Type|Owner\nmain|names|view|ana'],
    [
      '\\d+ ponds',
      `Table "main.ponds"
       Column|Type|Collation|Nullable|Default|Storage|Compression|Stats target|Description
       code|text||not null||extended|||
       city|text||not null||extended|||
       Indexes:
       "ponds_code_pkey" PRIMARY KEY, btree (code)
       Referenced by:
       TABLE "ducks" CONSTRAINT "ducks_pond_code_fkey" FOREIGN KEY (pond) REFERENCES ponds(code)
       Access method: heap`,
    ],
    [
      '\\d+ names',
      `View "main.names"
       Column|Type|Collation|Nullable|Default|Storage|Description
       id|integer||||plain|
       name|text||||extended|
       View definition:
       SELECT id, "name" FROM ducks;`,
    ],
    ['\\du', 'List of roles\nRole name|Attributes|Member of\nana||{}'],
    ['\\df', 'List of functions\nSchema|Name|Result data type|Argument data types|Type\nmain|twice|any|a any|func'],
    [
      '\\di',
      `List of relations
       Schema|Name|Type|Owner|Table
       main|ducks_id_pkey|index|ana|ducks
       main|ducks_name|index|ana|ducks
       main|ponds_code_pkey|index|ana|ponds`,
    ],
    ['\\ds', 'List of relations\nSchema|Name|Type|Owner\nmain|rings|sequence|ana'],
    ['\\dT', 'List of data types\nSchema|Name|Description\nmain|mood|'],
  ])('%s', (command, output) => {
    expect(lines(psql(command))).toBe(lines(output));
  });

  const listings = [
    'dt+',
    'dv+',
    'dn+',
    'df+',
    'di+',
    'ds+',
    'dT+',
    'du+',
    'l+',
    'd+',
    'dp',
    'dd',
    'dx',
    'dm',
    'dE',
    'db',
  ];
  const rare = [
    'dC',
    'des',
    'dew',
    'dP',
    'da',
    'dy',
    'dA',
    'dg',
    'dRp',
    'dD',
    'dF',
    'dO',
    'do',
    'dL',
    'ddp',
    'dc',
    'dX',
  ];
  test.each([...listings, ...rare])('\\%s runs and shows nothing of ours', (command) => {
    expect(psql(`\\${command}`)).not.toMatch(/shim|brooder/i);
  });

  test('casts to regclass and regtype give oids where they are compared and names where they are shown', () => {
    const count = `select count(*) from pg_attribute where attrelid = 'ducks'::regclass and attnum > 0`;
    const shown = `select 'ducks'::regclass, 'lake.depths'::regclass::text, 'int4'::regtype, to_regclass('geese') is null`;
    expect(psql(count)).toBe('count\n10');
    expect(psql(shown).split('\n')[1]).toBe('ducks|lake.depths|integer|t');
  });

  test.each<[driver: string, query: string, row: string]>([
    [
      'SQLAlchemy has_table',
      `SELECT pg_catalog.pg_class.relname FROM pg_catalog.pg_class
         JOIN pg_catalog.pg_namespace ON pg_catalog.pg_namespace.oid = pg_catalog.pg_class.relnamespace
        WHERE pg_catalog.pg_class.relname = 'ducks' AND pg_catalog.pg_class.relkind = ANY (ARRAY['r', 'p', 'f', 'v', 'm'])
          AND pg_catalog.pg_table_is_visible(pg_catalog.pg_class.oid) AND pg_catalog.pg_namespace.nspname != 'pg_catalog'`,
      'ducks',
    ],
    [
      'pgjdbc getPrimaryKeys',
      `SELECT result.TABLE_NAME, result.COLUMN_NAME, result.KEY_SEQ, result.PK_NAME FROM (
         SELECT ct.relname AS TABLE_NAME, a.attname AS COLUMN_NAME, (information_schema._pg_expandarray(i.indkey)).n AS KEY_SEQ,
                ci.relname AS PK_NAME, information_schema._pg_expandarray(i.indkey) AS KEYS, a.attnum AS A_ATTNUM
           FROM pg_catalog.pg_class ct JOIN pg_catalog.pg_attribute a ON (ct.oid = a.attrelid)
           JOIN pg_catalog.pg_index i ON (a.attrelid = i.indrelid) JOIN pg_catalog.pg_class ci ON (ci.oid = i.indexrelid)
          WHERE ct.relname = 'ducks' AND i.indisprimary) result WHERE result.A_ATTNUM = (result.KEYS).x`,
      'ducks|id|1|ducks_id_pkey',
    ],
    [
      'pgjdbc type of an array',
      `SELECT typinput = 'pg_catalog.array_in'::regproc AS is_array, typtype, typname, pg_type.oid FROM pg_catalog.pg_type
         LEFT JOIN (SELECT ns.oid AS nspoid, ns.nspname, r.r FROM pg_namespace AS ns JOIN (SELECT s.r,
           (current_schemas(false))[s.r] AS nspname FROM generate_series(1, array_upper(current_schemas(false), 1)) AS s(r)) AS r
           USING (nspname)) AS sp ON sp.nspoid = typnamespace WHERE pg_type.oid = 1009 ORDER BY sp.r, pg_type.oid DESC`,
      't|b|_text|1009',
    ],
    [
      'psycopg type of an enum',
      `SELECT t.typname, t.oid::regtype::text AS regtype, t.typdelim, array_agg(e.enumlabel ORDER BY e.enumsortorder)
         FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid WHERE t.oid = to_regtype('mood') GROUP BY 1, 2, 3`,
      'mood|mood|,|{calm,loud}',
    ],
  ])('%s', (_, query, row) => {
    expect(psql(query).split('\n').slice(1)).toEqual([row]);
  });
});

/** Oids of PostgreSQL's built-in types; source: PostgreSQL's `src/include/catalog/pg_type.dat`. */
export const oids = {
  bool: 16,
  bytea: 17,
  char: 18,
  name: 19,
  int8: 20,
  int2: 21,
  int4: 23,
  text: 25,
  oid: 26,
  json: 114,
  float4: 700,
  float8: 701,
  unknown: 705,
  bpchar: 1042,
  varchar: 1043,
  date: 1082,
  time: 1083,
  timestamp: 1114,
  timestamptz: 1184,
  interval: 1186,
  timetz: 1266,
  bit: 1560,
  varbit: 1562,
  numeric: 1700,
  record: 2249,
  uuid: 2950,
  jsonb: 3802,
} as const;

export type PgTypeName = keyof typeof oids;

/** Oid of the array type by the oid of its element. */
export const arrayOids: Readonly<Record<number, number>> = {
  [oids.bool]: 1000,
  [oids.bytea]: 1001,
  [oids.char]: 1002,
  [oids.name]: 1003,
  [oids.int8]: 1016,
  [oids.int2]: 1005,
  [oids.int4]: 1007,
  [oids.text]: 1009,
  [oids.oid]: 1028,
  [oids.json]: 199,
  [oids.float4]: 1021,
  [oids.float8]: 1022,
  [oids.bpchar]: 1014,
  [oids.varchar]: 1015,
  [oids.date]: 1182,
  [oids.time]: 1183,
  [oids.timestamp]: 1115,
  [oids.timestamptz]: 1185,
  [oids.interval]: 1187,
  [oids.timetz]: 1270,
  [oids.bit]: 1561,
  [oids.varbit]: 1563,
  [oids.numeric]: 1231,
  [oids.record]: 2287,
  [oids.uuid]: 2951,
  [oids.jsonb]: 3807,
};

/** Oid of the element by the oid of the array type. */
export const elementOids: ReadonlyMap<number, number> = new Map(
  Object.entries(arrayOids).map(([element, array]) => [array, Number(element)]),
);

/** Bytes a value takes as `pg_type.typlen` says; absent types have variable length. */
export const typeSizes: Readonly<Record<number, number>> = {
  [oids.bool]: 1,
  [oids.int2]: 2,
  [oids.int4]: 4,
  [oids.int8]: 8,
  [oids.float4]: 4,
  [oids.float8]: 8,
  [oids.date]: 4,
  [oids.time]: 8,
  [oids.timestamp]: 8,
  [oids.timestamptz]: 8,
  [oids.interval]: 16,
  [oids.timetz]: 12,
  [oids.uuid]: 16,
};

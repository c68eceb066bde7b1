/** DuckDB's logical types, from and to their C handles. Source: `enum DUCKDB_TYPE` of duckdb.h 1.5. */
import type { DuckField, DuckType, SimpleTypeId } from '@brooder/contracts';
import { failures } from '@brooder/contracts';
import { duck, type Pointer, takeText } from './library.ts';

const simpleTypes: Readonly<Record<number, SimpleTypeId>> = {
  1: 'BOOLEAN',
  2: 'TINYINT',
  3: 'SMALLINT',
  4: 'INTEGER',
  5: 'BIGINT',
  6: 'UTINYINT',
  7: 'USMALLINT',
  8: 'UINTEGER',
  9: 'UBIGINT',
  10: 'FLOAT',
  11: 'DOUBLE',
  12: 'TIMESTAMP',
  13: 'DATE',
  14: 'TIME',
  15: 'INTERVAL',
  16: 'HUGEINT',
  17: 'VARCHAR',
  18: 'BLOB',
  20: 'TIMESTAMP_S',
  21: 'TIMESTAMP_MS',
  22: 'TIMESTAMP_NS',
  27: 'UUID',
  29: 'BIT',
  30: 'TIMETZ',
  31: 'TIMESTAMPTZ',
  32: 'UHUGEINT',
  35: 'BIGNUM',
  36: 'SQLNULL',
  // Literals that have no column type yet; DuckDB exports them as what they default to.
  37: 'VARCHAR',
  38: 'INTEGER',
  39: 'TIME_NS',
};
const typeIds = new Map(Object.entries(simpleTypes).map(([id, name]) => [name, Number(id)]));
typeIds.set('VARCHAR', 17).set('INTEGER', 4);

const nested: Readonly<Record<number, (type: Pointer) => DuckType>> = {
  19: (type) => ({ id: 'DECIMAL', width: duck.decimalWidth(type), scale: duck.decimalScale(type) }),
  23: (type) => ({
    id: 'ENUM',
    values: Array.from({ length: duck.enumSize(type) }, (_, i) => takeText(duck.enumValue(type, i))),
  }),
  24: (type) => ({ id: 'LIST', child: consumeType(duck.listChild(type)) }),
  25: (type) => ({ id: 'STRUCT', fields: fieldsOf(type, duck.structSize, duck.structName, duck.structChild) }),
  26: (type) => ({ id: 'MAP', key: consumeType(duck.mapKey(type)), value: consumeType(duck.mapValue(type)) }),
  28: (type) => ({ id: 'UNION', members: fieldsOf(type, duck.unionSize, duck.unionName, duck.unionMember) }),
  33: (type) => ({ id: 'ARRAY', child: consumeType(duck.arrayChild(type)), size: Number(duck.arraySize(type)) }),
};

/** Describes a type handle and destroys it. No handle is UNKNOWN, as DuckDB answers for parameters it cannot type. */
export function consumeType(type: Pointer | null): DuckType {
  if (type === null) return { id: 'UNKNOWN' };
  try {
    const id = duck.typeId(type);
    const describe = nested[id];
    if (describe) return describe(type);
    if (id === 17) return { id: takeText(duck.typeAlias(type)).toUpperCase() === 'JSON' ? 'JSON' : 'VARCHAR' };
    return { id: simpleTypes[id] ?? 'UNKNOWN' };
  } finally {
    duck.destroyType([type]);
  }
}

function fieldsOf(
  type: Pointer,
  size: (type: Pointer) => number | bigint,
  name: (type: Pointer, index: number) => Pointer,
  child: (type: Pointer, index: number) => Pointer,
): DuckField[] {
  return Array.from({ length: Number(size(type)) }, (_, i) => ({
    name: takeText(name(type, i)),
    type: consumeType(child(type, i)),
  }));
}

/** Gives `use` a handle of `type` and destroys it afterwards. */
export function withType<T>(type: DuckType, use: (handle: Pointer) => T): T {
  return withTypes([type], ([handle]) => use(handle!));
}

/** Gives `use` handles of `types` and destroys them afterwards. */
export function withTypes<T>(types: readonly DuckType[], use: (handles: readonly Pointer[]) => T): T {
  const handles: Pointer[] = [];
  try {
    for (const type of types) handles.push(createType(type));
    return use(handles);
  } finally {
    for (const handle of handles) duck.destroyType([handle]);
  }
}

function createType(type: DuckType): Pointer {
  const handle = createHandle(type);
  if (handle === null) throw failures.unsupported({ what: `The type ${type.id}`, instead: 'Cast it to text.' });
  return handle;
}

function createHandle(type: DuckType): Pointer | null {
  switch (type.id) {
    case 'DECIMAL':
      return duck.createDecimalType(type.width, type.scale);
    case 'ENUM':
      return duck.createEnumType(type.values, type.values.length);
    case 'LIST':
      return withType(type.child, duck.createListType);
    case 'ARRAY':
      return withType(type.child, (child) => duck.createArrayType(child, type.size));
    case 'MAP':
      return withTypes([type.key, type.value], ([key, value]) => duck.createMapType(key!, value!));
    case 'STRUCT':
      return withFields(type.fields, duck.createStructType);
    case 'UNION':
      return withFields(type.members, duck.createUnionType);
    case 'JSON': {
      const handle = duck.createType(typeIds.get('VARCHAR')!);
      duck.setTypeAlias(handle, 'JSON');
      return handle;
    }
    default: {
      const id = typeIds.get(type.id);
      return id === undefined ? null : duck.createType(id);
    }
  }
}

function withFields(
  fields: readonly DuckField[],
  create: (types: readonly Pointer[], names: readonly string[], count: number) => Pointer | null,
): Pointer | null {
  const names = fields.map((field) => field.name);
  return withTypes(
    fields.map((field) => field.type),
    (types) => create(types, names, fields.length),
  );
}

/** Whether a type, or a part of it, is not known before parameters are bound. */
export function isUnresolved(type: DuckType): boolean {
  switch (type.id) {
    case 'UNKNOWN':
      return true;
    case 'LIST':
    case 'ARRAY':
      return isUnresolved(type.child);
    case 'MAP':
      return isUnresolved(type.key) || isUnresolved(type.value);
    case 'STRUCT':
      return type.fields.some((field) => isUnresolved(field.type));
    case 'UNION':
      return type.members.some((member) => isUnresolved(member.type));
    default:
      return false;
  }
}

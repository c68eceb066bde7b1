export { duckTypeOfOid } from './duck-type-of-oid.ts';
export { expandFormats } from './formats.ts';
export { arrayOids, elementOids, oids } from './oids.ts';
export { type PgType, pgTypeOf } from './pg-type.ts';

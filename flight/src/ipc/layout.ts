/**
 * Physical layout of each Arrow type: which buffers an array has and how long they are. Writer, coalescer and reader all walk by it.
 * Source: "Arrow Columnar Format", Physical Memory Layout and the buffer listing table.
 */
import type { ArrowField, ArrowType } from '@brooder/contracts';

export type Layout =
  /** No buffers at all. */
  | { kind: 'null' }
  /** Validity, then one bit a value. */
  | { kind: 'bits' }
  /** Validity, then `width` bytes a value. */
  | { kind: 'fixed'; width: number }
  /** Validity, offsets of `offsetWidth` bytes, bytes. */
  | { kind: 'variable'; offsetWidth: 4 | 8 }
  /** Validity, offsets; one child. */
  | { kind: 'list'; offsetWidth: 4 | 8 }
  /** Validity; one child with `size` values for each. */
  | { kind: 'fixed-list'; size: number }
  /** Validity; children as long as the parent. */
  | { kind: 'struct' }
  /** Type ids; children as long as the parent. */
  | { kind: 'sparse-union' }
  /** Type ids, 4-byte offsets into the children. */
  | { kind: 'dense-union' };

export function layoutOf(type: ArrowType): Layout {
  switch (type.kind) {
    case 'null':
      return { kind: 'null' };
    case 'bool':
      return { kind: 'bits' };
    case 'int':
    case 'float':
    case 'decimal':
      return { kind: 'fixed', width: type.bits / 8 };
    case 'fixed-size-binary':
      return { kind: 'fixed', width: type.bytes };
    case 'date':
      return { kind: 'fixed', width: type.unit === 'day' ? 4 : 8 };
    case 'time':
      return { kind: 'fixed', width: type.unit === 'second' || type.unit === 'millisecond' ? 4 : 8 };
    case 'timestamp':
    case 'duration':
      return { kind: 'fixed', width: 8 };
    case 'interval':
      return { kind: 'fixed', width: { 'year-month': 4, 'day-time': 8, 'month-day-nano': 16 }[type.unit] };
    case 'utf8':
    case 'binary':
      return { kind: 'variable', offsetWidth: type.large ? 8 : 4 };
    case 'list':
      return { kind: 'list', offsetWidth: type.large ? 8 : 4 };
    case 'map':
      return { kind: 'list', offsetWidth: 4 };
    case 'fixed-size-list':
      return { kind: 'fixed-list', size: type.size };
    case 'struct':
      return { kind: 'struct' };
    case 'union':
      return { kind: type.mode === 'dense' ? 'dense-union' : 'sparse-union' };
  }
}

/** Layout of a field's own array: of the indices when it has a dictionary. */
export const layoutOfField = (field: ArrowField): Layout => layoutOf(field.type);
/** Children of a field's own array: none when it carries dictionary indices. */
export const childrenOf = (field: ArrowField): readonly ArrowField[] => (field.dictionary ? [] : field.children);

export const bitmapBytes = (length: number): number => Math.ceil(length / 8);
export const padded = (bytes: number): number => Math.ceil(bytes / 8) * 8;

import type { ArrowArray, ArrowField } from '@brooder/contracts';
import { isValid, rangesOf, validityOf } from './codec.ts';

/** A list-like array (list, fixed-size list, map) as ranges of its child. */
export interface Lists {
  isNull(index: number): boolean;
  /** Places in the child, counted from the child's own offset. */
  range(index: number): [from: number, to: number];
  child: ArrowArray;
}

export function listsOf(array: ArrowArray, field: ArrowField): Lists {
  const { type } = field;
  const validity = validityOf(array);
  const isNull = (index: number) => !isValid(validity, index + array.offset);
  const child = array.children[0]!;
  if (type.kind !== 'fixed-size-list')
    return { isNull, range: rangesOf(array, type.kind === 'list' && type.large), child };
  const { size } = type;
  return { isNull, range: (index) => [(index + array.offset) * size, (index + array.offset + 1) * size], child };
}

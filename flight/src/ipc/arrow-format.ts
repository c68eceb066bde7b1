/** Numbers of the Arrow metadata. Source: Apache Arrow, format/Message.fbs and format/Schema.fbs. */

/** MetadataVersion.V5. */
export const metadataVersion = 4;
/** MessageHeader union. */
export const messageHeader = { schema: 1, dictionaryBatch: 2, recordBatch: 3 } as const;

/** Type union of Schema.fbs. */
export const typeTag = {
  null: 1,
  int: 2,
  float: 3,
  binary: 4,
  utf8: 5,
  bool: 6,
  decimal: 7,
  date: 8,
  time: 9,
  timestamp: 10,
  interval: 11,
  list: 12,
  struct: 13,
  union: 14,
  fixedSizeBinary: 15,
  fixedSizeList: 16,
  map: 17,
  duration: 18,
  largeBinary: 19,
  largeUtf8: 20,
  largeList: 21,
} as const;

export const timeUnits = ['second', 'millisecond', 'microsecond', 'nanosecond'] as const;
export const intervalUnits = ['year-month', 'day-time', 'month-day-nano'] as const;
export const floatBits = [16, 32, 64] as const;

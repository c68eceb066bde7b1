/** PostgreSQL arrays from lists: text `{1,NULL,"a b"}` and binary `array_send`. Lists of lists become further dimensions. */
import { type ArrowArray, type ArrowField, failures } from '@brooder/contracts';
import { ByteSink } from './byte-sink.ts';
import { type BoundCodec, type BoundColumn, bindCodec, type Codec } from './codec.ts';
import { type Lists, listsOf } from './list-layout.ts';

/** Array elements that need quotes: empty, NULL in any case, or with a character that has a meaning. Source: `array_out`. */
function needsQuotes(bytes: Uint8Array): boolean {
  if (bytes.length === 0) return true;
  for (const byte of bytes)
    if (
      byte === 0x22 ||
      byte === 0x5c ||
      byte === 0x7b ||
      byte === 0x7d ||
      byte === 0x2c ||
      byte === 0x20 ||
      (byte >= 9 && byte <= 13)
    )
      return true;
  return bytes.length === 4 && /^null$/i.test(String.fromCharCode(...bytes));
}

function appendElement(sink: ByteSink, bytes: Uint8Array): void {
  if (!needsQuotes(bytes)) {
    sink.append(bytes);
    return;
  }
  sink.byte(0x22);
  for (const byte of bytes) {
    if (byte === 0x22 || byte === 0x5c) sink.byte(0x5c);
    sink.byte(byte);
  }
  sink.byte(0x22);
}

/** `element` writes the text of what is not a list; `depth` is the count of dimensions. */
export function arrayText(field: ArrowField, depth: number, element: Codec): BoundCodec {
  const bind = (array: ArrowArray, at: ArrowField, dimensions: number): BoundColumn => {
    const lists = listsOf(array, at);
    const inner = dimensions > 1 ? bind(lists.child, at.children[0]!, dimensions - 1) : bindCodec(element, lists.child);
    const scratch = new ByteSink(256);
    return {
      isNull: lists.isNull,
      write(sink, index) {
        const [from, to] = lists.range(index);
        sink.byte(0x7b);
        for (let item = from; item < to; item++) {
          if (item > from) sink.byte(0x2c);
          if (inner.isNull(item)) sink.ascii('NULL');
          else if (dimensions > 1) inner.write(sink, item);
          else {
            scratch.length = 0;
            inner.write(scratch, item);
            appendElement(sink, scratch.bytes.subarray(0, scratch.length));
          }
        }
        sink.byte(0x7d);
      },
    };
  };
  return { kind: 'bound', bind: (array) => bind(array, field, depth) };
}

const ragged = () =>
  failures.unsupported({
    what: 'A list of lists that differ in length or are NULL, as a binary array,',
    instead: 'Ask for text results, or cast the column to VARCHAR.',
  });

/** `elementOid` and `element` are those of the innermost values. @throws unsupported on lists that are no rectangle */
export function arrayBinary(field: ArrowField, depth: number, elementOid: number, element: Codec): BoundCodec {
  return {
    kind: 'bound',
    bind(array) {
      const levels: Lists[] = [];
      let current = array;
      for (let level = 0, at = field; level < depth; level++, at = at.children[0]!) {
        const lists = listsOf(current, at);
        levels.push(lists);
        current = lists.child;
      }
      const inner = bindCodec(element, current);
      return {
        isNull: levels[0]!.isNull,
        write(sink, index) {
          let places = [index];
          const dimensions: number[] = [];
          for (const lists of levels) {
            const below: number[] = [];
            let length = -1;
            for (const place of places) {
              if (dimensions.length > 0 && lists.isNull(place)) throw ragged();
              const [from, to] = lists.range(place);
              if (length >= 0 && to - from !== length) throw ragged();
              length = to - from;
              for (let item = from; item < to; item++) below.push(item);
            }
            if (length > 0) dimensions.push(length);
            places = below;
            if (below.length === 0) break;
          }
          // An array without elements has no dimensions, whatever lists it is made of.
          const shape = places.length === 0 ? [] : dimensions;
          sink.int32(shape.length);
          sink.int32(places.some((place) => inner.isNull(place)) ? 1 : 0);
          sink.int32(elementOid);
          for (const length of shape) {
            sink.int32(length);
            sink.int32(1);
          }
          for (const place of places) sink.value(inner, place);
        },
      };
    },
  };
}

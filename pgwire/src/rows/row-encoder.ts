import type { ArrowArray, ArrowBatch, ArrowField, DuckType, PgFormat } from '@brooder/contracts';
import { failures } from '@brooder/contracts';
import { ZoneOffsets } from '../zones/index.ts';
import type { ByteSink } from './byte-sink.ts';
import { type BoundColumn, bindCodec, type Codec, validityOf, viewOf, type Words } from './codec.ts';
import { codecOf } from './codec-of.ts';

export interface RowEncoder {
  /**
   * Appends one DataRow message for each row of [from, to), and stops behind the row with which the sink holds `maxBytes` or more.
   * Gives the first row that is not encoded: `to` when all are.
   * The views of the last batch are kept for the next call, so a batch must not be released and then encoded again.
   */
  encode(batch: ArrowBatch, from: number, to: number, sink: ByteSink, maxBytes?: number): number;
}

/** One column of one batch as the generated loop reads it. */
interface Slot {
  offset: number;
  validity: Uint8Array | null;
  data: Words;
  /** Offsets and bytes of a `bytes` column. */
  offsets: Words;
  bound: BoundColumn | undefined;
}
type Loop = (slots: readonly Slot[], from: number, to: number, sink: ByteSink, maxBytes: number) => number;

const empty = new Uint8Array(0);

function slotOf(codec: Codec, array: ArrowArray): Slot {
  const base = { offset: array.offset, validity: validityOf(array), data: empty, offsets: empty, bound: undefined };
  if (codec.kind === 'bound') return { ...base, bound: bindCodec(codec, array) };
  if (codec.kind === 'fixed') return { ...base, data: viewOf(array.buffers[1], codec.view) };
  return { ...base, data: array.buffers[2] ?? empty, offsets: viewOf(array.buffers[1], 'i32') };
}

/** Strings shorter than this are copied byte by byte: a call of `set` costs more. */
const shortBytes = 48;

const putLength = (value: string, at: string) =>
  `b[${at}]=${value}>>>24;b[${at}+1]=${value}>>>16;b[${at}+2]=${value}>>>8;b[${at}+3]=${value};`;

/** Code that writes column `n`, its length word included. Only numbers of ours go into the text, never names or data. */
function columnCode(codec: Codec, n: number): string {
  const nothing = 'b[p]=255;b[p+1]=255;b[p+2]=255;b[p+3]=255;p+=4;';
  if (codec.kind === 'bound')
    return `if(c${n}.isNull(r)){${nothing}}else{sink.length=p+4;c${n}.write(sink,r);b=sink.bytes;x=sink.length-p-4;${putLength('x', 'p')}p=sink.length;if(p+need>b.length){sink.reserve(need);b=sink.bytes}}`;
  let value: string;
  if (codec.kind === 'bytes')
    value = `const f=f${n}[i],e=f${n}[i+1];x=e-f;${putLength('x', 'p')}p+=4;if(x<${shortBytes}){for(let k=f;k<e;k++)b[p++]=d${n}[k]}else{b.set(d${n}.subarray(f,e),p);p+=x}`;
  else if (codec.exact)
    value = `b[p]=0;b[p+1]=0;b[p+2]=0;b[p+3]=${codec.max};w${n}(b,p+4,d${n},i);p+=${4 + codec.max};`;
  else value = `x=w${n}(b,p+4,d${n},i);b[p]=0;b[p+1]=0;b[p+2]=0;b[p+3]=x-p-4;p=x;`;
  return `{const i=r+o${n};if(v${n}!==null&&(v${n}[i>>3]>>(i&7)&1)===0){${nothing}}else{${value}}}`;
}

/**
 * The loop over rows with every column written out: twice as fast as a loop over writers, because each place in the code sees one
 * array class. The source is put together from the fixed pieces above.
 */
function compile(codecs: readonly Codec[]): Loop {
  const heads = codecs.map((codec, n) => {
    if (codec.kind === 'bound') return `const c${n}=s[${n}].bound;`;
    const common = `const v${n}=s[${n}].validity,d${n}=s[${n}].data,o${n}=s[${n}].offset;`;
    return codec.kind === 'bytes' ? `${common}const f${n}=s[${n}].offsets;` : common;
  });
  const needs = codecs.map((codec, n) => (codec.kind === 'bytes' ? `+f${n}[r+o${n}+1]-f${n}[r+o${n}]` : ''));
  const fixed = codecs.reduce((sum, codec) => sum + 4 + (codec.kind === 'fixed' ? codec.max : 0), 7);
  const writers = codecs.map((codec, n) => (codec.kind === 'fixed' ? `const w${n}=codecs[${n}].write;` : ''));
  const source = `${writers.join('')}return function(s,from,to,sink,maxBytes){
let b=sink.bytes,p=sink.length,x=0;${heads.join('')}
for(let r=from;r<to;r++){
const need=${fixed}${needs.join('')};
if(p+need>b.length){sink.length=p;sink.reserve(need);b=sink.bytes}
const start=p+1;b[p]=68;b[p+5]=${codecs.length >> 8};b[p+6]=${codecs.length & 255};p+=7;
${codecs.map(columnCode).join('\n')}
x=p-start;${putLength('x', 'start')}
if(p>=maxBytes){sink.length=p;return r+1}
}
sink.length=p;return to}`;
  return new Function('codecs', source)(codecs) as Loop;
}

/**
 * `formats` are expanded, one for each column; `timeZone` is an IANA name or a fixed offset such as `+05:30`, for timestamptz text.
 * @throws unsupported when a column's layout is unknown, invalidRequest when there is no such time zone
 */
export function createRowEncoder(
  columns: readonly DuckType[],
  fields: readonly ArrowField[],
  formats: readonly PgFormat[],
  settings: { timeZone: string },
): RowEncoder {
  if (columns.length !== fields.length || columns.length !== formats.length) throw failures.internal({});
  const zone = new ZoneOffsets(settings.timeZone);
  const codecs = columns.map((type, index) => codecOf(type, fields[index]!, formats[index]!, zone));
  const loop = compile(codecs);
  let bound: ArrowBatch | undefined;
  let slots: Slot[] = [];
  return {
    encode(batch, from, to, sink, maxBytes = Number.POSITIVE_INFINITY) {
      if (bound !== batch) {
        slots = codecs.map((codec, index) => slotOf(codec, batch.columns[index]!));
        bound = batch;
      }
      return loop(slots, from, to, sink, maxBytes);
    },
  };
}
